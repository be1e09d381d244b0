"""A photo and a voice become a clip, in three steps that may happen on different machines.

First all is planned: the face is found, the line spoken, the motion decided. Then ranges of the clip are
drawn and encoded, in any order. At last they are joined, and the clip is signed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from avatar.animator import Animator, Box, Footage, Frames, Manner, Pixels, Portrait
from avatar.clip.dress import check_length
from avatar.clip.errors import AnimatorUnknown, NoSuchFace
from avatar.clip.join import join
from avatar.clip.options import Clip, ClipOptions
from avatar.clip.piece import Piece
from avatar.clip.ranges import Range, encode_range
from avatar.clip.soundtrack import encode_sound
from avatar.clip.whole import removed_on_error
from avatar.honest.errors import SigningFailed
from avatar.honest.manifest import MANIFEST_BYTES, Credentials, sign
from avatar.honest.style import LabelStyle
from avatar.intake import mp4
from avatar.plan import Facts, Plan
from avatar.requests import AvatarRequest, SpeechRequest
from avatar.settings import AvatarSettings
from avatar.sound import Sound, Speech
from avatar.speak import stand_in_notes
from generation.errors import Cancelled
from generation.notes import Note

MEGABYTE = 1_000_000  # bytes; Discord's 10 MiB are a little more
SKETCH = "puppet"  # the animator that only warps the photo
LEARNT = (
    "mode",
    "style",
    "expression",
    "still",
    "turn",
    "nod",
    "tilt",
    "moves",
    "restore",
)  # what it does not know
SPOKEN = 0.05  # of the work, when the line is spoken
ENCODED = 0.97  # ... and when the last range is drawn


class Found(Protocol):
    """A face, as a finder gives it."""

    @property
    def box(self) -> Box:
        """Where it is."""


@dataclass(frozen=True)
class Talker:
    """What a talking clip is made with."""

    animators: Mapping[str, Animator]
    speak: Callable[[SpeechRequest], Speech]
    find_faces: Callable[[Pixels], Sequence[Found]]  # from the left
    settings: AvatarSettings


@dataclass(frozen=True)
class Order:
    """What a clip is made of; a recording and a reference video (an MP4 of ours) where it names them."""

    request: AvatarRequest
    photo: Pixels
    recording: Sound | None = None
    moves: bytes = b""


class Stage:
    """What is being done, as progress names it."""

    SPEAKING = "speaking"
    ANIMATING = "animating"
    FINISHING = "finishing"


Tell = Callable[[float, str], None]  # the share that is done (0..1) and a Stage


def talk(order: Order, talker: Talker, to: Path, tell: Tell, cancelled: Callable[[], bool]) -> Clip:
    """Make a talking clip in the file ``to``, which must lie in a private folder: the three steps in one.

    ``cancelled`` is asked before every frame.

    Raises Cancelled and what the steps raise; no file is left then.
    """
    tell(0.0, Stage.SPEAKING)
    plan = plan_clip(order, talker)
    if cancelled():
        raise Cancelled
    with removed_on_error(to), TemporaryDirectory(prefix=".clip-", dir=to.parent) as folder:
        pieces = []
        for part in plan.ranges:
            piece = Path(folder) / f"{part.first}.mp4"
            told = partial(_tell_range, tell, part, plan)
            pieces.append(draw_range(plan, order, talker, part, piece, told, cancelled))
        tell(ENCODED, Stage.FINISHING)
        clip = join_clip(plan, pieces, talker.settings, to, lambda _share: None)
    tell(1.0, Stage.FINISHING)
    return clip


def plan_clip(order: Order, talker: Talker) -> Plan:
    """Find the face, speak the line, decide all motion: the first step, once a clip.

    Raises NoSuchFace, AnimatorUnknown, ClipTooLarge, RoundClipTooLong or what the voices raise.
    """
    request = order.request
    portrait = Portrait(order.photo, _chosen(talker.find_faces(order.photo), request.face))
    animator = _animator(request, talker)
    speech = _speech(order, talker)
    score = animator.plan(portrait, speech, _manner(request, order.moves), request.size_px)
    wanted = _wanted(request, speech, talker.settings)
    check_length(wanted, score.count)
    facts = Facts(
        face=portrait.face,
        frames=score.count,
        range_frames=animator.range_frames,
        wanted=wanted,
        notes=_notes(request, speech),
    )
    return Plan(facts, score, encode_sound(speech.sound, score.count, wanted.max_bytes))


def draw_range(
    plan: Plan,
    order: Order,
    talker: Talker,
    part: Range,
    to: Path,
    tell: Callable[[float], None],
    cancelled: Callable[[], bool],
) -> Piece:
    """Draw one of the plan's ranges into the file ``to``: the second step, on any machine.

    ``tell`` hears the share of the range that is done (0..1); ``cancelled`` is asked before every frame.

    Raises Cancelled, AnimatorUnknown, FramesMissing, ClipNotWritten or what the animator raises; no file is
    left then.
    """
    facts = plan.facts
    frames = frames_of(plan, order, talker, part)
    return encode_range(frames, facts.wanted, part.first, facts.frames, to, tell, cancelled)


def frames_of(plan: Plan, order: Order, talker: Talker, part: Range) -> Frames:
    """Draw one of the plan's ranges while its frames are taken. Raises AnimatorUnknown."""
    portrait, size_px = Portrait(order.photo, plan.facts.face), order.request.size_px
    return _animator(order.request, talker).draw(portrait, plan.score, size_px, part.first, part.count)


