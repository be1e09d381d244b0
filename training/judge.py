"""A small classifier, trained on drawings alone, that reads the attributes of a picture."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional

from generation.checksums import check_weights, write_checksums
from training.dataset import subject_of
from training.labels import HEADS, IGNORED, labels
from training.learner import Course, Group, Learner, train
from training.vision import as_input

SEED = 4
BATCH = 48
RATE = 2.5e-3
WIDTHS = (20, 40, 64, 96)
GLANCES = 8


class Judge(nn.Module):
    """Reads pictures [b, 3, 128, 128] in -1..1 as scores [b, values of all heads].

    After a plain stack of strided convolutions it looks twice: at a coarse grid, which tells where
    things stand, and through a few learnt glances, each an average over the spots that one kind of
    thing covers. The glances let it read a colour on a kind that never had it in training.
    """

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        before = 3
        for width in WIDTHS:
            layers += [
                nn.Conv2d(before, width, 3, stride=2, padding=1),
                nn.BatchNorm2d(width),
                nn.ReLU(),
                nn.Conv2d(width, width, 3, padding=1),
                nn.BatchNorm2d(width),
                nn.ReLU(),
            ]
            before = width
        self.features = nn.Sequential(*layers)
        self.squeeze = nn.Conv2d(before, 32, 1)
        self.glance = nn.Conv2d(before, GLANCES, 1)
        self.scores = nn.Linear(32 * 4 * 4 + GLANCES * before, sum(HEADS.values()))

    def forward(self, pictures: Tensor) -> Tensor:
        """Score the pictures."""
        seen = self.features(pictures)  # [b, 96, 8, 8]
        grid = functional.relu(functional.avg_pool2d(self.squeeze(seen), 2)).flatten(1)  # [b, 512]
        where = self.glance(seen).flatten(2).softmax(2)  # [b, glances, 64]
        glanced = (where @ seen.flatten(2).transpose(1, 2)).flatten(1)  # [b, glances 96]
        scores: Tensor = self.scores(torch.cat([grid, glanced], dim=1))
        return scores


def _by_head(scores: Tensor) -> tuple[Tensor, ...]:
    return scores.split(list(HEADS.values()), dim=1)  # type: ignore[no-any-return,no-untyped-call]  # torch


def heads_loss(scores: Tensor, wanted: Tensor) -> Tensor:
    """Average the cross-entropy of the heads over what is labelled.

    ``scores`` is float [b, values], ``wanted`` int64 [b, heads] with `IGNORED` where unknown.
    """
    parts = _by_head(scores.float())
    losses = [
        functional.cross_entropy(part, wanted[:, head], ignore_index=IGNORED, reduction="sum")
        for head, part in enumerate(parts)
    ]
    return torch.stack(losses).sum() / (wanted != IGNORED).sum()


def read(scores: Tensor) -> Tensor:
    """Take the likeliest value of each head: float [b, values] to int64 [b, heads]."""
    parts = _by_head(scores)
    return torch.stack([part.argmax(1) for part in parts], dim=1)


@torch.no_grad()
def judge_pictures(judge: Judge, pictures: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Read pictures, uint8 [n, 128, 128, 3].

    Returns: int64 [n, heads], the value that the judge sees for each of `training.labels.HEADS`.
    """
    seen = [read(judge(as_input(pictures[i : i + 50]))) for i in range(0, len(pictures), 50)]
    values: NDArray[np.int64] = torch.cat(seen).numpy()
    return values


def train_judge(pictures: NDArray[np.uint8], course: Course) -> Judge:
    """Train the judge on the drawings, slightly shifted, blurred and noised.

    The picture of row i must be the drawing of seed i. Blur and noise keep the judge honest about
    pictures that are not drawn but made.
    """
    torch.manual_seed(SEED)
    rng = np.random.default_rng(SEED)
    wanted = np.stack([labels(subject_of(i)) for i in range(len(pictures))])
    judge = Judge()
    judge.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # not in torch's stubs
    learner = Learner([Group(judge, RATE, 0.02)], average_decay=0.995)

    def loss() -> Tensor:
        chosen = np.sort(rng.integers(0, len(pictures), BATCH))
        seen = as_input(pictures[chosen])
        if rng.random() < 0.5:
            down = functional.interpolate(seen, scale_factor=float(rng.uniform(0.5, 0.9)), mode="bilinear")
            seen = functional.interpolate(down, size=128, mode="bilinear")
        seen = seen + float(rng.uniform(0, 0.04)) * torch.randn_like(seen)
        seen = seen.contiguous(memory_format=torch.channels_last)
        return heads_loss(judge(seen), torch.from_numpy(wanted[chosen]))

    train(learner, loss, course)
    learner.lend_average()
    _settle_norms(judge, pictures)
    judge.eval()
    return judge


@torch.no_grad()
def _settle_norms(judge: Judge, pictures: NDArray[np.uint8]) -> None:
    """Measure the batch norms again, for the averaged weights on plain drawings."""
    for module in judge.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.reset_running_stats()
            module.momentum = None  # a plain mean over all batches
    judge.train()
    for start in range(0, min(len(pictures), 2000), 100):
        judge(as_input(pictures[start : start + 100]))


def save_judge(judge: Judge, path: Path) -> None:
    """Write the judge as float16 safetensors."""
    path.parent.mkdir(parents=True, exist_ok=True)
    state = {
        name: value.half().contiguous()
        for name, value in judge.state_dict().items()
        if value.is_floating_point()
    }
    save_file(state, path, metadata={"heads": json.dumps(HEADS), "format": "pt"})
    write_checksums(path.parent)


def load_judge(path: Path) -> Judge:
    """Read a judge that `save_judge` wrote, in float32, ready to judge.

    Raises WeightsDamaged if its file is not what its checksum says.
    """
    check_weights(path.parent)
    judge = Judge()
    state = {name: value.float() for name, value in load_file(path).items()}
    missing, unexpected = judge.load_state_dict(state, strict=False)
    wrong = unexpected + [name for name in missing if not name.endswith("num_batches_tracked")]
    if wrong:
        raise ValueError(f"{path} does not fit the judge: {', '.join(wrong)}")
    judge.eval()
    return judge
