"""The engines that speak and animate, as a runner uses them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory

from avatar.clip.options import Clip
from avatar.clip.piece import Piece, open_piece
from avatar.clip.ranges import Range
from avatar.intake.flac import sound_of
from avatar.plan import Plan
from avatar.preview import (
    SHOWN,
    Trial,
    Trials,
    draw_trials,
    draw_variant,
    join_preview,
    plan_preview,
)
from avatar.requests import AvatarRequest, PreviewRequest, SpeechRequest
from avatar.settings import AvatarSettings
from avatar.sheet import cell_of, cell_to_bytes
from avatar.sound import Sound, Speech
from avatar.speak import speak, stand_in_notes
from avatar.talk import Order, Stage, Talker, draw_range, join_clip, plan_clip
from avatar.talker import open_talker, pixels_of
from avatar.voices.encode import encode_voice
from avatar.voices.shelf import Shelf, open_shelf
from generation.catalogue import Catalogue
from generation.errors import Cancelled, Fact
from generation.notes import Note
from generation.safety import AUTO, Safety
from tasks.errors import RenderFailed
from tasks.origins import written
from tasks.price import clip_price
from tasks.worker.engine import Tell, Work
from tasks.worker.lookout import Lookout
from tasks.worker.messages import PART, Begin, Draw, DrawRange, Join, Made, Task

AT_ONCE = 2  # a line need not wait until a clip is finished
SPOKEN, DRAWN = 0.05, 0.97  # the share of a clip of one range that is done then

Stopped = Callable[[], bool]


class Speakers:
    """Speaks lines, and makes faces speak."""

    on_cpu = True
    at_once = AT_ONCE

    def __init__(self, shelf: Shelf, talker: Talker, safety: Safety | None = None) -> None:
        self._shelf = shelf
        self._safety = safety
        self._clips = Clips(talker)
        self._sheets = Sheets(talker)

    def warm(self) -> None:
        """Nothing is large enough to be loaded before it is wanted."""

    def make(self, order: Draw, tell: Tell, cancelled: Stopped) -> Work:
        """Speak or animate what an order asks for, or do its part of it.

        What the filter holds back is refused or withheld; see the lookout.
        """
        if cancelled():
            raise Cancelled
        if self._safety is None:
            return self._make(order, tell, cancelled)
        lookout = Lookout(self._safety, order)
        lookout.admit()
        return lookout.over(self._make(order, tell, cancelled))

    def _make(self, order: Draw, tell: Tell, cancelled: Stopped) -> Work:
        match order.request, order.task:
            case SpeechRequest() as line, _:
                tell(0.0, Stage.SPEAKING, b"")
                return self._speak(line)
            case AvatarRequest() as request, Begin():
                return self._clips.begin(_ordered(request, order), tell, cancelled)
            case AvatarRequest() as request, DrawRange(plan, first, frames):
                task = Plan.from_bytes(plan), _ordered(request, order), Range(first, frames)
                return self._clips.draw(*task, lambda share: tell(share, Stage.ANIMATING, b""), cancelled)
            case AvatarRequest() as request, Join(plan, pieces):
                return self._clips.join(Plan.from_bytes(plan), pieces, request.seed, tell)
            case PreviewRequest() as request, task:
                return self._sheets.make(_tried(request, order), task, tell, cancelled)
            case _:  # a ring on the wrong queue
                raise RenderFailed

    def _speak(self, line: SpeechRequest) -> Work:
        speech = speak(line, self._shelf)
        return Work(partial(_voice, speech), stand_in_notes(speech))


class Clips:
    """Makes clips, whole or in part, in folders of their own."""

    def __init__(self, talker: Talker) -> None:
        self._talker = talker

    def begin(self, order: Order, tell: Tell, cancelled: Stopped) -> Work:
        """Plan a clip, and make it at once where it has only one range."""
        tell(0.0, Stage.SPEAKING, b"")
        plan = self._plan(order)
        if cancelled():
            raise Cancelled
        if len(plan.ranges) > 1:
            data = plan.to_bytes()
            ranges = tuple((part.first, part.count) for part in plan.ranges)
            return Work(lambda: (Made(data, PART),), ranges=ranges)

        def drawing(share: float) -> None:
            tell(SPOKEN + share * (DRAWN - SPOKEN), Stage.ANIMATING, b"")

        with _folder() as folder:
            to = folder / "piece.mp4"
            piece = draw_range(plan, order, self._talker, plan.ranges[0], to, drawing, cancelled)
            tell(DRAWN, Stage.FINISHING, b"")
            work = self._joined(plan, [piece], order.request.seed, folder)
        tell(1.0, Stage.FINISHING, b"")
        return work

    def draw(
        self, plan: Plan, order: Order, part: Range, tell: Callable[[float], None], cancelled: Stopped
    ) -> Work:
        """Draw one range of a planned clip."""
        with _folder() as folder:
            to = folder / "piece.mp4"
            piece = draw_range(plan, order, self._talker, part, to, tell, cancelled)
            data = piece.path.read_bytes()
        return Work(lambda: (Made(data, PART),))

    def join(self, plan: Plan, pieces: Sequence[bytes], seed: int, tell: Tell) -> Work:
        """Make a clip of all its pieces, in order."""
        tell(0.0, Stage.FINISHING, b"")
        with _folder() as folder:
            opened = [_opened(data, folder / f"piece-{index}.mp4") for index, data in enumerate(pieces)]
            return self._joined(plan, opened, seed, folder)

    def _plan(self, order: Order) -> Plan:
        plan = plan_clip(order, self._talker)
        wanted = self._talker.settings.range_frames
        if not wanted:
            return plan
        return replace(plan, facts=plan.facts.model_copy(update={"range_frames": wanted}))

    def _joined(self, plan: Plan, pieces: Sequence[Piece], seed: int, folder: Path) -> Work:
        to = folder / "clip.mp4"
        clip = join_clip(plan, pieces, self._talker.settings, to, lambda _share: None)
        made = _made(clip, seed)
        return Work(lambda: (made,), clip.notes)


class Sheets:
    """Makes sheets of variants, whole or in part."""

    def __init__(self, talker: Talker) -> None:
        self._talker = talker

    def make(self, trial: Trial, task: Task, tell: Tell, cancelled: Stopped) -> Work:
        """Do a part of the work on a sheet."""
        match task:
            case Begin():
                return self._begin(trial, tell, cancelled)
            case DrawRange(plan, first, _):
                return self._draw(Trials.from_bytes(plan), trial, first // SHOWN, tell, cancelled)
            case Join(plan, pieces):
                tell(0.0, Stage.FINISHING, b"")
                return self._join(Trials.from_bytes(plan), trial, pieces, cancelled)

    def _begin(self, trial: Trial, tell: Tell, cancelled: Stopped) -> Work:
        """Plan a sheet, and make it at once where one machine may draw all of it before it tells."""
        tell(0.0, Stage.SPEAKING, b"")
        trials = plan_preview(trial, self._talker, cancelled)
        at_once = self._talker.settings.range_frames or trials.range_frames
        if at_once < sum(part.count for part in trials.ranges):
            data = trials.to_bytes()
            return Work(
                lambda: (Made(data, PART),), ranges=tuple((one.first, one.count) for one in trials.ranges)
            )

        def drawing(share: float, stage: str) -> None:
            tell(share, stage, b"")

        with _folder() as folder:
            clip = draw_trials(trials, trial, self._talker, folder / "sheet.mp4", drawing, cancelled)
            return _sheet(clip, trials, trial.request)

    def _draw(self, trials: Trials, trial: Trial, index: int, tell: Tell, cancelled: Stopped) -> Work:
        def drawing(share: float) -> None:
            tell(share, Stage.ANIMATING, b"")

        data = cell_to_bytes(draw_variant(trials, trial, self._talker, index, drawing, cancelled))
        return Work(lambda: (Made(data, PART),))

    def _join(self, trials: Trials, trial: Trial, pieces: Sequence[bytes], cancelled: Stopped) -> Work:
        cells = [cell_of(piece) for piece in pieces]
        with _folder() as folder:
            clip = join_preview(trials, cells, self._talker.settings, folder / "sheet.mp4", cancelled)
            return _sheet(clip, trials, trial.request)


def _sheet(clip: Clip, trials: Trials, request: PreviewRequest) -> Work:
    """Give a finished sheet, and tell what the whole clip will cost."""
    made = _made(clip, request.of.seed)
    facts: dict[str, Fact] = {
        "seconds": ceil(trials.whole_s),
        "price": clip_price(request.of, trials.heard_s),
    }
    return Work(lambda: (made,), (*clip.notes, Note(code="preview_pick", facts=facts)))


def open_speakers(
    settings: AvatarSettings, catalogue: Catalogue | None = None, safety: str = AUTO
) -> Speakers:
    """Set up the voices and the animators that the operator wants.

    ``safety`` is the folder of a safety checker, or ``auto``: one beside a model of the catalogue.
    """
    shelf = open_shelf(settings)
    checker = Safety(catalogue, settings.device, safety, drawn=False) if catalogue else None
    return Speakers(shelf, open_talker(settings, shelf), checker)


@contextmanager
def _folder() -> Iterator[Path]:
    """Give a private folder for one order."""
    with TemporaryDirectory(prefix="limner-clip-") as name:
        yield Path(name)


def _ordered(request: AvatarRequest, order: Draw) -> Order:
    """Read what an order is made of; the recording is not sent where the plan holds the sound."""
    photo = pixels_of(order.sources[request.photo])
    return Order(request, photo, _recording(request, order), order.sources.get(request.moves, b""))


def _tried(request: PreviewRequest, order: Draw) -> Trial:
    asked = _ordered(request.of, order)
    return Trial(request, asked.photo, asked.recording, asked.moves)


def _recording(request: AvatarRequest, order: Draw) -> Sound | None:
    heard = order.sources.get(request.sound) if request.sound else None
    return sound_of(heard) if heard else None


def _opened(data: bytes, path: Path) -> Piece:
    path.write_bytes(data)
    return open_piece(path)


def _made(clip: Clip, seed: int) -> Made:
    return Made(
        clip.path.read_bytes(),
        "video/mp4",
        width_px=clip.width_px,
        height_px=clip.height_px,
        duration_s=clip.duration_s,
        seed=seed,
        thumbnail=clip.thumbnail,
        fingerprint=written(clip.fingerprint),
    )


def _voice(speech: Speech) -> tuple[Made, ...]:
    data = encode_voice(speech.sound)
    return (Made(data, "audio/ogg", duration_s=speech.sound.duration_s),)
