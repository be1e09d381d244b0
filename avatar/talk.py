"""A photo and a voice become a clip: the face is found, the line spoken, animated, encoded and marked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from avatar.animator import Animator, Box, Frames, Manner, Pixels, Portrait, animate
from avatar.clip.encode import encode
from avatar.clip.errors import AnimatorUnknown, NoSuchFace
from avatar.clip.options import Clip, ClipOptions
from avatar.honest.errors import SigningFailed
from avatar.honest.manifest import MANIFEST_BYTES, Credentials, sign
from avatar.honest.style import LabelStyle
from avatar.requests import AvatarRequest, SpeechRequest
from avatar.settings import AvatarSettings
from avatar.sound import Sound, Speech
from avatar.speak import stand_in_notes
from generation.errors import Cancelled
from generation.notes import Note

MEGABYTE = 1_000_000  # bytes; Discord's 10 MiB are a little more
SKETCH = "puppet"  # the animator that only warps the photo
SPOKEN = 0.05  # of the work, when the line is spoken
ENCODED = 0.97  # ... and when the last frame is encoded


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
    """What a clip is made of; a recording where the request names one."""

    request: AvatarRequest
    photo: Pixels
    recording: Sound | None = None


class Stage:
    """What is being done, as progress names it."""

    SPEAKING = "speaking"
    ANIMATING = "animating"
    FINISHING = "finishing"


Tell = Callable[[float, str], None]  # the share that is done (0..1) and a Stage


def talk(order: Order, talker: Talker, to: Path, tell: Tell, cancelled: Callable[[], bool]) -> Clip:
    """Make a talking clip in the file ``to``, which must lie in a private folder.

    ``cancelled`` is asked before every frame.

    Raises Cancelled, NoSuchFace, AnimatorUnknown, a Refusal or Failure of the voices, of avatar.clip.errors
    or of avatar.honest.errors; no file is left then.
    """
    request, settings = order.request, talker.settings
    portrait = Portrait(order.photo, _chosen(talker.find_faces(order.photo), request.face))
    tell(0.0, Stage.SPEAKING)
    speech = _speech(order, talker)
    if cancelled():
        raise Cancelled
    frames = _frames(talker, portrait, speech, request)
    clip = encode(
        frames,
        speech.sound,
        _wanted(request, speech, settings),
        to,
        lambda share: tell(SPOKEN + share * (ENCODED - SPOKEN), Stage.ANIMATING),
        cancelled,
    )
    tell(ENCODED, Stage.FINISHING)
    clip = _signed(clip, settings)
    tell(1.0, Stage.FINISHING)
    return replace(clip, notes=(*_notes(request, speech), *clip.notes))


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


def _frames(talker: Talker, portrait: Portrait, speech: Speech, request: AvatarRequest) -> Frames:
    animator = talker.animators.get(request.animator)
    if animator is None:
        raise AnimatorUnknown(request.animator, ", ".join(sorted(talker.animators)))
    manner = Manner(request.head, request.eyes, request.mouth, request.seed)
    return animate(animator, portrait, speech, manner, request.size_px)


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
    return (*notes, *stand_in_notes(speech))
