"""How fast the networks draw a speaking face, against a plain loop with the same weights.

On a processor both get one thread, and its own seconds are counted: other work on the machine, which takes
turns with both, does not change the ratio. On a card it is the wall's seconds.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from avatar.render.appearance import PlainAppearance
from avatar.render.dense_motion import PlainDenseMotion
from avatar.render.generator import DECODER, MOTION
from avatar.render.keypoints import PlainKeypointNet
from avatar.render.mapping import MappingNet
from avatar.render.renderer import Pixels, Renderer, RenderWeights, Window
from avatar.render.spade import Entry, SpadeDecoder
from bench.plain_renderer import BATCH, PlainRenderer
from bench.report import Report

SIZE_PX = 256
ROUNDS = 3
FRAMES = {"cpu": BATCH, "cuda": 128}  # in a round
FLOOR = {"cpu": 1.25, "cuda": 10.0}
TOLD = {"cpu": "one thread, in processor seconds,", "cuda": "cuda"}
COEFFICIENTS, WINDOW = 70, 27
MEAN_OFF, FEW, FEW_OFF, MOST_OFF = 2e-5, 1e-3, 2e-4, 1e-2  # the goldens' tolerance for a clip's frames
PEAK_SIDE, PEAK_RUNS = 8192, 20  # of the matrix product that shows what a card can do

# Standard deviations, times the root of what a value sums over: each layer's output is about as large as its
# input, a head's classes compete and its masks mix several motions, as in trained weights.
GAINS = {
    "kp.weight": 0.5,
    "mlp_gamma.weight": 0.6,
    "mlp_beta.weight": 0.6,
    "conv2.weight": 0.5,
    "mask.weight": 2.0,
    "conv_img.weight": 0.5,
    "conv_s.weight_orig": 2.0,
    "weight_orig": 2.4,
    "fc_exp.weight": 0.12,
    "fc_t.weight": 0.15,
}
SPECTRAL = 1.7  # about what the estimate of the greatest singular value comes to


@dataclass(frozen=True)
class Scene:
    """What both renderers are given."""

    weights: RenderWeights
    image: Pixels
    source: Window
    windows: NDArray[np.float32]  # [n, 70, 27]


@dataclass(frozen=True)
class Speeds:
    """Frames a second (of the processor's, or the wall's with a card), one figure for each round."""

    plain: list[float]
    ours: list[float]

    @property
    def ratio(self) -> float:
        """How many times as fast ours is: the middle of the rounds."""
        return median(ours / plain for ours, plain in zip(self.ours, self.plain, strict=True))


def run() -> Report:
    """Check that the frames are equal, then time both renderers in turns."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        return _measured(device)
    finally:
        torch.set_num_threads(threads)


def _measured(device: str) -> Report:
    scene = draw_scene(SIZE_PX, FRAMES[device])
    plain = PlainRenderer(scene.weights, device)
    ours = Renderer(scene.weights, SIZE_PX, device)
    same, check = equality(scene, plain, ours)
    speeds = race(scene, plain, ours, ROUNDS)
    lines = [_line("plain loop", speeds.plain), _line("ours", speeds.ours)]
    if device == "cuda":
        half = race(scene, plain, Renderer(scene.weights, SIZE_PX, device, "fp16"), ROUNDS)
        lines += [_line("ours, half precision", half.ours), _roofline(scene, plain, median(half.ours))]
        speeds = half
    floor = FLOOR[device]
    return Report(
        name="avatar-render",
        check=check,
        lines=tuple(lines),
        headline=f"avatar-render {speeds.ratio:.2f}x on {TOLD[device]} at {SIZE_PX} (floor: {floor:.2f}x)",
        passed=same and speeds.ratio >= floor,
    )


def draw_scene(size_px: int, frames: int, seed: int = 0) -> Scene:
    """Draw weights of a realistic scale, a photo and ``frames`` windows of coefficients."""
    rng = np.random.default_rng(seed)
    generator = torch.Generator().manual_seed(seed)
    with torch.device("meta"):
        keypoints, mapping = PlainKeypointNet(), MappingNet(COEFFICIENTS)
        tail = {MOTION: PlainDenseMotion(), DECODER: SpadeDecoder()}
        whole = nn.ModuleList((PlainAppearance(), Entry()))
    nets = [_drawn(net, generator) for net in whole]
    nets += [{f"{name}.{key}": w for key, w in _drawn(net, generator).items()} for name, net in tail.items()]
    weights = RenderWeights(
        _drawn(keypoints, generator),
        {key: weight for net in nets for key, weight in net.items()},
        _drawn(mapping, generator),
    )
    image = rng.integers(0, 256, (size_px, size_px, 3), np.uint8)
    source = rng.standard_normal((COEFFICIENTS, WINDOW), np.float32)
    windows = rng.standard_normal((frames, COEFFICIENTS, WINDOW), np.float32)
    return Scene(weights, image, source, windows)


