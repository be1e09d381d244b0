"""Makes a picture twice as large by drawing it anew in latents, with the small one beside them.

What is too large for one forward is drawn through windows that overlap, at every step.

Sources: Karras et al. (2022), Elucidating the Design Space of Diffusion-Based Generative Models, table 1, for
what is scaled by the noise level; Crowson (2022), Stable Diffusion x2 latent upscaler, for what is read.
"""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from diffusers.schedulers.scheduling_euler_discrete import EulerDiscreteScheduler
from PIL import Image
from torch import Generator, Tensor
from torch.nn import functional

from generation.checksums import check_weights
from generation.gpu import room_on
from generation.memory import Needs, Plan, choose
from generation.pipelines.autoencoder import Autoencoder
from generation.pipelines.fit import lay_out, settle
from generation.pipelines.parts import Parts
from generation.pipelines.seen import pixels
from generation.pipelines.words import weigh
from generation.requests import Redraw
from generation.upscalers.folder import SCALE, UpscalerFolder
from generation.upscalers.upscale import keep_transparency
from generation.upscalers.windows import SEEN, Windows

USUAL_PX = 1024  # side of a large picture that memory is planned for
LEVEL = 64  # values each of cosines and sines that tell how noisy the small picture is

Told = Callable[[int, int], None]  # steps done, decoding being the last one, and of how many
Conditions = tuple[Tensor, Tensor]  # float [rows, tokens, width], float [rows, 2 * LEVEL + width]


def load_latent(
    source: Path, device: torch.device, memory: str = "auto", lighter: Plan | None = None
) -> "LatentUpscaler":
    """Load an upscaler from its folder, as the memory plan of that name says, or ``lighter``.

    Raises ModelUnavailable with the name of a file that is missing, damaged, or of another kind.
    """
    folder = UpscalerFolder(source)
    check_weights(source)
    plan = lighter or choose(Needs.of(folder), room_on(device), USUAL_PX, USUAL_PX, memory)
    settle(plan, device)
    return LatentUpscaler(Parts(folder, device, plan), folder)


