"""Six ways in which a face may speak, two seconds each, on one sheet: to choose from before a long rendering.

Every variant is planned as its whole clip would be, so the sheet shows how that clip begins.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np
from numpy.typing import NDArray

from avatar.animator import FPS, KEY_FRAMES, Frames, Pixels, Score
from avatar.clip.fonts import any_font
from avatar.clip.options import Clip
from avatar.clip.overlay import overlay
from avatar.clip.ranges import Range, encode_range
from avatar.clip.soundtrack import encode_sound
from avatar.plan import Plan
from avatar.requests import VARIANTS, Aspect, AvatarRequest, PreviewRequest, take
from avatar.sound import Sound, Speech
from avatar.talk import ENCODED, SPOKEN, Order, Stage, Talker, Tell, frames_of, join_clip, plan_clip
from generation.errors import Cancelled

SHOWN = KEY_FRAMES  # frames of each variant: two seconds
CELL_PX = 256  # of a variant, in width or height, whichever is more
COLUMNS = 3
WIDTH_PX, HEIGHT_PX = 960, 540
STEP_PX = WIDTH_PX // COLUMNS  # from column to column
GUTTER_PX = 48  # left of a cell, where its number stands: it must not hide a face
EDGE_PX = 9  # above and below
NUMBER_PX = 40
GROUND = (24, 24, 27)  # RGB, behind everything

Pictures = NDArray[np.uint8]  # [frames, h, w, 3], RGB


@dataclass(frozen=True)
class Trial:
    """What a sheet is made of; a recording and a reference video where the request names them."""

    request: PreviewRequest
    photo: Pixels
    recording: Sound | None = None
    moves: bytes = b""


@dataclass(frozen=True)
class Sheet:
    """A finished sheet, and how long the whole clip would be."""

    clip: Clip
    whole_s: float


def draw_preview(trial: Trial, talker: Talker, to: Path, tell: Tell, cancelled: Callable[[], bool]) -> Sheet:
    """Draw all variants and make a sheet of them in the file ``to``, which must lie in a private folder.

    The clip is 960 by 540 px, has numbers, sound and label, and lasts two seconds or as long as the speech.
    ``cancelled`` is asked before every frame.

    Raises Cancelled and what `avatar.talk.talk` raises for the whole clip; no file is left then.
    """
    tell(0.0, Stage.SPEAKING)
    speech = _speech(trial, talker)
    faces = talker.find_faces(trial.photo)
    once = replace(talker, speak=lambda _: speech, find_faces=lambda _: faces)
    plans, cells = [], []
    for index in range(VARIANTS):
        if cancelled():
            raise Cancelled
        order = Order(_small(take(trial.request, index + 1)), trial.photo, speech.sound, trial.moves)
        plans.append(plan_clip(order, once))
        told = partial(_tell_variant, tell, index)
        cells.append(_drawn(plans[-1], order, once, told, cancelled))
    tell(ENCODED, Stage.FINISHING)
    clip = _written(plans[0], speech.sound, cells, talker, to, cancelled)
    tell(1.0, Stage.FINISHING)
    return Sheet(clip, plans[0].facts.frames / FPS)


def _speech(trial: Trial, talker: Talker) -> Speech:
    if trial.request.of.speech is not None:
        return talker.speak(trial.request.of.speech)
    if trial.recording is None:
        raise ValueError("the request names a recording; hand it over")
    return Speech(trial.recording)


def _small(request: AvatarRequest) -> AvatarRequest:
    """Leave out what costs much and tells little in a cell."""
    return request.model_copy(update={"size_px": CELL_PX, "restore": 0.0})


def _tell_variant(tell: Tell, index: int, share: float) -> None:
    tell(SPOKEN + (index + share) / VARIANTS * (ENCODED - SPOKEN), Stage.ANIMATING)


def _drawn(
    plan: Plan, order: Order, talker: Talker, tell: Callable[[float], None], cancelled: Callable[[], bool]
) -> Pictures:
    """Draw the beginning of a variant, small; one after the other, as an animator may have one device."""
    count = min(SHOWN, plan.facts.frames)
    small = []
    for picture in frames_of(plan, order, talker, Range(0, count)).pictures:
        if cancelled():
            raise Cancelled
        small.append(_fitted(picture))
        tell(len(small) / count)
    return np.stack(small)


def _fitted(picture: Pixels) -> Pixels:
    height, width = picture.shape[:2]
    share = min(1.0, CELL_PX / max(height, width))
    size = (max(1, round(share * width)), max(1, round(share * height)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def _written(
    first: Plan,
    sound: Sound,
    cells: Sequence[Pictures],
    talker: Talker,
    to: Path,
    cancelled: Callable[[], bool],
) -> Clip:
    """Write the sheet as a clip of one range."""
    count = min(map(len, cells))
    wanted = replace(first.facts.wanted, aspect=Aspect.PHOTO, captions=False, round=False)
    facts = first.facts.model_copy(update={"frames": count, "wanted": wanted})
    heard = replace(sound, samples=sound.samples[: round(count / FPS * sound.rate_hz)])
    plan = Plan(facts, Score(count, {}), encode_sound(heard, count, wanted.max_bytes))
    frames = Frames(count, WIDTH_PX, HEIGHT_PX, _pages(cells, count))
    with TemporaryDirectory(prefix=".sheet-", dir=to.parent) as folder:
        piece = encode_range(
            frames, wanted, 0, count, Path(folder) / "sheet.mp4", lambda _share: None, cancelled
        )
        return join_clip(plan, [piece], talker.settings, to, lambda _share: None)


def _pages(cells: Sequence[Pictures], count: int) -> Iterator[Pixels]:
    """Lay the variants out, uint8 [540, 960, 3] a frame."""
    ground = np.full((HEIGHT_PX, WIDTH_PX, 3), GROUND, np.uint8)
    for index in range(len(cells)):
        _number(ground, index)
    for frame in range(count):
        page = ground.copy()
        for index, pictures in enumerate(cells):
            left, top = _corner(index)
            height, width = pictures.shape[1:3]
            top += (CELL_PX - height) // 2
            left += (CELL_PX - width) // 2
            page[top : top + height, left : left + width] = pictures[frame]
        yield page


def _number(ground: Pixels, index: int) -> None:
    left, top = _corner(index)
    mark = overlay((str(index + 1),), any_font(NUMBER_PX))
    mark.at(left - (GUTTER_PX + mark.width_px) // 2, top).onto(ground)


def _corner(index: int) -> tuple[int, int]:
    """Tell where a cell begins: left and top (pixels)."""
    row, column = divmod(index, COLUMNS)
    rows = -(-VARIANTS // COLUMNS)
    down_px = (HEIGHT_PX - 2 * EDGE_PX - CELL_PX) // (rows - 1)
    return column * STEP_PX + GUTTER_PX, EDGE_PX + row * down_px
