"""The voices of espeak-ng: small, offline, of some 130 languages, and they time every phone.

Each text is spoken by a process of its own (about 50 ms). The library keeps one global state, so threads
would queue for it; it carries random numbers and settings from text to text, so the same request would not
give the same samples; and it is C that reads what strangers type. A fresh child with bounded memory and time
answers all three.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import espeakng_loader

from avatar.requests import SpeechRequest
from avatar.voices.errors import NothingToSay, SpeechTooLong, VoiceUnavailable
from avatar.voices.scripts import KANA, LATIN
from avatar.voices.sentences import pieces
from avatar.voices.voice import SPEECH_LIMIT_S, Gender, VoiceCard

if TYPE_CHECKING:  # it imports numpy, and who lists voices needs none
    from avatar.sound import Speech

CHILD = Path(__file__).with_name("espeak_child.py")
ENGINE = "espeak-ng"
PATIENCE_S = 60.0  # the child ends itself after 30 s of processor time
WORDS_PER_MINUTE = 175  # espeak's own speed
PITCH_MIDDLE, PITCH_MOST = 50, 100  # espeak's pitch, and its range: how far the voice rises and falls
PITCH_STEPS = 5  # a semitone, measured, where pitch and range move together
RANGE_LEAST = 20  # below it a sentence is one tone, and Chinese loses its tones
BYTES_PER_SECOND = 2 * 22_050
PIECE_PHONES = 800  # the library forgets the rest of a clause of more than some 1000
WOMAN = "+f3"  # the variant that makes a woman's of every voice

Json = dict[str, Any]  # Any: what json reads


class EspeakVoices:
    """All voices of espeak-ng, each as a man's and as a woman's."""

    name = ENGINE
    missing = ""

    def cards(self) -> Sequence[VoiceCard]:
        """List the voices. Raises VoiceUnavailable if the library does not work."""
        return self._cards

    @cached_property
    def _cards(self) -> tuple[VoiceCard, ...]:
        answer, _ = _ask(ENGINE, {})
        plain: dict[str, VoiceCard] = {}
        for voice in answer["voices"]:
            card = _card(voice["title"], voice["languages"][0])
            if card.id in plain:  # Cantonese is there twice, once for Latin letters
                card = _card(voice["title"], voice["file"].rpartition("/")[2].casefold())
            plain[card.id] = card
        return tuple(form for card in plain.values() for form in (card, _woman(card)))

    def speak(self, request: SpeechRequest) -> "Speech":
        """Speak a text at 22 050 Hz, with words and phones in time; the same request gives the same samples.

        The pitch is right within a semitone or so from -6 to 10; espeak reaches about -8 at the lowest.
        Raises NothingToSay, SpeechTooLong and VoiceUnavailable.
        """
        from avatar.voices.espeak_times import speech  # noqa: PLC0415 - who lists voices never waits for numpy

        pitch = min(max(round(PITCH_MIDDLE + PITCH_STEPS * request.pitch), 0), PITCH_MOST)
        order = {
            "pieces": pieces(request.text, PIECE_PHONES, phones_at_most),
            "voice": request.voice.partition("/")[2],
            "words_per_minute": round(WORDS_PER_MINUTE * request.rate),
            "pitch": pitch,
            "range": max(pitch, RANGE_LEAST),
            "bytes_limit": SPEECH_LIMIT_S * BYTES_PER_SECOND,
        }
        answer, samples = _ask(request.voice, order)
        if len(samples) > SPEECH_LIMIT_S * BYTES_PER_SECOND:
            raise SpeechTooLong(SPEECH_LIMIT_S)
        if not any(symbol for _, symbol in answer["phones"]):
            raise NothingToSay(request.voice)
        return speech(request, answer, samples)


def phones_at_most(text: str) -> int:
    """Estimate from above how many phones a text has: a digit or a sign is a word, a character a syllable."""
    spaces = sum(mark.isspace() for mark in text)
    letters = sum(mark.isascii() and mark.isalpha() for mark in text)
    syllables = sum(not mark.isascii() and mark.isalpha() for mark in text)
    return spaces + letters + 4 * syllables + 8 * (len(text) - spaces - letters - syllables)


def _ask(voice: str, order: Json) -> tuple[Json, bytes]:
    """Let a child carry out an order; gives its answer and the samples."""
    try:
        whole = {
            "library": espeakng_loader.get_library_path(),
            "data": espeakng_loader.get_data_path(),
            **order,
        }
        done = subprocess.run(  # noqa: S603 - our own program, and the text travels on stdin
            [sys.executable, "-I", "-S", str(CHILD)],
            input=json.dumps(whole).encode() + b"\n",
            capture_output=True,
            timeout=PATIENCE_S,
            check=True,
            env={},
        )
    except subprocess.CalledProcessError as error:
        last = error.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise VoiceUnavailable(voice, f"espeak-ng ended with {error.returncode}: {last}") from error
    except subprocess.TimeoutExpired as error:
        raise VoiceUnavailable(voice, f"espeak-ng took more than {PATIENCE_S:.0f} s") from error
    except (OSError, RuntimeError) as error:  # the loader raises RuntimeError where its data is not
        raise VoiceUnavailable(voice, str(error)) from error
    head, _, samples = done.stdout.partition(b"\n")
    answer: Json = json.loads(head)
    if "problem" in answer:
        raise VoiceUnavailable(voice, answer["problem"])
    return answer, samples


def _card(title: str, name: str) -> VoiceCard:
    language = _tag(name)
    # Its Japanese has no dictionary: it says "Chinese letter" for every character.
    scripts = KANA | {LATIN} if language == "ja" else frozenset[str]()
    return VoiceCard(f"{ENGINE}/{name}", language, title, ENGINE, True, Gender.MALE, scripts)


def _woman(card: VoiceCard) -> VoiceCard:
    return VoiceCard(
        card.id + WOMAN, card.language, card.title, ENGINE, True, Gender.FEMALE, scripts=card.scripts
    )


def _tag(name: str) -> str:
    """Write espeak's name of a language as BCP 47 does: "en-us" is "en-US", "cmn" is "zh-CN"."""
    if name == "cmn":
        return "zh-CN"
    first, *others = name.replace("cmn", "zh").split("-")
    cased = {2: str.upper, 4: str.title}
    return "-".join([first, *(cased.get(len(part), str.lower)(part) for part in others)])