def join_clip(
    plan: Plan, pieces: Sequence[Piece], settings: AvatarSettings, to: Path, tell: Callable[[float], None]
) -> Clip:
    """Join all ranges in the file ``to``, which must lie in a private folder, and sign it: the last step.

    ``tell`` hears the share that is done (0..1).

    Raises PieceMissing, PieceBroken, ClipTooLarge, ClipNotWritten or SigningFailed; no file is left then.
    """
    clip = _signed(join(pieces, plan.sound, plan.facts.wanted, to, tell), settings)
    return replace(clip, notes=(*plan.facts.notes, *clip.notes))


def _tell_range(tell: Tell, part: Range, plan: Plan, share: float) -> None:
    done = (part.first + share * part.count) / plan.facts.frames
    tell(SPOKEN + done * (ENCODED - SPOKEN), Stage.ANIMATING)


def _manner(request: AvatarRequest, moves: bytes) -> Manner:
    return Manner(
        head=request.head,
        eyes=request.eyes,
        mouth=request.mouth,
        seed=request.seed,
        mode=request.mode,
        style=request.style,
        expression=request.expression,
        still=request.still,
        yaw=request.turn,
        pitch=request.nod,
        roll=request.tilt,
        moves=Footage(sha256(moves).hexdigest(), partial(mp4.frames_of, moves)) if moves else None,
        borrow=request.borrow,
        restore=request.restore,
    )


def _chosen(faces: Sequence[Found], index: int) -> Box:
    if index >= len(faces):
        raise NoSuchFace(len(faces), index + 1)
    return faces[index].box


def _speech(order: Order, talker: Talker) -> Speech:
    if order.request.speech is not None:
        return talker.speak(order.request.speech)
    if order.recording is None:
        raise ValueError("the request names a recording; hand it over")
    return Speech(order.recording)


def _animator(request: AvatarRequest, talker: Talker) -> Animator:
    animator = talker.animators.get(request.animator)
    if animator is None:
        raise AnimatorUnknown(request.animator, ", ".join(sorted(talker.animators)))
    return animator


def _wanted(request: AvatarRequest, speech: Speech, settings: AvatarSettings) -> ClipOptions:
    reserved = MANIFEST_BYTES if settings.c2pa_key else 0
    return ClipOptions(
        aspect=request.aspect,
        captions=request.captions,
        words=speech.words,
        text=request.speech.text if request.speech else "",
        max_bytes=settings.clip_megabytes * MEGABYTE - reserved,
        round=request.round,
        label=LabelStyle(text=settings.clip_label),
    )


def _signed(clip: Clip, settings: AvatarSettings) -> Clip:
    if settings.c2pa_certificate is None or settings.c2pa_key is None:
        return clip
    try:
        sign(clip.path, Credentials(settings.c2pa_certificate, settings.c2pa_key))
    except SigningFailed:
        clip.path.unlink(missing_ok=True)
        raise
    return replace(clip, bytes=clip.path.stat().st_size)


def _notes(request: AvatarRequest, speech: Speech) -> tuple[Note, ...]:
    notes = []
    if request.animator == SKETCH:
        notes.append(Note(code="sketch_engine", facts={"animator": SKETCH}))
        if unknown := _unknown_to_sketch(request):
            notes.append(Note(code="puppet_ignores", facts={"options": ", ".join(unknown)}))
    return (*notes, *stand_in_notes(speech))


def _unknown_to_sketch(request: AvatarRequest) -> list[str]:
    """Name the choices that were made and that the sketch engine knows nothing of."""
    fields = AvatarRequest.model_fields
    chosen = [name for name in LEARNT if getattr(request, name) != fields[name].default]
    return ["framing" if name == "mode" else name for name in chosen]  # as the form calls it
