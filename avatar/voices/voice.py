"""The protocol that every engine speaks that can speak. Importing it is light: chat bots list voices."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from avatar.requests import SpeechRequest

if TYPE_CHECKING:  # it imports numpy, and who lists voices needs none
    from avatar.sound import Speech


SPEECH_LIMIT_S = 300  # a text of 1000 characters takes about 60 s, of digits or at half speed more


class Gender(StrEnum):
    """How a voice sounds; nothing where nobody knows."""

    FEMALE = "female"
    MALE = "male"
    UNKNOWN = ""


@dataclass(frozen=True)
class VoiceCard:
    """What is known of a voice before it speaks."""

    id: str  # what people type: "espeak-ng/en-us", "edge/en-US-AriaNeural", "piper/amy"
    language: str  # BCP 47
    title: str  # what people read: "English (America)"
    engine: str
    offline: bool  # whether it speaks without a network
    gender: Gender = Gender.UNKNOWN
    scripts: frozenset[str] = frozenset()  # it reads these only; empty: all that its language is written in

    @property
    def name(self) -> str:
        """Give its name within its engine: "en-US-AriaNeural"."""
        return self.id.partition("/")[2]


class Voice(Protocol):
    """An engine: all voices of one kind."""

    name: str

    @property
    def missing(self) -> str:
        """Tell what keeps the engine from having voices here: "package", "models" or nothing."""

    def cards(self) -> Sequence[VoiceCard]:
        """List the voices, the better ones of a language first. Needs no network."""

    def speak(self, request: SpeechRequest) -> "Speech":
        """Speak a clean text with one of the voices; words and phones are timed where the engine knows.

        Raises NothingToSay if there is no sound, VoiceUnavailable if a part of the engine is missing or
        damaged, VoiceUnreachable if the network or the service does not answer.
        """
