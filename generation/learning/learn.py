"""Teaches a model a handful of pictures, and writes what it learnt as a LoRA.

A seed decides all of a step, so a training that was interrupted and goes on from its checkpoint ends, on the
same machine, with the same file as one that never stopped.
"""

from __future__ import annotations

import json
import math
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

import torch
from PIL.Image import Image
from safetensors.torch import save
from torch import Tensor, nn

from generation.errors import Cancelled
from generation.learning.lesson import SAVE_EVERY
from generation.learning.lowrank import attach, layers_of
from generation.learning.sitter import Sitter

RATE = 1e-3  # highest learning rate of AdamW
WARM_UP = 0.05  # share of the steps over which it rises
BATCH = 4  # pictures a step
EMPTY_SHARE = 0.1  # of the words that are left out, so that guidance has something to push away from
SNR_LIMIT = 5.0
CLIP_NORM = 1.0
LOOKS = 8  # noises a picture, by which it is measured what was learnt
SEED_OF_LOOKS = 99


@dataclass(frozen=True)
class Lesson:
    """What is to be learnt, and how long."""

    words: str  # that shall call it
    steps: int
    seed: int = 0
    save_every: int = SAVE_EVERY  # steps
    sketch_every: int = 0  # steps; 0: never
    tell_every: int = SAVE_EVERY  # steps


@dataclass(frozen=True)
class Told:
    """How far a training is."""

    step: int
    steps: int
    loss: float  # mean since the last time
    sketch: Image | None = None  # what it draws by now


@dataclass(frozen=True)
class Learnt:
    """What came of a training."""

    file: bytes  # safetensors
    error_before: float  # of its predictions for these pictures, in fixed noise
    error_after: float
    spent_s: float  # on steps and sketches, by whoever took them
    sketch: Image | None = None  # what it draws in the end, where sketches were wanted


