"""A painter of plain colours, and sheets of previews drawn by it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np

from avatar.animator import Box, Frames, Manner, Pixels, Portrait, Score
from avatar.clip.options import Clip
from avatar.pace import FPS, KEY_FRAMES
from avatar.preview import Trial, draw_preview
from avatar.requests import AvatarRequest, SpeechRequest
from avatar.sheet import CELL_PX, GUTTER_PX, HEIGHT_PX, STEP_PX
from avatar.sound import Speech
from avatar.talk import Talker
from avatar.variants import preview_of

PHOTO = np.zeros((300, 400, 3), np.uint8)


LINE = SpeechRequest(text="Hello there.", voice="fake/one")


WHOLE_S = 3.0


@dataclass(frozen=True)
class Found:
    """A face."""

    box: Box


class Painter:
    """An animator that paints a grey as light as the mouth is open, high or wide."""

    name = "painter"
    range_frames = KEY_FRAMES

    def __init__(self, width_px: int = 256, height_px: int = 256) -> None:
        self.shape = height_px, width_px, 3
        self.planned: list[tuple[Manner, int]] = []
        self.drawing = 0  # clips that are drawn at this moment
        self.most_at_once = 0

    def plan(self, portrait: Portrait, speech: Speech, manner: Manner, size_px: int) -> Score:
        """Be as long as what is said."""
        self.planned.append((manner, size_px))
        return Score(round(speech.sound.duration_s * FPS), {"mouth": np.array([manner.mouth, manner.head])})

    def draw(self, portrait: Portrait, score: Score, size_px: int, first: int, count: int) -> Frames:
        """Paint."""
        return Frames(count, self.shape[1], self.shape[0], self._paint(score, count))

    def _paint(self, score: Score, count: int) -> Iterator[Pixels]:
        self.drawing += 1
        self.most_at_once = max(self.most_at_once, self.drawing)
        mouth, head = score.tracks["mouth"]
        for _ in range(count):
            yield np.full(self.shape, round(60 + 60 * float(mouth) + 30 * float(head)), np.uint8)
        self.drawing -= 1


def asked(**fields: object) -> AvatarRequest:
    """Ask for a clip of a line."""
    return AvatarRequest.model_validate({"photo": "photo", "speech": LINE, "seed": 5} | fields)


def hush(_share: float, _stage: str) -> None:
    """Hear of progress."""


def draw(talker: Talker, folder: Path, **fields: object) -> Clip:
    """Draw a sheet."""
    trial = Trial(preview_of(asked(**fields)), PHOTO)
    return draw_preview(trial, talker, folder / "sheet.mp4", hush, lambda: False)


def pages(sheet: Clip) -> list[Pixels]:
    """Read the frames of a sheet."""
    with av.open(str(sheet.path)) as file:
        return [np.asarray(frame.to_ndarray(format="rgb24"), np.uint8) for frame in file.decode(video=0)]


def middles(page: Pixels) -> list[int]:
    """Look at the middle of each cell."""
    across = [GUTTER_PX + CELL_PX // 2 + column * STEP_PX for column in range(3)]
    return [int(page[y, x, 0]) for y in (HEIGHT_PX // 4, 3 * HEIGHT_PX // 4) for x in across]
