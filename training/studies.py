"""Draws the batches that the UNet and what is built on it learn from; a seed decides all of one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import torch
from diffusers import AutoencoderKL
from numpy.typing import NDArray
from torch import Tensor
from transformers import CLIPTokenizer

from training.captions import describe
from training.dataset import Gallery, subject_of
from training.hints import Hint, hint_of
from training.language import encode_words
from training.latents import encode_drawings
from training.learner import Report
from training.masks import Masked, cover
from training.painter import Study
from training.subjects import Subject
from training.unet import NOISE

SEED = 5
BATCH = 32
EMPTY_SHARE = 0.1  # captions left out, so that guidance has something to push away from
MASK_SEED = 7
MASK_COUNTS = 4.0  # how much the hidden part counts beside what can be seen
LAYOUT_COUNTS = 0.5  # a depth map says what goes where, which is decided while there is most noise
WHOLE_SHARE = 0.15  # of inpainting: everything is hidden

Rng = np.random.Generator


@dataclass(frozen=True)
class Stock:
    """Everything that batches are drawn from; picture i is the drawing of seed i."""

    tokenizer: CLIPTokenizer
    gallery: Gallery
    latents: Tensor  # float16 [n, 4, 16, 16]
    weights: Tensor  # float16 [n, 16, 16], mean 1

    @cached_property
    def subjects(self) -> list[Subject]:
        """Tell what each picture shows."""
        return [subject_of(i) for i in range(len(self.latents))]

    def words(self, step: int) -> Study:
        """Draw a batch for painting from words."""
        rng, chosen = self._choose(step)
        return self._study(rng, chosen, torch.zeros(BATCH, 0, *self.latents.shape[2:]))

    def depths(self, step: int) -> Study:
        """Draw a batch for painting over a depth map, as `StableDiffusionDepth2ImgPipeline` shows it."""
        rng, chosen = self._choose(step)
        near = torch.tensor(self.gallery.near[chosen]).float()[:, None]  # [b, 1, 128, 128]
        study = self._study(rng, chosen, as_depth_beside(near))
        return replace(study, levels=torch.full_like(study.levels, LAYOUT_COUNTS))

    def hints(self, hint: Hint, step: int) -> Study:
        """Draw a batch for painting along edges, a scribble or a depth map."""
        rng, chosen = self._choose(step)
        shown = np.stack([hint_of(hint, self.gallery, int(i), rng) for i in chosen])
        return self._study(rng, chosen, torch.from_numpy(shown).float()[:, None].repeat(1, 3, 1, 1) / 255)

    def holes(self, holes: Tensor, step: int) -> Study:
        """Draw a batch for painting what a mask hides, as `StableDiffusionInpaintPipeline` shows it.

        ``holes`` is float16 [n, 5, 16, 16] of `hide_drawings`.
        """
        rng, chosen = self._choose(step)
        beside = holes[torch.from_numpy(chosen)].float()
        study = self._study(rng, chosen, beside)
        return replace(study, weights=study.weights * (1 + (MASK_COUNTS - 1) * beside[:, :1]))

    def _choose(self, step: int) -> tuple[Rng, NDArray[np.int64]]:
        rng = np.random.default_rng([SEED, step])
        return rng, np.sort(rng.integers(0, len(self.latents), BATCH))

    def _study(self, rng: Rng, chosen: NDArray[np.int64], beside: Tensor) -> Study:
        dice = torch.Generator().manual_seed(int(rng.integers(2**31)))
        captions = [
            "" if rng.random() < EMPTY_SHARE else describe(self.subjects[i], rng).text for i in chosen
        ]
        return Study(
            tokens=encode_words(self.tokenizer, captions),
            clean=self.latents[torch.from_numpy(chosen)].float(),
            noise=torch.randn(BATCH, *self.latents.shape[1:], generator=dice),
            steps=torch.randint(0, NOISE_LEVELS, (BATCH,), generator=dice),
            weights=self.weights[torch.from_numpy(chosen)].float().unsqueeze(1),
            beside=beside,
            levels=torch.zeros(BATCH),
        )


NOISE_LEVELS = int(str(NOISE["num_train_timesteps"]))


def as_depth_beside(near: Tensor) -> Tensor:
    """Turn nearness [b, 1, h, w] into what a depth UNet sees: float32 [b, 1, 16, 16], each -1..1."""
    small = torch.nn.functional.interpolate(near, size=(16, 16), mode="bicubic", align_corners=False)
    low, high = small.amin((1, 2, 3), keepdim=True), small.amax((1, 2, 3), keepdim=True)
    return 2 * (small - low) / (high - low).clamp(min=1e-6) - 1


def hide_drawings(vae: AutoencoderKL, gallery: Gallery, path: Path, report: Report) -> Tensor:
    """Hide a part of each drawing, or read what was hidden if it is already there.

    Returns: float16 [n, 5, 16, 16]: the mask, then the latents of the picture with the hole grey.
    """
    if not path.exists():
        masks = [_hole(gallery.parts[i], i) for i in range(len(gallery))]
        report(f"holes: {len(masks)} masks")
        hidden = Masked(gallery.pictures, np.stack(masks))
        latents = encode_drawings(vae, hidden, path.with_suffix(".latents"), report)
        shown = torch.from_numpy(hidden.masks[:, ::8, ::8]).half()[
            :, None
        ]  # the nearest, as the pipeline does
        torch.save(torch.cat([shown, latents], 1), path)
    holes: Tensor = torch.load(path, weights_only=True)
    return holes


def _hole(parts: NDArray[np.uint8], seed: int) -> NDArray[np.bool_]:
    rng = np.random.default_rng([MASK_SEED, seed])
    if rng.random() < WHOLE_SHARE:
        return np.ones(parts.shape, bool)
    return cover(parts, subject_of(seed), rng)
