"""Six ways in which a face may speak, two seconds each, on one sheet: to choose from before a long rendering.

As a clip, a sheet is made in three steps that may happen on different machines: all variants are planned,
each is drawn, they are joined. Each is planned as its whole clip would be: the sheet shows how that begins.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self
from zipfile import BadZipFile

import numpy as np

from avatar.animator import Pixels, Score
from avatar.clip.errors import PlanBroken
from avatar.clip.options import Clip
from avatar.clip.ranges import Range, encode_range
from avatar.clip.soundtrack import Soundtrack, encode_sound
from avatar.pace import FPS, KEY_FRAMES
from avatar.plan import Plan
from avatar.requests import VARIANTS, Aspect, AvatarRequest, PreviewRequest, take
from avatar.settings import AvatarSettings
from avatar.sheet import CELL_PX, Cell, fitted, pages
from avatar.sound import Sound, Speech
from avatar.talk import ENCODED, SPOKEN, Order, Stage, Talker, Tell, frames_of, join_clip, plan_clip
from generation.errors import Cancelled

SHOWN = KEY_FRAMES  # frames of each variant: two seconds

Stopped = Callable[[], bool]


@dataclass(frozen=True)
class Trial:
    """What a sheet is made of; a recording and a reference video where the request names them."""

    request: PreviewRequest
    photo: Pixels
    recording: Sound | None = None
    moves: bytes = b""


@dataclass(frozen=True)
class Trials:
    """What every variant does: enough to draw any of them on any machine."""

    plans: tuple[Plan, ...]  # of whole clips, with the sound of the sheet
    heard_s: float = 0.0  # of the recording, where there is one

    @property
    def whole_s(self) -> float:
        """Tell how long the whole clip would be (seconds)."""
        return self.plans[0].facts.frames / FPS

    @property
    def ranges(self) -> tuple[Range, ...]:
        """Name the variants as the ranges of one clip, in the order of their numbers."""
        return tuple(Range(index * SHOWN, _shown(plan)) for index, plan in enumerate(self.plans))

    @property
    def range_frames(self) -> int:
        """Tell how many frames one machine should draw before it tells of them."""
        return self.plans[0].facts.range_frames

    def to_bytes(self) -> bytes:
        """Write it down."""
        written = BytesIO()
        plans = {f"plan-{index}": plan.to_bytes() for index, plan in enumerate(self.plans)}
        arrays = {name: np.frombuffer(plan, np.uint8) for name, plan in plans.items()}
        np.savez(written, allow_pickle=False, heard_s=np.float64(self.heard_s), **arrays)
        return written.getvalue()

    @classmethod
    def from_bytes(cls, written: bytes) -> Self:
        """Read what `to_bytes` wrote. Raises PlanBroken if it is damaged or something else."""
        try:
            with np.load(BytesIO(written), allow_pickle=False) as arrays:
                plans = [arrays[f"plan-{index}"].tobytes() for index in range(VARIANTS)]
                heard_s = float(arrays["heard_s"])
        except (ValueError, KeyError, EOFError, OSError, BadZipFile) as error:
            raise PlanBroken(str(error)) from error
        return cls(tuple(map(Plan.from_bytes, plans)), heard_s)


def draw_preview(trial: Trial, talker: Talker, to: Path, tell: Tell, cancelled: Stopped) -> Clip:
    """Make a sheet in the file ``to``, which must lie in a private folder: the three steps in one.

    ``cancelled`` is asked before every frame.

    Raises Cancelled and what the steps raise; no file is left then.
    """
    tell(0.0, Stage.SPEAKING)
    trials = plan_preview(trial, talker, cancelled)
    return draw_trials(trials, trial, talker, to, tell, cancelled)


def draw_trials(
    trials: Trials, trial: Trial, talker: Talker, to: Path, tell: Tell, cancelled: Stopped
) -> Clip:
    """Draw all variants and join them: the last two steps in one, see `draw_preview`."""
    cells = []
    for index in range(VARIANTS):
        told = partial(_tell_variant, tell, index)
        cells.append(draw_variant(trials, trial, talker, index, told, cancelled))
    tell(ENCODED, Stage.FINISHING)
    clip = join_preview(trials, cells, talker.settings, to, cancelled)
    tell(1.0, Stage.FINISHING)
    return clip


def plan_preview(trial: Trial, talker: Talker, cancelled: Stopped) -> Trials:
    """Find the face, speak the line, decide all motion of all variants: the first step.

    Raises Cancelled and what `avatar.talk.plan_clip` raises for the whole clip.
    """
    speech = _speech(trial, talker)
    faces = talker.find_faces(trial.photo)
    once = replace(talker, speak=lambda _: speech, find_faces=lambda _: faces)
    plans = []
    for number in range(1, VARIANTS + 1):
        if cancelled():
            raise Cancelled
        order = Order(_small(take(trial.request, number)), trial.photo, speech.sound, trial.moves)
        plans.append(plan_clip(order, once))
    return Trials(
        tuple(replace(plan, sound=_sound(plan, speech.sound)) for plan in plans),
        trial.recording.duration_s if trial.recording else 0.0,
    )


def draw_variant(
    trials: Trials,
    trial: Trial,
    talker: Talker,
    index: int,
    tell: Callable[[float], None],
    cancelled: Stopped,
) -> Cell:
    """Draw the beginning of a variant, counted from 0, small: the second step, on any machine.

    ``tell`` hears the share of the variant that is done (0..1); ``cancelled`` is asked before every frame.

    Raises Cancelled, AnimatorUnknown or what the animator raises.
    """
    order, plan = Order(_small(take(trial.request, index + 1)), trial.photo), trials.plans[index]
    small: list[Pixels] = []
    for picture in frames_of(plan, order, talker, Range(0, _shown(plan))).pictures:
        if cancelled():
            raise Cancelled
        small.append(fitted(picture))
        tell(len(small) / _shown(plan))
    return np.stack(small)


def join_preview(
    trials: Trials, cells: Sequence[Cell], settings: AvatarSettings, to: Path, cancelled: Stopped
) -> Clip:
    """Lay all variants out on one sheet, with its sound, and sign it: the last step.

    The clip is 960 by 540 px, has numbers and label, and lasts two seconds or as long as the speech.

    Raises Cancelled, ClipNotWritten or SigningFailed; no file is left then.
    """
    frames, first = pages(cells), trials.plans[0]
    wanted = replace(first.facts.wanted, aspect=Aspect.PHOTO, captions=False, round=False)
    facts = first.facts.model_copy(update={"frames": frames.count, "wanted": wanted})
    sheet = Plan(facts, Score(frames.count, {}), first.sound)
    with TemporaryDirectory(prefix=".sheet-", dir=to.parent) as folder:
        path = Path(folder) / "sheet.mp4"
        piece = encode_range(frames, wanted, 0, frames.count, path, lambda _share: None, cancelled)
        return join_clip(sheet, [piece], settings, to, lambda _share: None)


def _shown(plan: Plan) -> int:
    return min(SHOWN, plan.facts.frames)


def _sound(plan: Plan, sound: Sound) -> Soundtrack:
    """Encode what is heard while a sheet plays."""
    heard = replace(sound, samples=sound.samples[: round(_shown(plan) / FPS * sound.rate_hz)])
    return encode_sound(heard, _shown(plan), plan.facts.wanted.max_bytes)


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
