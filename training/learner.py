"""One optimiser loop for every part: master weights, a decaying rate, an average, checkpoints."""

from __future__ import annotations

import math
import pickle
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from training.curve import Curve, write_curves

WARM_UP = 0.02  # share of a training over which the rate rises
CLIP_NORM = 1.0
CHECKPOINT_EVERY_S = 60.0
REPORT_EVERY_S = 10.0  # at the latest, however slow the steps are
CURVES = "losses.png"  # in the folder of the checkpoints


@dataclass(frozen=True)
class Progress:
    """How far the training of one part is. As text it is a line of a log."""

    part: str
    steps: int
    minutes: float  # spent
    of_minutes: float
    loss: float  # mean since the last report

    @property
    def share(self) -> float:
        """The part of the time that is spent, 0..1."""
        return min(self.minutes / self.of_minutes, 1.0) if self.of_minutes else 1.0

    def __str__(self) -> str:
        return (
            f"{self.part}: step {self.steps}, {self.minutes:.1f} of {self.of_minutes:g} min,"
            f" loss {self.loss:.4f}"
        )


Report = Callable[[str | Progress], None]  # what is told can always be printed


@dataclass(frozen=True)
class Group:
    """A module and how fast it learns."""

    module: nn.Module
    rate: float  # highest learning rate of AdamW
    decay: float = 0.01


class Learner:
    """Trains modules whose weights may be bfloat16 while float32 masters take the steps.

    The learning rate warms up, then falls along a half cosine to 2 % by the share of the training
    done. An exponential average of the masters is kept; it is what ships.
    """

    def __init__(self, groups: Sequence[Group], *, average_decay: float = 0.999) -> None:
        self.steps = 0
        self.spent_s = 0.0
        self.curve: list[tuple[int, float]] = []  # (steps, mean loss), a point a report
        self._average_decay = average_decay
        self._weights: list[list[Tensor]] = [list(group.module.parameters()) for group in groups]
        self._masters = [[w.detach().float().clone() for w in part] for part in self._weights]
        self._averages = [[m.clone() for m in part] for part in self._masters]
        self._rates = [group.rate for group in groups]
        self._optimiser = torch.optim.AdamW(
            [
                {"params": part, "lr": group.rate, "weight_decay": group.decay}
                for part, group in zip(self._masters, groups, strict=True)
            ],
            betas=(0.9, 0.99),
            fused=True,  # one pass over the weights; the plain loop takes longer than it looks
        )

    def step(self, loss: Tensor, share: float) -> float:
        """Take one step down the gradient of a loss; ``share`` of the training is done, 0..1.

        A loss that needs no gradient says that the weights hold theirs already.

        Returns: the norm of the gradient before clipping.
        """
        if loss.requires_grad:
            loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        pace = min((share + 1e-4) / WARM_UP, 1.0) * (0.51 + 0.49 * math.cos(math.pi * share))
        for group, rate in zip(self._optimiser.param_groups, self._rates, strict=True):
            group["lr"] = rate * pace
        for weights, masters in zip(self._weights, self._masters, strict=True):
            for weight, master in zip(weights, masters, strict=True):
                master.grad = None if weight.grad is None else weight.grad.float()
                weight.grad = None
        norm = nn.utils.clip_grad_norm_([m for part in self._masters for m in part], CLIP_NORM)
        self._optimiser.step()
        self.steps += 1
        self._publish()
        return float(norm)

    @torch.no_grad()
    def _publish(self) -> None:
        decay = min(self._average_decay, (1 + self.steps) / (10 + self.steps))
        for weights, masters, averages in zip(self._weights, self._masters, self._averages, strict=True):
            torch._foreach_copy_(weights, masters)
            torch._foreach_lerp_(averages, masters, 1 - decay)

    @torch.no_grad()
    def lend_average(self) -> None:
        """Put the averaged weights into the modules."""
        for weights, averages in zip(self._weights, self._averages, strict=True):
            torch._foreach_copy_(weights, averages)

    @torch.no_grad()
    def take_back(self) -> None:
        """Put the weights being trained back into the modules."""
        for weights, masters in zip(self._weights, self._masters, strict=True):
            torch._foreach_copy_(weights, masters)

    def save(self, path: Path) -> None:
        """Write everything needed to go on later, replacing the file in one move."""
        unfinished = path.with_suffix(".part")
        state = {
            "steps": self.steps,
            "spent_s": self.spent_s,
            "curve": self.curve,
            "masters": self._masters,
            "averages": self._averages,
            "optimiser": self._optimiser.state_dict(),
        }
        torch.save(state, unfinished)
        unfinished.replace(path)

    @torch.no_grad()
    def load(self, path: Path) -> None:
        """Go on from a file that `save` wrote."""
        state = torch.load(path, weights_only=True)
        self.steps, self.spent_s = state["steps"], state["spent_s"]
        self.curve = list(state.get("curve", ()))
        for mine, stored in ((self._masters, "masters"), (self._averages, "averages")):
            for part, saved in zip(mine, state[stored], strict=True):
                torch._foreach_copy_(part, saved)
        self._optimiser.load_state_dict(state["optimiser"])
        self.take_back()


