"""What is heard: samples, and the speech that a voice made of a text."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]  # [n], mono, -1..1


@dataclass(frozen=True)
class Sound:
    """Mono sound."""

    samples: Samples
    rate_hz: int

    @property
    def duration_s(self) -> float:
        """How long it is (seconds)."""
        return len(self.samples) / self.rate_hz


@dataclass(frozen=True)
class Phone:
    """A speech sound in time, as the International Phonetic Alphabet writes it."""

    symbol: str
    start_s: float
    end_s: float


@dataclass(frozen=True)
class Word:
    """A word in time; captions are made of these."""

    text: str
    start_s: float
    end_s: float


@dataclass(frozen=True)
class Speech:
    """A sound that is spoken. Phones and words are empty where nobody knows them."""

    sound: Sound
    phones: tuple[Phone, ...] = ()
    words: tuple[Word, ...] = ()
    voice: str = ""  # who spoke it; nothing: the person who sent it
    instead_of: str = field(default="", kw_only=True)  # the voice that was asked for and could not be reached