class LatentUpscaler:
    """A loaded upscaler that draws."""

    def __init__(self, parts: Parts, folder: UpscalerFolder) -> None:
        self.plan = parts.plan
        self.needs = Needs.of(folder)
        self._device = parts.device
        self._dtype = parts.dtype
        self._grid = folder.grid_px
        self._factor = folder.vae_factor()
        self._noise = dict(folder.scheduler())
        self._text_encoder = parts.text_encoder()
        self._words = parts.tokenizer()
        self._unet = parts.unet()
        lay_out(self._unet, parts.plan)
        self._autoencoder = Autoencoder(parts.vae(), parts.plan, parts.device, self._factor)

    @torch.inference_mode()
    def enlarge(self, picture: Image.Image, redraw: Redraw, told: Told) -> Image.Image:
        """Draw a picture twice as large.

        Transparency is enlarged beside the colours. ``told`` hears of each step; what it raises ends it.
        Returns: an RGB picture, or RGBA if the picture is transparent anywhere.
        """
        generator = Generator().manual_seed(redraw.seed)
        seen = pixels(self._padded(picture.convert("RGB"))) * 2 - 1
        small = self._autoencoder.read(seen).sample(generator)  # [1, channels, rows, columns]
        latents = self._drawn(small, redraw, generator, told)
        made = self._autoencoder.decode(latents)[0]  # [3, height, width]
        told(redraw.steps + 1, redraw.steps + 1)
        values = (made * 255).round().to(torch.uint8).movedim(0, -1).cpu().numpy()
        larger = Image.fromarray(values[: SCALE * picture.height, : SCALE * picture.width])
        return keep_transparency(picture, larger)

    def _padded(self, picture: Image.Image) -> Image.Image:
        """Draw the edges out to sides that the UNet can halve, and that its smallest level can mirror."""
        least = 2 * self._grid
        down, across = (max(-side % self._grid, least - side) for side in (picture.height, picture.width))
        return Image.fromarray(np.pad(np.asarray(picture), ((0, down), (0, across), (0, 0)), mode="edge"))

    def _drawn(self, small: Tensor, redraw: Redraw, generator: Generator, told: Told) -> Tensor:
        """Take noise to latents of the large picture, float32 [1, channels, 2 * rows, 2 * columns]."""
        beside = functional.interpolate(small, scale_factor=float(SCALE), mode="nearest")
        scheduler = EulerDiscreteScheduler.from_config(self._noise)
        scheduler.set_timesteps(redraw.steps)
        conditions = self._read(redraw)
        noise = torch.randn(beside.shape, generator=generator) * scheduler.init_noise_sigma
        latents: Tensor = noise.to(beside.device)
        windows = self._windows(beside.shape[-2], beside.shape[-1], redraw.guidance)
        sigmas = scheduler.sigmas[: redraw.steps + 1]  # a schedule by logarithms has one more, for no step
        for done, (sigma, after) in enumerate(pairwise(sigmas), 1):
            there = sigma.to(latents.device)

            def seen(down: slice, across: slice, latents: Tensor = latents, sigma: Tensor = there) -> Tensor:
                window = latents[..., down, across], beside[..., down, across]
                return self._clean(*window, sigma, conditions, redraw.guidance)

            clean = windows.average(seen)
            latents = latents + (latents - clean) / sigma * (after - sigma)  # Euler's step
            told(done, redraw.steps + 1)
        return latents

    def _windows(self, rows: int, columns: int, guidance: float) -> Windows:
        """Choose through what large latents are seen: whole, where there is memory for that."""
        size = columns * self._factor, rows * self._factor
        taken = self.needs.row_bytes(*size, self._dtype.itemsize) // (1 if guidance > 1 else 2)
        too_large = self.plan.tiled_vae or taken > room_on(self._device).usable_bytes
        seen = SEEN if too_large else max(rows, columns)
        return Windows(rows, columns, SCALE * self._grid // self._factor, seen)

    def _clean(
        self, latents: Tensor, beside: Tensor, sigma: Tensor, conditions: Conditions, guidance: float
    ) -> Tensor:
        """Guess the latents without their noise, whose deviation is ``sigma``; the data's is 1."""
        text, condition = conditions
        c_skip = 1 / (sigma**2 + 1)
        c_out = sigma / (sigma**2 + 1).sqrt()
        c_in = 1 / (sigma**2 + 1).sqrt()
        c_noise = sigma.log() / 4
        seen = torch.cat([c_in * latents, beside], dim=1).expand(len(text), -1, -1, -1)
        found = self._unet(
            seen.to(self._dtype),
            c_noise,
            encoder_hidden_states=text,
            timestep_cond=condition,
            return_dict=False,
        )[0]
        change = found[:, : latents.shape[1]].float()  # the last channel tells how sure it is
        clean: Tensor = c_skip * latents + c_out * change
        if len(clean) == 1:
            return clean
        without, led = clean.chunk(2)
        guided: Tensor = without + guidance * (led - without)
        return guided

    def _read(self, redraw: Redraw) -> Conditions:
        """Read the words: one row, or two (none, the prompt) where they guide."""
        prompt = redraw.prompt if redraw.guidance > 0 else ""
        texts = ("", prompt) if redraw.guidance > 1 else (prompt,)
        windows = max(self._words.count(text).windows for text in texts)
        rows = [self._read_one(text, windows) for text in texts]
        return torch.cat([text for text, _ in rows]), torch.cat([condition for _, condition in rows])

    def _read_one(self, text: str, windows: int) -> Conditions:
        reading = self._words(text, windows)
        found = self._text_encoder(reading.ids, output_hidden_states=True)
        whole = found.pooler_output[:1]  # of the first window: it holds what matters most
        clear = torch.cat(
            [whole.new_ones(1, LEVEL), whole.new_zeros(1, LEVEL)], dim=1
        )  # cos 0, sin 0: no noise
        return weigh(found.hidden_states[-1], reading.weights), torch.cat([clear, whole], dim=1)