@dataclass(frozen=True)
class Course:
    """How long one part trains, where it keeps its place and whom it tells."""

    checkpoint: Path
    minutes: float
    report: Report = print


def every(minutes: float, watch: Callable[[Learner], None]) -> Callable[[Learner], None]:
    """Make a watch that is called less often than every minute."""
    last_s = 0.0

    def watching(learner: Learner) -> None:
        nonlocal last_s
        if learner.spent_s - last_s >= minutes * 60:
            watch(learner)
            last_s = learner.spent_s

    return watching


def train(
    learner: Learner,
    loss: Callable[[], Tensor],
    course: Course,
    *,
    every: int = 50,
    watch: Callable[[Learner], None] | None = None,
) -> None:
    """Run steps until the minutes are spent, counting those before a restart.

    ``loss`` draws a batch and returns its loss. After ``every`` steps, and at least every 10 s, the
    course is told a `Progress` and the curve of the losses is drawn beside the checkpoint. ``watch``
    is called every minute, with the weights being trained in the modules, to measure or to export.
    Ctrl-C leaves a checkpoint behind.
    """
    checkpoint = course.checkpoint
    if checkpoint.exists():
        learner.load(checkpoint)
        course.report(f"{checkpoint.stem}: going on after step {learner.steps}")
    diary = _Diary(learner, course, every)
    total_s, saved_s = course.minutes * 60, learner.spent_s
    clock = time.monotonic()
    try:
        while learner.spent_s < total_s:
            value = loss()
            learner.step(value, learner.spent_s / total_s)
            now = time.monotonic()
            learner.spent_s, clock = learner.spent_s + now - clock, now
            diary.note(float(value.detach()))
            if learner.spent_s - saved_s > CHECKPOINT_EVERY_S:
                learner.save(checkpoint)
                if watch is not None:
                    watch(learner)
                saved_s = learner.spent_s
                clock = time.monotonic()
    except KeyboardInterrupt:
        _leave(learner, diary, checkpoint)
        raise
    _leave(learner, diary, checkpoint)


def _leave(learner: Learner, diary: _Diary, checkpoint: Path) -> None:
    diary.tell()
    learner.save(checkpoint)


class _Diary:
    """Gathers the losses of one part, tells how it goes and draws the curves of all parts."""

    def __init__(self, learner: Learner, course: Course, every: int) -> None:
        self._learner = learner
        self._course = course
        self._every = every
        self._losses: list[float] = []
        self._told_at = time.monotonic()
        self._before = _stored_curves(course.checkpoint)

    def note(self, loss: float) -> None:
        """Remember the loss of a step, and tell if it is time."""
        self._losses.append(loss)
        late = time.monotonic() - self._told_at > REPORT_EVERY_S
        if late or self._learner.steps == 1 or len(self._losses) >= self._every:
            self.tell()

    def tell(self) -> None:
        """Report the mean loss since the last time, if there was a step, and draw the curves."""
        learner, part = self._learner, self._course.checkpoint.stem
        if self._losses:
            mean = sum(self._losses) / len(self._losses)
            learner.curve.append((learner.steps, mean))
            self._losses.clear()
            self._told_at = time.monotonic()
            minutes = learner.spent_s / 60
            self._course.report(Progress(part, learner.steps, minutes, self._course.minutes, mean))
        if learner.curve:
            curves = {**self._before, part: learner.curve}
            write_curves(self._course.checkpoint.with_name(CURVES), curves)


def _stored_curves(but: Path) -> dict[str, Curve]:
    """Read the curves of the other parts from their checkpoints, in the order in which they trained."""
    others = (path for path in but.parent.glob("*.pt") if path != but)
    found = {path.stem: _curve_in(path) for path in sorted(others, key=lambda path: path.stat().st_mtime)}
    return {part: curve for part, curve in found.items() if curve}


def _curve_in(path: Path) -> Curve:
    try:
        state = torch.load(path, weights_only=True, mmap=True)
    except (OSError, RuntimeError, pickle.UnpicklingError):  # not a checkpoint, or one that is no more
        return ()
    return state.get("curve", ()) if isinstance(state, dict) else ()
