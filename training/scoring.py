"""Measures how well the pocket models do what a prompt says."""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from training.captions import Caption, describe
from training.dataset import subject_of
from training.drawing import example
from training.folder import open_folder
from training.judge import Judge, judge_pictures, load_judge
from training.labels import HEADS, IGNORED, PLACE_IN_HEADS, labels
from training.subjects import KINDS, Subject
from training.vision import psnr_db

SHIPPED = Path(__file__).resolve().parent.parent / "generation" / "pocket"
POCKET, JUDGE = SHIPPED / "pocket", SHIPPED / "judge" / "judge.safetensors"
FIRST_SEED = 10_000_000  # evaluation looks at seeds that training never draws
STEPS, GUIDANCE = 20, 4.0
BATCH = 24

Pictures = NDArray[np.uint8]
# What a first look tells: the thing, its colour, where, when; hair and background of a portrait.
MAIN = ("object", "object_colour", "ground", "time", "hair_colour", "hair_style", "background")


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


def held_out_prompts(count: int, *, first_seed: int = FIRST_SEED) -> list[Prompt]:
    """Word held-out subjects thoroughly, in English and Chinese."""
    prompts = []
    for seed in range(first_seed, first_seed + count):
        subject = subject_of(seed, for_evaluation=True)
        prompts.append(Prompt(subject, describe(subject, np.random.default_rng(seed), thorough=True)))
    return prompts


def held_out_drawings(count: int, *, first_seed: int = FIRST_SEED) -> tuple[list[Subject], Pictures]:
    """Draw held-out subjects: the subjects and uint8 [count, 128, 128, 3]."""
    seeds = range(first_seed, first_seed + count)
    pairs = [example(seed, for_evaluation=True) for seed in seeds]
    return [subject for subject, _ in pairs], np.stack([drawing.picture for _, drawing in pairs])


def score(prompts: Sequence[Prompt], seen: NDArray[np.int64]) -> Scores:
    """Compare what the judge sees, int64 [prompts, heads], with what each prompt names.

    A thing counts as "object" when it is there in any colour, its colour and its place count
    on their own and only when named.
    """
    right: dict[str, int] = defaultdict(int)
    asked: dict[str, int] = defaultdict(int)
    for prompt, values in zip(prompts, seen, strict=True):
        wanted = labels(prompt.subject)
        for name in sorted(prompt.caption.named):
            if name in KINDS:
                group, correct = "object", bool(values[PLACE_IN_HEADS[f"{name}_colour"]])
            else:
                head = PLACE_IN_HEADS[name]
                if wanted[head] == IGNORED:
                    continue
                group, correct = name, bool(values[head] == wanted[head])
            if group.endswith(("_colour", "_place")) and group.split("_")[0] in KINDS:
                group = "object_" + group.split("_")[1]
            asked[group] += 1
            right[group] += correct
    return Scores(dict(right), dict(asked))


@torch.no_grad()
def paint(
    pipeline: Any,  # noqa: ANN401  # diffusers is untyped
    prompts: Sequence[str],
    *,
    steps: int = STEPS,
    guidance: float = GUIDANCE,
    first_seed: int = 0,
) -> Pictures:
    """Paint one picture for each prompt, prompt i with seed ``first_seed`` + i.

    Returns: uint8 [prompts, 128, 128, 3].
    """
    made = []
    for start in range(0, len(prompts), BATCH):
        part = list(prompts[start : start + BATCH])
        seeds = range(first_seed + start, first_seed + start + len(part))
        generators = [torch.Generator().manual_seed(seed) for seed in seeds]
        pictures = pipeline(
            part,
            num_inference_steps=steps,
            guidance_scale=guidance,
            generator=generators,
            output_type="np",
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


def contact_sheet(pictures: Pictures, columns: int = 8) -> Image.Image:
    """Lay pictures out in rows."""
    rows = -(-len(pictures) // columns)
    sheet = np.full((rows * columns, 128, 128, 3), 255, np.uint8)
    sheet[: len(pictures)] = pictures
    grid = sheet.reshape(rows, columns, 128, 128, 3).swapaxes(1, 2)
    return Image.fromarray(grid.reshape(rows * 128, columns * 128, 3))


def main() -> None:
    """Print the figures of a pocket folder and write a contact sheet."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--folder", type=Path, default=POCKET)
    ask.add_argument("--judge", type=Path, default=JUDGE)
    ask.add_argument("--count", type=int, default=200, help="held-out prompts")
    ask.add_argument("--steps", type=int, default=STEPS)
    ask.add_argument("--guidance", type=float, default=GUIDANCE)
    ask.add_argument("--sheet", type=Path, help="write a contact sheet here")
    options = ask.parse_args()
    judge = load_judge(options.judge)
    subjects, drawings = held_out_drawings(options.count)
    accuracy = judge_accuracy(judge, subjects, drawings)
    print("judge on held-out drawings:", f"{np.mean(list(accuracy.values())):.4f}")
    for name, share in sorted(accuracy.items(), key=lambda pair: pair[1])[:5]:
        print(f"  weakest: {name} {share:.3f}")
    pipeline = open_folder(options.folder)
    print("autoencoder round trip:", f"{psnr_db(pipeline.vae, drawings):.2f} dB")
    prompts = held_out_prompts(options.count)
    texts = [prompt.caption.text for prompt in prompts]
    pictures = paint(pipeline, texts, steps=options.steps, guidance=options.guidance)
    scores = score(prompts, judge_pictures(judge, pictures))
    print(f"prompt adherence, {options.count} prompts, {options.steps} steps, CFG {options.guidance}:")
    print("\n".join("  " + line for line in scores.lines()))
    if options.sheet:
        contact_sheet(pictures[:64]).save(options.sheet)


if __name__ == "__main__":
    main()
