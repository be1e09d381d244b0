"""The engines that speak and animate, as a runner uses them."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from avatar.clip.options import Clip
from avatar.intake.flac import sound_of
from avatar.requests import AvatarRequest, SpeechRequest
from avatar.settings import AvatarSettings
from avatar.sound import Speech
from avatar.speak import speak, stand_in_notes
from avatar.talk import Order, Stage, Talker, talk
from avatar.talker import open_talker, pixels_of
from avatar.voices.encode import encode_voice
from avatar.voices.shelf import Shelf, open_shelf
from generation.errors import Cancelled
from tasks.errors import RenderFailed
from tasks.origins import written
from tasks.worker.engine import Tell, Work
from tasks.worker.messages import Draw, Made

AT_ONCE = 2  # a line need not wait until a clip is finished


class Speakers:
    """Speaks lines, and makes faces speak."""

    on_cpu = True
    at_once = AT_ONCE

    def __init__(self, shelf: Shelf, talker: Talker) -> None:
        self._shelf = shelf
        self._talker = talker

    def warm(self) -> None:
        """Nothing is large enough to be loaded before it is wanted."""

    def make(self, order: Draw, tell: Tell, cancelled: Callable[[], bool]) -> Work:
        """Speak or animate what an order asks for."""
        if cancelled():
            raise Cancelled
        match order.request:
            case SpeechRequest() as line:
                tell(0.0, Stage.SPEAKING, b"")
                return self._speak(line)
            case AvatarRequest() as request:
                return self._animate(_order(request, order), tell, cancelled)
            case _:  # a ring on the wrong queue
                raise RenderFailed

    def _speak(self, line: SpeechRequest) -> Work:
        speech = speak(line, self._shelf)
        return Work(partial(_voice, speech), stand_in_notes(speech))

    def _animate(self, order: Order, tell: Tell, cancelled: Callable[[], bool]) -> Work:
        with TemporaryDirectory(prefix="limner-clip-") as folder:
            clip = talk(
                order,
                self._talker,
                Path(folder) / "clip.mp4",
                lambda share, stage: tell(share, stage, b""),
                cancelled,
            )
            made = _made(clip, order.request.seed)
        return Work(lambda: (made,), clip.notes)


def open_speakers(settings: AvatarSettings) -> Speakers:
    """Set up the voices and the animators that the operator wants."""
    shelf = open_shelf(settings)
    return Speakers(shelf, open_talker(settings, shelf))


def _order(request: AvatarRequest, order: Draw) -> Order:
    recording = sound_of(order.sources[request.sound]) if request.sound else None
    return Order(request, pixels_of(order.sources[request.photo]), recording)


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