def equality(scene: Scene, plain: PlainRenderer, ours: Renderer) -> tuple[bool, str]:
    """Compare the first frames of both, before they are rounded to 8 bits."""
    expected = next(plain.frames(scene.image, scene.source, scene.windows[:BATCH])).cpu()
    raw: list[Tensor] = []
    hook = ours.generator.decoder.register_forward_hook(lambda _net, _inputs, out: raw.append(out.cpu()))
    prepared = ours.prepare(scene.image, scene.source)
    with torch.inference_mode():
        for points in ours.driving(prepared, _all(scene), None, 0, BATCH):
            ours.generator(prepared.face, points)
    hook.remove()
    off = (torch.cat(raw)[:BATCH] - expected).abs()
    few = float((off > FEW_OFF).float().mean())
    same = float(off.mean()) < MEAN_OFF and few < FEW and float(off.max()) < MOST_OFF
    return same, (
        f"the same frames: {same}; mean difference {off.mean():.1e}, greatest {off.max():.1e}, "
        f"{few:.3%} beyond {FEW_OFF:.0e} (ceilings: {MEAN_OFF:.0e}, {MOST_OFF:.0e}, {FEW:.1%})"
    )


def race(scene: Scene, plain: PlainRenderer, ours: Renderer, rounds: int) -> Speeds:
    """Time both in turns, each from a photo that it has seen to 8-bit frames."""
    prepared = ours.prepare(scene.image, scene.source)
    count = len(scene.windows)
    clock = time.perf_counter if plain.device.type == "cuda" else time.process_time

    def draw_plainly() -> None:
        for frames in plain.frames(scene.image, scene.source, scene.windows):
            (frames * 255).round().to(torch.uint8).cpu()

    def draw_ours() -> None:
        for _ in ours.frames(prepared, _all(scene), None, 0, count):
            pass

    speeds = Speeds([], [])
    for _ in range(rounds):
        speeds.plain.append(count / _seconds(draw_plainly, clock))
        speeds.ours.append(count / _seconds(draw_ours, clock))
    return speeds


def _all(scene: Scene) -> Callable[[int, int], NDArray[np.float32]]:
    return lambda first, count: scene.windows[first : first + count]


def _drawn(net: nn.Module, generator: torch.Generator) -> dict[str, Tensor]:
    """Draw values for the weights of a network."""
    state = {key: _weight(key, like.shape, generator) for key, like in net.state_dict().items()}
    for key in [key for key in state if key.endswith("weight_orig")]:
        u, v = (state[key.replace("weight_orig", name)] for name in ("weight_u", "weight_v"))
        state[key] += SPECTRAL * torch.outer(u, v).view_as(state[key])
    return state


def _weight(key: str, shape: torch.Size, generator: torch.Generator) -> Tensor:
    if key.endswith("num_batches_tracked"):
        return torch.zeros(shape, dtype=torch.int64)
    drawn = torch.randn(shape, generator=generator)
    if key.endswith(("weight_u", "weight_v")):
        return torch.nn.functional.normalize(drawn, dim=0)
    if key.endswith(("bias", "running_mean")):
        return drawn * 0.05
    if len(shape) == 1:  # a norm's weight or its variance
        return (1 + 0.1 * drawn).clamp(0.5, 1.5)
    gain = next((gain for end, gain in GAINS.items() if key.endswith(end)), math.sqrt(2))
    return drawn * gain / math.sqrt(math.prod(shape[1:]))


def _seconds(work: Callable[[], None], clock: Callable[[], float]) -> float:
    started = clock()
    work()
    return clock() - started


def _line(name: str, fps: list[float]) -> str:
    return f"{name}: {median(fps):.3g} frames/s ({min(fps):.3g} to {max(fps):.3g})"


def _roofline(scene: Scene, plain: PlainRenderer, fps: float) -> str:
    """Tell what share of a card's matrix rate the frames reach, by the operations of the plain loop."""
    with FlopCounterMode(display=False) as counter:
        next(plain.frames(scene.image, scene.source, scene.windows[:BATCH]))
    per_frame = counter.get_total_flops() / BATCH
    a = torch.randn(PEAK_SIDE, PEAK_SIDE, device=plain.device, dtype=torch.float16)

    def multiply() -> None:
        for _ in range(PEAK_RUNS):
            a @ a
        torch.cuda.synchronize()

    multiply()
    peak = 2 * PEAK_SIDE**3 * PEAK_RUNS / _seconds(multiply, time.perf_counter)
    share = fps * per_frame / peak
    return f"roofline: {per_frame / 1e12:.2f} TFLOP a frame, {share:.0%} of {peak / 1e12:.0f} TFLOP/s"
