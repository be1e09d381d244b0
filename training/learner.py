"""One optimiser loop for every part: master weights, a decaying rate, an average, checkpoints."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

WARM_UP = 0.02  # share of a training over which the rate rises
CLIP_NORM = 1.0
CHECKPOINT_EVERY_S = 60.0

Report = Callable[[str], None]


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

    ``loss`` draws a batch and returns its loss. ``watch`` is called every minute, with the weights
    being trained in the modules, to measure or to export.
    """
    checkpoint, minutes, report = course.checkpoint, course.minutes, course.report
    if checkpoint.exists():
        learner.load(checkpoint)
        report(f"{checkpoint.stem}: going on after step {learner.steps}")
    total_s, saved_s = minutes * 60, learner.spent_s
    losses: list[float] = []
    clock = time.monotonic()
    while learner.spent_s < total_s:
        value = loss()
        learner.step(value, learner.spent_s / total_s)
        losses.append(float(value.detach()))
        now = time.monotonic()
        learner.spent_s, clock = learner.spent_s + now - clock, now
        if learner.steps % every == 0:
            mean = sum(losses) / len(losses)
            report(
                f"{checkpoint.stem}: step {learner.steps}, {learner.spent_s / 60:.1f} of"
                f" {minutes:g} min, loss {mean:.4f}"
            )
            losses.clear()
        if learner.spent_s - saved_s > CHECKPOINT_EVERY_S:
            learner.save(checkpoint)
            if watch is not None:
                watch(learner)
            saved_s = learner.spent_s
            clock = time.monotonic()
    learner.save(checkpoint)
