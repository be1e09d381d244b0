"""Measures how well the pocket models do what a prompt says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from training.captions import Caption, describe
from training.dataset import subject_of
from training.drawing import example
from training.judge import Judge, judge_pictures
from training.labels import HEADS, IGNORED, PLACE_IN_HEADS, labels
from training.subjects import KINDS, Scene, Subject

FIRST_SEED = 10_000_000  # evaluation looks at seeds that training never draws
STEPS, GUIDANCE = 20, 3.0
BATCH = 24

Pictures = NDArray[np.uint8]
# What a first look tells: the first thing, its colour, the scene and its time; of a portrait the hair, the
# glasses, the expression, the skin and the background.
MAIN = (
    "main_object",
    "main_colour",
    "ground",
    "time",
    "hair_colour",
    "hair_style",
    "eyewear",
    "mouth",
    "skin",
    "background",
)


@dataclass(frozen=True)
class Prompt:
    """A held-out subject and how it is asked for."""

    subject: Subject
    caption: Caption


@dataclass(frozen=True)
class Scores:
    """Right and asked, by attribute."""

    right: dict[str, int]
    asked: dict[str, int]

    @property
    def mean(self) -> float:
        """Share of all named attributes that came out as named, 0..1."""
        return self._share(self.asked)

    @property
    def main(self) -> float:
        """The same for the attributes that a first look tells (``MAIN``), 0..1."""
        return self._share(MAIN)

    def lines(self) -> list[str]:
        """List each attribute's share and count, then the means."""
        rows = [f"{name:14} {self.right[name] / n:.3f}  of {n}" for name, n in sorted(self.asked.items())]
        count = sum(self.asked.get(name, 0) for name in MAIN)
        return [
            *rows,
            f"{'main ones':14} {self.main:.3f}  of {count}: {', '.join(MAIN)}",
            f"{'mean of all':14} {self.mean:.3f}  of {sum(self.asked.values())}",
        ]

    def _share(self, names: Iterable[str]) -> float:
        chosen = [name for name in names if name in self.asked]
        return sum(self.right[name] for name in chosen) / max(sum(self.asked[name] for name in chosen), 1)


def held_out_prompts(
    count: int, *, first_seed: int = FIRST_SEED, in_chinese: bool | None = None
) -> list[Prompt]:
    """Word held-out subjects thoroughly, in one language or in both."""
    prompts = []
    for seed in range(first_seed, first_seed + count):
        subject = subject_of(seed, for_evaluation=True)
        rng = np.random.default_rng(seed)
        prompts.append(Prompt(subject, describe(subject, rng, thorough=True, in_chinese=in_chinese)))
    return prompts


def held_out_drawings(count: int, *, first_seed: int = FIRST_SEED) -> tuple[list[Subject], Pictures]:
    """Draw held-out subjects: the subjects and uint8 [count, 128, 128, 3]."""
    seeds = range(first_seed, first_seed + count)
    pairs = [example(seed, for_evaluation=True) for seed in seeds]
    return [subject for subject, _ in pairs], np.stack([drawing.picture for _, drawing in pairs])


def score(prompts: Sequence[Prompt], seen: NDArray[np.int64]) -> Scores:
    """Compare what the judge sees, int64 [prompts, heads], with what each prompt names.

    A thing counts as "object" when it is there in any colour, its colour and its place count
    on their own and only when named. The first thing of a scene is its main one.
    """
    right: dict[str, int] = defaultdict(int)
    asked: dict[str, int] = defaultdict(int)
    for prompt, values in zip(prompts, seen, strict=True):
        wanted = labels(prompt.subject)
        for name in sorted(prompt.caption.named):
            head = PLACE_IN_HEADS[f"{name}_colour" if name in KINDS else name]
            if wanted[head] == IGNORED:
                continue
            correct = values[head] > 0 if name in KINDS else values[head] == wanted[head]
            group = _group(name, prompt.subject)
            asked[group] += 1
            right[group] += bool(correct)
    return Scores(dict(right), dict(asked))


def _group(name: str, subject: Subject) -> str:
    """Name the attribute of a thing by the thing's rank, any other by itself."""
    kind, _, what = name.partition("_")
    if kind not in KINDS or not isinstance(subject, Scene):
        return name
    rank = "main" if subject.things[0].kind == kind else "second"
    return f"{rank}_{what or 'object'}"


@torch.no_grad()
def paint(
    pipeline: Any,  # noqa: ANN401  # diffusers is untyped
    prompts: Sequence[str],
    *,
    steps: int = STEPS,
    guidance: float = GUIDANCE,
    first_seed: int = 0,
    **given: Any,  # noqa: ANN401
) -> Pictures:
    """Paint one picture for each prompt, prompt i with seed ``first_seed`` + i.

    What else is ``given`` goes to the pipeline; lists of arrays are dealt out as pictures, one a prompt.

    Returns: uint8 [prompts, 128, 128, 3].
    """
    pipeline.set_progress_bar_config(disable=True)
    made = []
    for start in range(0, len(prompts), BATCH):
        cut = slice(start, start + BATCH)
        part = list(prompts[cut])
        shown = {
            name: [Image.fromarray(array) for array in value[cut]] if isinstance(value, list) else value
            for name, value in given.items()
        }
        seeds = range(first_seed + start, first_seed + start + len(part))
        generators = [torch.Generator().manual_seed(seed) for seed in seeds]
        pictures = pipeline(
            prompt=part,
            num_inference_steps=steps,
            guidance_scale=guidance,
            generator=generators,
            output_type="np",
            **shown,
        ).images
        made.append(np.rint(pictures * 255).astype(np.uint8))
    return np.concatenate(made)


def judge_accuracy(judge: Judge, subjects: Sequence[Subject], pictures: Pictures) -> dict[str, float]:
    """Measure the judge on drawings: the share right of each head, 0..1."""
    seen = judge_pictures(judge, pictures)
    wanted = np.stack([labels(subject) for subject in subjects])
    accuracy = {}
    for head, name in enumerate(HEADS):
        known = wanted[:, head] != IGNORED
        accuracy[name] = float((seen[:, head] == wanted[:, head])[known].mean())
    return accuracy
