"""Words and phones in time, from the events that espeak-ng tells while it speaks."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from avatar.requests import SpeechRequest
from avatar.sound import Phone, Sound, Speech, Word

FULL_SCALE = 32768.0  # of int16
SHORT_GAP_S = 0.05  # a shorter one between two phones is no pause


def speech(request: SpeechRequest, answer: dict[str, Any], samples: bytes) -> Speech:  # Any: read from json
    """Put together what the child answered.

    ``words`` are (sample, first character, length), ``phones`` are (sample, IPA); ``samples`` are int16.
    """
    pcm = np.frombuffer(samples, np.int16)
    sound = Sound(pcm.astype(np.float32) / np.float32(FULL_SCALE), answer["rate_hz"])
    phones = _phones(answer["phones"], sound)
    return Speech(sound, phones, _words(request.text, answer["words"], phones, sound), request.voice)


def _phones(marks: Sequence[tuple[int, str]], sound: Sound) -> tuple[Phone, ...]:
    """Make spans of beginnings. A mark without a symbol begins a pause, one in brackets names a language."""
    named = [(sample, symbol) for sample, symbol in marks if not symbol.startswith("(")]
    named.append((len(sound.samples), ""))
    phones: list[Phone] = []
    for (start, symbol), (end, _) in pairwise(named):
        start_s, end_s = start / sound.rate_hz, min(end / sound.rate_hz, sound.duration_s)
        if symbol and end_s > start_s:
            phones.append(Phone(symbol, start_s, end_s))
        elif phones and end_s - phones[-1].end_s < SHORT_GAP_S:
            phones[-1] = Phone(phones[-1].symbol, phones[-1].start_s, end_s)
    return tuple(phones)


def _words(
    text: str, marks: Sequence[tuple[int, int, int]], phones: Sequence[Phone], sound: Sound
) -> tuple[Word, ...]:
    """Make words of their beginnings; each has the text up to the next, so that all of it is in some word.

    Numbers and foreign letters are told as many words at one place: they become one.
    """
    starts: list[tuple[int, float]] = []  # first character, second
    for sample, place, _ in sorted(marks):
        if 0 <= place < len(text) and (not starts or place > starts[-1][0]):
            starts.append((place if starts else 0, sample / sound.rate_hz))
    starts.append((len(text), sound.duration_s))
    words: list[Word] = []
    for (place, start_s), (next_place, next_s) in pairwise(starts):
        heard = [phone for phone in phones if start_s <= phone.start_s < next_s]
        end_s = heard[-1].end_s if heard else next_s
        words.append(Word(text[place:next_place].strip(), start_s, min(end_s, next_s)))
    return tuple(word for word in words if word.text and word.end_s > word.start_s)
