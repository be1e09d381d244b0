"""Savings that change nothing but the order of roundings: the error and the time ratio of each, on one core.

- fold: nearest 2x enlargement and a 3x3 convolution as four 2x2 convolutions of the small map
- prefix: what a UNet computes before its first look at the prompt, once for both halves of a guided picture
- text: keys and values of the prompt for every cross-attention, once a prompt and not once a step
- stem: what a ControlNet reads of its map, once a picture and not once a step

Each is measured by processor time against the same work done plainly, by turns. What gains little is measured
here and not used.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from bench.drawings import outline, pocket_catalogue
from bench.report import Report

if TYPE_CHECKING:
    from torch import Tensor

ROUNDS = 15
ERROR_MOST = 1e-5  # relative to the largest value
FLOOR = 1.0  # of what is used


@dataclass(frozen=True)
class Saving:
    """One saving: the same result, and how much sooner."""

    name: str
    error: float
    ratio: float
    used: bool

    def __str__(self) -> str:
        """Say it in a line."""
        use = "used" if self.used else "not used"
        return f"{self.name:34} error {self.error:.1e}, {self.ratio:.2f} times as quick, {use}"


def run() -> Report:
    """Measure each saving."""
    import torch  # noqa: PLC0415 - heavy

    torch.set_num_threads(1)
    torch.manual_seed(3)
    with torch.inference_mode():
        folds = [_fold(channels, side) for channels, side in ((128, 8), (256, 16), (64, 64))]
        savings = [*folds, *_in_unet(), _stem()]
    used = min(one.ratio for one in savings if one.used)
    exact = all(one.error <= ERROR_MOST for one in savings)
    return Report(
        name="exact-algebra",
        check=f"{len(savings)} savings, error at most {max(one.error for one in savings):.1e} "
        f"(ceiling: {ERROR_MOST})",
        lines=tuple(str(one) for one in savings),
        headline=f"exact-algebra {used:.2f} times as quick at least where it is used (floor: {FLOOR})",
        passed=exact and used >= FLOOR,
    )


def _halves(weight: "Tensor", dim: int) -> "tuple[Tensor, Tensor]":
    """Add the weights of a 3x3 kernel that meet the same small pixel: two of three along a side.

    Returns: those for the first and for the second place within a pixel that was enlarged.
    """
    import torch  # noqa: PLC0415 - heavy

    first, middle, last = weight.split(1, dim)  # type: ignore[no-untyped-call]  # torch
    return torch.cat([first, middle + last], dim), torch.cat([first + middle, last], dim)


def _fold(channels: int, side: int) -> Saving:
    import torch  # noqa: PLC0415 - heavy

    convolution = torch.nn.Conv2d(channels, channels, 3, padding=1)
    assert convolution.bias is not None
    bias = convolution.bias
    x = torch.randn(2, channels, side, side)
    kernels = [small for kernel in _halves(convolution.weight, 2) for small in _halves(kernel, 3)]

    def plainly() -> "Tensor":
        enlarged = torch.nn.functional.interpolate(x, scale_factor=2.0, mode="nearest")
        return torch.nn.functional.conv2d(enlarged, convolution.weight, bias, padding=1)

    def ours() -> "Tensor":
        """Convolve the small map for each of the four places, and sort them."""
        around = torch.nn.functional.pad(x, (1, 1, 1, 1))
        places = [(down, right) for down in (0, 1) for right in (0, 1)]
        parts = [
            torch.nn.functional.conv2d(
                around[..., down : down + side + 1, right : right + side + 1], small, bias
            )
            for (down, right), small in zip(places, kernels, strict=True)
        ]
        return torch.nn.functional.pixel_shuffle(torch.stack(parts, dim=2).flatten(1, 2), 2)

    return _saving(f"fold {channels} channels, {side}x{side}", plainly, ours, used=False)


def _in_unet() -> list[Saving]:
    """Measure what a whole guided step of the pocket model would gain."""
    import torch  # noqa: PLC0415 - heavy
    from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel  # noqa: PLC0415 - heavy

    source = pocket_catalogue().card("pocket").source
    unet: Any = UNet2DConditionModel.from_pretrained(f"{source}/unet", local_files_only=True).eval()
    latents, text = torch.randn(1, 4, 16, 16), torch.randn(2, 48, 128)
    times, moment = torch.tensor([500]), torch.randn(1, unet.time_embedding.linear_2.out_features)

    def step() -> "Tensor":
        said: Tensor = unet(latents.repeat(2, 1, 1, 1), times, text, return_dict=False)[0]
        return said

    def before(rows: int) -> "Callable[[], Tensor]":
        """Compute what comes before the first cross-attention: conv_in and the first, plain block."""
        embedded, seen = moment.repeat(rows, 1), latents.repeat(rows, 1, 1, 1)
        return lambda: unet.down_blocks[0](unet.conv_in(seen), embedded)[0]

    keys = [part.attn2 for _, part in unet.named_modules() if hasattr(part, "attn2")]

    def read() -> "Tensor":
        return torch.stack([one.to_k(text).sum() + one.to_v(text).sum() for one in keys])

    whole_s = _seconds(step)
    once, twice = before(1)(), before(2)()
    error = float((once - twice[:1]).abs().max() / twice.abs().max())
    saved = {
        "prefix, of a guided step": _seconds(before(2)) - _seconds(before(1)),
        "text, of a guided step": _seconds(read),
    }
    return [
        Saving(name, error if name.startswith("prefix") else 0.0, whole_s / (whole_s - saved_s), used=False)
        for name, saved_s in saved.items()
    ]


def _stem() -> Saving:
    """Measure a ControlNet's step as the engine takes it, against reading the map anew."""
    import torch  # noqa: PLC0415 - heavy
    from diffusers.models.controlnets.controlnet import ControlNetModel  # noqa: PLC0415 - heavy

    from generation.pipelines.controlnet import ControlNet  # noqa: PLC0415 - torch
    from generation.pipelines.seen import pixels  # noqa: PLC0415 - torch

    card = pocket_catalogue().control("canny", pocket_catalogue().card("pocket"))
    plain, own = (ControlNetModel.from_pretrained(card.source, local_files_only=True).eval() for _ in (0, 1))
    net = ControlNet(own)
    shown = pixels(outline(128))
    read = net.read(shown)
    latents, text, times = torch.randn(2, 4, 16, 16), torch.randn(2, 48, 128), torch.full((2,), 500.0)

    def plainly() -> "Tensor":
        said = plain(
            latents,
            times,
            encoder_hidden_states=text,
            controlnet_cond=shown.repeat(2, 1, 1, 1),
            return_dict=False,
        )
        middle: Tensor = said[1]
        return middle

    def ours() -> "Tensor":
        return net.say(latents, times, text, {}, read.repeat(2, 1, 1, 1))[-1]

    return _saving("stem, of a ControlNet's step", plainly, ours, used=True)


def _saving(
    name: str, plainly: "Callable[[], Tensor]", ours: "Callable[[], Tensor]", *, used: bool
) -> Saving:
    expected, found = plainly(), ours()
    error = float((expected - found).abs().max() / expected.abs().max())
    ratios = [_seconds(plainly) / _seconds(ours) for _ in range(3)]
    return Saving(name, error, median(ratios), used)


def _seconds(work: "Callable[[], object]") -> float:
    """Give the least processor time of this thread, of several runs."""
    work()
    taken = []
    for _ in range(ROUNDS):
        started = time.thread_time()
        work()
        taken.append(time.thread_time() - started)
    return min(taken)
