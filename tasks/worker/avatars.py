"""The engines that speak and animate, as a runner uses them."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from avatar.requests import SpeechRequest
from avatar.settings import AvatarSettings
from avatar.speak import speak
from avatar.voices.shelf import Shelf, open_shelf
from generation.errors import Cancelled
from generation.notes import Note
from tasks.errors import RenderFailed
from tasks.worker.engine import Tell, Work
from tasks.worker.messages import Draw, Made

if TYPE_CHECKING:
    from avatar.sound import Speech

AT_ONCE = 2  # a line need not wait until a clip is finished
SPEAKING = "speaking"


class Speakers:
    """Speaks lines, and makes faces speak."""

    on_cpu = True
    at_once = AT_ONCE

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def warm(self) -> None:
        """Nothing is large enough to be loaded before it is wanted."""

    def make(self, order: Draw, tell: Tell, cancelled: Callable[[], bool]) -> Work:
        """Speak or animate what an order asks for."""
        if cancelled():
            raise Cancelled
        match order.request:
            case SpeechRequest() as line:
                return self._speak(line, tell)
            case _:  # a ring on the wrong queue
                raise RenderFailed

    def _speak(self, line: SpeechRequest, tell: Tell) -> Work:
        tell(0.0, SPEAKING, b"")
        speech = speak(line, self._shelf)
        return Work(partial(_voice, speech), _stood_in(speech))


def open_speakers(settings: AvatarSettings) -> Speakers:
    """Set up the voices and the animators that the operator wants."""
    return Speakers(open_shelf(settings))


def _voice(speech: "Speech") -> tuple[Made, ...]:
    from avatar.voices.encode import encode_voice  # noqa: PLC0415 - PyAV is for the child alone

    data = encode_voice(speech.sound)
    return (Made(data, "audio/ogg", duration_s=speech.sound.duration_s),)


def _stood_in(speech: "Speech") -> tuple[Note, ...]:
    """Tell that another voice spoke than the one that was asked for."""
    if not speech.instead_of:
        return ()
    return (Note(code="voice_fallback", facts={"wanted": speech.instead_of, "used": speech.voice}),)