def learn(
    sitter: Sitter,
    pictures: Sequence[Image],
    lesson: Lesson,
    checkpoint: Path,
    tell: Callable[[Told], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
    aside: Callable[[], None] = lambda: None,
) -> Learnt:
    """Train a LoRA. It goes on where ``checkpoint`` ends, if that is of this very training.

    ``aside`` is called before each step: it may wait until others are done with the device.
    Raises Cancelled between two steps; a checkpoint is left behind then.
    """
    torch.manual_seed(lesson.seed)
    course = _Course(sitter, sitter.latents(pictures), lesson)
    course.resume(checkpoint)
    losses: list[float] = []
    while course.step < lesson.steps:
        aside()
        if cancelled():
            course.save(checkpoint)
            raise Cancelled
        losses.append(course.take())
        saves = course.due(lesson.save_every)
        if saves:
            course.save(checkpoint)
        if saves or course.due(lesson.tell_every):
            tell(Told(course.step, lesson.steps, sum(losses) / len(losses), course.sketch_if_due()))
            losses.clear()
    last = course.sketch() if lesson.sketch_every else None
    return Learnt(course.file(), course.error_before, course.error(), course.spent_s, last)


class _Course:
    def __init__(self, sitter: Sitter, latents: Tensor, lesson: Lesson) -> None:
        self.step = 0
        self.spent_s = 0.0
        self._sketched: tuple[int, Image] | None = None  # at which step, and what
        self._sitter = sitter
        self._lesson = lesson
        self._latents = latents
        self._words, self._empty = sitter.read(lesson.words), sitter.read("")
        self._signal = sitter.schedule.alphas_cumprod.to(sitter.device)
        self.error_before = self.error()
        self._added = attach(sitter.unet)
        self._learning = nn.ModuleList(self._added.values())
        self._optimiser = torch.optim.AdamW(self._learning.parameters(), RATE, (0.9, 0.99))

    def take(self) -> float:
        """Take one step. Returns: its loss."""
        began = time.perf_counter()
        chance = torch.Generator().manual_seed(self._lesson.seed * 1_000_003 + self.step)
        chosen = torch.randint(len(self._latents), (BATCH,), generator=chance)
        words = [
            self._empty if float(share) < EMPTY_SHARE else self._words
            for share in torch.rand(BATCH, generator=chance)
        ]
        off = self._off(self._latents[chosen.to(self._latents.device)], torch.cat(words), chance)
        off.mean().backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        nn.utils.clip_grad_norm_(self._learning.parameters(), CLIP_NORM)
        share = self.step / self._lesson.steps
        pace = min((share + 1e-3) / WARM_UP, 1.0) * (0.51 + 0.49 * math.cos(math.pi * share))
        for group in self._optimiser.param_groups:
            group["lr"] = RATE * pace
        self._optimiser.step()
        self._optimiser.zero_grad()
        self.step += 1
        loss = float(off.detach().mean())  # waits for the device
        self.spent_s += time.perf_counter() - began
        return loss

    def due(self, every: int) -> bool:
        """Whether something is due that is done every so many steps, and after the last."""
        return self.step % every == 0 or self.step == self._lesson.steps

    @torch.no_grad()
    def error(self) -> float:
        """Measure how far predictions for the pictures are off, each in the same noise every time."""
        chance = torch.Generator().manual_seed(SEED_OF_LOOKS)
        looks = [
            self._off(self._latents, self._words.expand(len(self._latents), -1, -1), chance)
            for _ in range(LOOKS)
        ]
        return float(torch.stack(looks).mean())

    def _off(self, clean: Tensor, words: Tensor, chance: torch.Generator) -> Tensor:
        """Compare predictions with the truth: float32 [n], weighed by min-SNR (Hang et al. 2023, eq. 8)."""
        device = clean.device
        steps = torch.randint(len(self._signal), (len(clean),), generator=chance).to(device)
        noise = torch.randn(clean.shape, generator=chance).to(device)
        kept = self._signal[steps].view(-1, 1, 1, 1)
        noisy = kept.sqrt() * clean + (1 - kept).sqrt() * noise
        velocity = kept.sqrt() * noise - (1 - kept).sqrt() * clean
        truth = velocity if self._sitter.tells_velocity else noise
        ratio = (kept / (1 - kept)).flatten()
        weight = ratio.clamp(max=SNR_LIMIT) / (ratio + 1 if self._sitter.tells_velocity else ratio)
        off = (self._sitter.predict(noisy, steps, words) - truth).square().mean((1, 2, 3))
        weighed: Tensor = weight * off
        return weighed

    def sketch_if_due(self) -> Image | None:
        """Draw what was learnt so far, now and then."""
        every = self._lesson.sketch_every
        return None if not every or self.step % every else self.sketch()

    def sketch(self) -> Image:
        """Draw what was learnt so far."""
        if self._sketched is None or self._sketched[0] != self.step:
            began = time.perf_counter()
            drawn = self._sitter.sketch(self._words, self._empty, self._latents, self._lesson.seed)
            self._sketched = self.step, drawn
            self.spent_s += time.perf_counter() - began
        return self._sketched[1]

    def file(self) -> bytes:
        """Write the LoRA as diffusers reads it."""
        # One note: safetensors writes several in an order that changes from file to file.
        return save(layers_of(self._added), {"modelspec.trigger_phrase": self._lesson.words})

    def save(self, path: Path) -> None:
        """Write everything needed to go on later, replacing the file in one move."""
        unfinished = path.with_suffix(f".{os.getpid()}.part")  # another worker may not be gone yet
        state = {
            "mark": self._mark(),
            "step": self.step,
            "spent_s": self.spent_s,
            "learning": self._learning.state_dict(),
            "optimiser": self._optimiser.state_dict(),
        }
        torch.save(state, unfinished)
        unfinished.replace(path)

    def resume(self, path: Path) -> None:
        """Go on from a checkpoint, if there is one of this very training."""
        if not path.exists():
            return
        state = torch.load(path, map_location=self._sitter.device, weights_only=True)
        if state["mark"] == self._mark():
            self.step, self.spent_s = state["step"], state.get("spent_s", 0.0)
            self._learning.load_state_dict(state["learning"])
            self._optimiser.load_state_dict(state["optimiser"])

    def _mark(self) -> str:
        """Tell a training from all others: by what is learnt, for how long, on what."""
        lesson = {**asdict(self._lesson), "sketch_every": 0, "save_every": 0}
        del lesson["tell_every"]
        told = json.dumps(lesson, sort_keys=True)
        layers = " ".join(f"{name}{tuple(one.down.shape)}" for name, one in self._added.items())
        seen = self._latents.half().cpu().numpy().tobytes()
        return sha256(told.encode() + layers.encode() + seen).hexdigest()
