"""The voices of Microsoft Edge's speech service: natural, in many languages, where there is a network."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from avatar.requests import SpeechRequest
from avatar.voices.edge_cards import ENGINE, edge_cards
from avatar.voices.errors import VoiceUnreachable
from avatar.voices.voice import Gender, VoiceCard

if TYPE_CHECKING:  # it imports numpy, and who lists voices needs none
    from avatar.sound import Speech

# A voice's own pitch (Hz): the service takes a difference in Hz, people think in semitones.
OWN_PITCH_HZ = {Gender.FEMALE: 200, Gender.MALE: 115, Gender.UNKNOWN: 150}


@dataclass(frozen=True)
class Patience:
    """How long the service is waited for (seconds)."""

    connect_s: int = 5
    silence_s: int = 10  # until its first answer
    total_s: float = 30
    rest_s: float = 60  # after a failure it is not tried again


class EdgeVoices:
    """Voices of Edge. After a failure they rest for a minute: nobody waits for the same network twice."""

    name = ENGINE
    missing = ""

    def __init__(
        self,
        address: str = "",
        patience: Patience = Patience(),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Reach the service at ``address`` (host:port), or where its name leads; TLS is always checked."""
        self._address = address
        self._patience = patience
        self._clock = clock
        self._rests_until = -1.0
        self._cards = {card.id: card for card in edge_cards()}

    @property
    def resting(self) -> bool:
        """Tell whether the service failed a moment ago."""
        return self._clock() < self._rests_until

    def cards(self) -> Sequence[VoiceCard]:
        """List the voices."""
        return tuple(self._cards.values())

    def speak(self, request: SpeechRequest) -> "Speech":
        """Speak a text at 24 000 Hz with words in time.

        Raises SpeechTooLong, and VoiceUnreachable on any trouble.
        """
        from avatar.voices.edge_talk import Order, Trouble, Wordless, talk  # noqa: PLC0415 - aiohttp, numpy, av

        if self.resting:
            raise VoiceUnreachable(request.voice, "it failed less than a minute ago")
        card = self._cards[request.voice]
        order = Order(
            request.text, card.name, rate_text(request.rate), pitch_text(request.pitch, card.gender)
        )
        try:
            return talk(order, self._address, self._patience, request.voice)
        except Wordless as error:  # the text's fault, not the network's: others are still spoken there
            raise VoiceUnreachable(request.voice, str(error)) from error
        except Trouble as error:
            self._rests_until = self._clock() + self._patience.rest_s
            raise VoiceUnreachable(request.voice, str(error)) from error


def rate_text(rate: float) -> str:
    """Write a rate as the service reads it: 1.5 is "+50%"."""
    return f"{round(100 * (rate - 1)):+d}%"


def pitch_text(semitones: float, gender: Gender) -> str:
    """Write a pitch as the service reads it: an octave above a woman's is "+200Hz"."""
    return f"{round(OWN_PITCH_HZ[gender] * (2 ** (semitones / 12) - 1)):+d}Hz"
