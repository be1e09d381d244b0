"""Measures what the pocket models can do, against what they must."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from diffusers import StableDiffusionDepth2ImgPipeline
from numpy.typing import NDArray
from PIL import Image

from generation.catalogue import Scheduler
from generation.pocket.unfold import unfold
from generation.schedulers import build_scheduler
from training import edits, maps
from training.edits import open_pipeline
from training.folder import JUDGE, open_folder
from training.hints import Hint
from training.judge import Judge, judge_pictures, load_judge
from training.scoring import (
    STEPS,
    Pictures,
    Prompt,
    Scores,
    held_out_drawings,
    held_out_prompts,
    judge_accuracy,
    paint,
    score,
)
from training.vision import psnr_db

SCHEDULER_SHARE = 0.2  # of the prompts are drawn again by every scheduler
EDIT_SHARE = 0.2  # of the prompts: so many edits of each kind
SHEET_COLUMNS = 8
LINES: tuple[Hint, ...] = ("canny", "scribble")
EXPECTED = 13  # figures, where all models are there
SHEET_ROWS_OF_WORDS = 4

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Figure:
    """One thing that is measured."""

    name: str
    value: float
    least: float
    unit: str = ""

    @property
    def reached(self) -> bool:
        """Whether it is what it must be."""
        return self.value >= self.least

    def __str__(self) -> str:
        word = "ok" if self.reached else "SHORT"
        return f"{self.name:44} {self.value:7.3f}{self.unit:3} of {self.least:g}{self.unit}  {word}"


@dataclass
class Exam:
    """A pocket model under examination; pictures for the contact sheet gather in ``rows``."""

    folder: Path
    count: int
    judge: Judge
    pocket: Any  # diffusers is untyped
    tell: Tell
    room: Path  # folded models are unfolded here
    rows: list[Pictures] = field(default_factory=list)

    def figures(self) -> Iterator[Figure]:
        """Measure one thing after the other."""
        subjects, drawings = held_out_drawings(min(self.count, 300))
        accuracy = judge_accuracy(self.judge, subjects, drawings)
        yield Figure("judge on held-out drawings", float(np.mean(list(accuracy.values()))), 0.98)
        yield Figure("autoencoder round trip", psnr_db(self.pocket.vae, drawings[:100]), 31.0, " dB")
        yield from self._adherence()
        yield from self._schedulers()
        yield self._speed()
        yield from self._edits()

    def _adherence(self) -> Iterator[Figure]:
        for name, chinese, least in (("English", False, 0.97), ("Chinese", True, 0.94)):
            prompts = held_out_prompts(self.count, in_chinese=chinese)
            scores, pictures = self._scores(prompts)
            for line in scores.lines():
                self.tell(f"  {name}: {line}")
            self.rows.append(pictures[: SHEET_ROWS_OF_WORDS * SHEET_COLUMNS // 2])
            yield Figure(f"prompt adherence, {self.count} {name} prompts", scores.main, least)

    def _schedulers(self) -> Iterator[Figure]:
        """Draw with each scheduler of the product; all must come within 3 points of the best."""
        prompts = held_out_prompts(max(int(self.count * SCHEDULER_SHARE), 1), in_chinese=False)
        usual, reached = self.pocket.scheduler, {}
        for name in Scheduler:
            self.pocket.scheduler = build_scheduler(name, usual.config, STEPS)
            reached[name] = self._scores(prompts)[0].main
            self.tell(f"  {name}: {reached[name]:.3f}")
        self.pocket.scheduler = usual
        worst = max(reached.values()) - min(reached.values())
        yield Figure("schedulers: the worst is behind by 0.03 at most", -worst, -0.03)

    def _speed(self) -> Figure:
        paint(self.pocket, ["a red house"])
        start = time.monotonic()
        paint(self.pocket, ["a red house"])
        return Figure("one picture, 20 steps, warm (negative: seconds)", start - time.monotonic(), -2.5, " s")

    def _edits(self) -> Iterator[Figure]:
        count = max(int(self.count * EDIT_SHARE), 1)
        happened, stayed, pictures = edits.img2img(self.pocket, self.judge, count)
        self._show(pictures)
        self.tell(f"  img2img: the layout stayed in {stayed:.3f}")
        yield Figure("img2img, strength 0.5: change happened", happened, 0.85)
        yield Figure("img2img, strength 0.5: layout stayed", stayed, 0.85)
        if folder := self._beside("inpaint"):
            happened, pictures = edits.inpaint(folder, self.judge, count)
            self._show(pictures)
            yield Figure("inpainting: change happened under the mask", happened, 0.85)
        yield from self._maps(count)

    def _maps(self, count: int) -> Iterator[Figure]:
        """Paint along maps, and the same words without one."""
        asked = maps.layouts(count)
        free = maps.unguided(self.pocket, asked)
        for hint in LINES:
            if folder := self._beside(f"controlnet-{hint}"):
                guided, shown = maps.controlnet(self.pocket, folder, hint, asked)
                self._show(np.stack([_as_pictures(shown), guided]))
                agree, agree_free = (maps.agreement(made, shown) for made in (guided, free))
                self.tell(f"  controlnet {hint}: edges agree {agree:.3f}, unguided {agree_free:.3f}")
                yield Figure(f"controlnet {hint}: edges agree, times unguided", agree / agree_free, 2.0, " x")
        if folder := self._beside("depth"):
            yield from self._depths(folder, asked, free)

    def _depths(self, folder: Path, asked: Sequence[maps.Layout], free: Pictures) -> Iterator[Figure]:
        """Paint along depths, by the model that reads them itself and by the ControlNet."""
        pipeline = open_pipeline(StableDiffusionDepth2ImgPipeline, folder)
        drawings = np.stack([one.drawing.picture for one in asked])
        off_free = maps.depth_error(pipeline, free, asked)
        made = {"depth": (drawings, maps.depth(pipeline, asked))}
        if beside := self._beside("controlnet-depth"):
            guided, shown = maps.controlnet(self.pocket, beside, "depth", asked)
            made["controlnet depth"] = (_as_pictures(shown), guided)
        for name, (before, after) in made.items():
            self._show(np.stack([before, after]))
            off = maps.depth_error(pipeline, after, asked)
            self.tell(f"  {name}: off by {off:.4f}, unguided {off_free:.4f}")
            yield Figure(f"{name}: unguided pictures are off, times guided", off_free / off, 2.0, " x")

    def _scores(self, prompts: Sequence[Prompt]) -> tuple[Scores, Pictures]:
        pictures = paint(self.pocket, [prompt.caption.text for prompt in prompts])
        return score(prompts, judge_pictures(self.judge, pictures)), pictures

    def _beside(self, name: str) -> Path | None:
        """Find a model that is built on this one, unfolded; nothing if it is not there."""
        folder = self.folder.with_name(f"{self.folder.name}-{name}")
        if not folder.is_dir():
            self.tell(f"  {folder.name} is not there and is not measured")
            return None
        return unfold(folder, self.room / folder.name)

    def _show(self, pairs: Pictures) -> None:
        """Keep pictures before and after for the sheet, side by side."""
        half = SHEET_COLUMNS // 2
        self.rows.append(pairs[:, :half].swapaxes(0, 1).reshape(-1, *pairs.shape[2:]))


def evaluate(
    folder: Path,
    count: int,
    sheet: Path | None,
    report: Tell = print,
    progress: Callable[[float], None] = lambda share: None,
) -> bool:
    """Measure a pocket folder and what is built on it, and write a contact sheet.

    Returns: whether all figures are what they must be.
    """
    reached = []
    with tempfile.TemporaryDirectory() as room:
        exam = Exam(folder, count, load_judge(JUDGE), open_folder(folder), report, Path(room))
        for figure in exam.figures():
            report(str(figure))
            reached.append(figure.reached)
            progress(min(len(reached) / EXPECTED, 1.0))
    if sheet is not None:
        contact_sheet(np.concatenate(exam.rows), SHEET_COLUMNS).save(sheet)
    return all(reached)


def _as_pictures(shown: NDArray[np.uint8]) -> Pictures:
    """Show maps [n, 128, 128] in grey."""
    return np.repeat(shown[..., None], 3, 3)


def contact_sheet(pictures: Pictures, columns: int = SHEET_COLUMNS) -> Image.Image:
    """Lay pictures out in rows."""
    rows = -(-len(pictures) // columns)
    cells = np.full((rows * columns, 128, 128, 3), 255, np.uint8)
    cells[: len(pictures)] = pictures
    grid = cells.reshape(rows, columns, 128, 128, 3).swapaxes(1, 2)
    return Image.fromarray(grid.reshape(rows * 128, columns * 128, 3))
