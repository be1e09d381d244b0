"""A text is cleaned, given a voice, spoken, and never lost in silence."""

from collections.abc import Sequence

import numpy as np
import pytest

from avatar.requests import SpeechRequest
from avatar.settings import AvatarSettings
from avatar.sound import Sound, Speech
from avatar.speak import choose_voice, clean_speech, speak
from avatar.voices.errors import (
    EngineMissing,
    NothingToSay,
    SpeechEmpty,
    UnsupportedScript,
    VoiceUnreachable,
)
from avatar.voices.scripts import guess_language
from avatar.voices.shelf import Shelf, open_shelf
from avatar.voices.voice import VoiceCard
from generation.errors import TextTooLong, TextUnusable, UnknownChoice

CLOSED = "127.0.0.1:9"  # nobody listens there
RATE_HZ = 16_000


class QuietVoice:
    """An engine of one voice that says what it is told to."""

    name = "quiet"
    missing = ""

    def __init__(self, samples: Sequence[float]) -> None:
        self._samples = np.array(samples, np.float32)

    def cards(self) -> Sequence[VoiceCard]:
        """List it."""
        return (VoiceCard("quiet/one", "en-US", "One", self.name, offline=True),)

    def speak(self, request: SpeechRequest) -> Speech:
        """Give the samples."""
        return Speech(Sound(self._samples, RATE_HZ), voice=request.voice)


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    """Make a studio whose network is down."""
    return open_shelf(AvatarSettings(edge_address=CLOSED, voice="", edge=True, piper_models=None))


@pytest.fixture(scope="module")
def offline() -> Shelf:
    """Make a studio without a network."""
    return open_shelf(AvatarSettings(edge=False, voice="", piper_models=None))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hello 🎉👨‍👩‍👧🏽 there 1️⃣", "Hello there 1"),
        ("see https://a.test/b?c=d&e=%20, ok", "see link, ok"),
        ("看 https://a.test/b。", "看 链接。"),
        ("one\ntwo!\n\nthree", "one. two! three"),
        ("100 ℃ © 5€", "100 ℃ © 5€"),
        ("क्\u200dष", "क्\u200dष"),
        ("<speak>&lol;</speak>", "<speak>&lol;</speak>"),
    ],
)
def test_text_is_tidied(text: str, said: str) -> None:
    """Pictures dropped, addresses named, lines ended, markup left alone; doing it again changes nothing."""
    assert said == clean_speech(text)
    assert said == clean_speech(said)


@pytest.mark.parametrize("text", ["", " \n ", "🎉🎉", "?!...", "\u200b"])
def test_no_words_are_refused(text: str) -> None:
    """There is nothing to say."""
    with pytest.raises(SpeechEmpty):
        clean_speech(text)


def test_too_long_is_told_with_its_length() -> None:
    """Both numbers stand in the sentence."""
    with pytest.raises(TextTooLong) as problem:
        clean_speech("a" * 100_000)

    assert (100_000, 1000) == (problem.value.length, problem.value.limit)


@pytest.mark.parametrize("text", ["a\0b", "a\x07b", "a\ud800b"])
def test_control_characters_are_refused(text: str) -> None:
    """They are nothing that anybody says."""
    with pytest.raises(TextUnusable):
        clean_speech(text)


@pytest.mark.parametrize(
    ("text", "locale", "language"),
    [
        ("Good morning", "", "en"),
        ("Guten Morgen", "de", "de"),
        ("Good morning", "zh-CN", "en"),
        ("我喜欢 iPhone", "de", "zh"),
        ("日本語です", "zh-CN", "ja"),
        ("안녕하세요", "", "ko"),
        ("Привет", "", "ru"),
        ("Привіт", "uk", "uk"),
        ("Γειά", "", "el"),
        ("مرحبا", "", "ar"),
        ("שלום", "", "he"),
        ("नमस्ते", "", "hi"),
        ("สวัสดี", "", "th"),
        ("the number π", "", "en"),
        ("1 2 3", "zh-CN", "zh-CN"),
    ],
)
def test_language_is_guessed_from_letters(text: str, locale: str, language: str) -> None:
    """The locale decides between languages of the same letters."""
    assert language == guess_language(text, locale)


def test_voice_fits_the_text(shelf: Shelf, offline: Shelf) -> None:
    """Of the text's language, online where there may be a network."""
    assert "zh-CN" == choose_voice("你好", shelf).language
    assert "edge" == choose_voice("你好", shelf).engine
    assert "espeak-ng/cmn" == choose_voice("你好", offline).id
    assert "espeak-ng/en-us" == choose_voice("Hello", offline).id


def test_studio_default_gives_way_to_what_it_cannot_read(offline: Shelf) -> None:
    """Nobody chose it for this text."""
    shelf = Shelf([], "")
    shelf = open_shelf(AvatarSettings(edge=False, voice="espeak-ng/en-gb", piper_models=None))

    assert "espeak-ng/en-gb" == choose_voice("Hello", shelf).id
    assert "espeak-ng/cmn" == choose_voice("你好", shelf).id


def test_chosen_voice_that_cannot_read_is_refused(offline: Shelf) -> None:
    """With the script, and with voices that can."""
    with pytest.raises(UnsupportedScript) as problem:
        choose_voice("Привет", offline, "espeak-ng/en-us")

    assert ("espeak-ng/en-us", "Cyrillic") == (problem.value.voice, problem.value.script)
    assert "espeak-ng/ru" in problem.value.near


def test_unread_script_is_refused_whatever_the_voice(offline: Shelf) -> None:
    """Nobody here reads Tibetan."""
    with pytest.raises(UnsupportedScript) as problem:
        choose_voice("བོད་སྐད", offline)

    assert "Tibetan" == problem.value.script


@pytest.mark.parametrize("name", ["espeak-ng/EN-US", "en-us", " espeak-ng/en-us "])
def test_voices_are_found_however_they_are_typed(offline: Shelf, name: str) -> None:
    """Whatever the case, with or without the engine."""
    assert "espeak-ng/en-us" == offline.find(name).id


def test_unknown_voice_and_language_name_near_ones(shelf: Shelf) -> None:
    """A few, not all three hundred."""
    with pytest.raises(UnknownChoice) as voice:
        shelf.find("edge/en-US-AriaNeura")
    with pytest.raises(UnknownChoice) as language:
        shelf.of_language("xx")

    assert voice.value.near.startswith("edge/en-US-AriaNeural")
    assert 3 >= len(language.value.near.split(", "))


def test_engine_without_models_says_so(shelf: Shelf) -> None:
    """Before anything is charged."""
    with pytest.raises(EngineMissing) as problem:
        shelf.find("piper/amy")

    assert "models" == problem.value.missing


def test_network_loss_falls_back_and_says_so(shelf: Shelf) -> None:
    """To an offline voice of the same language and gender."""
    speech = speak(SpeechRequest(text="Hello there", voice="edge/en-US-AriaNeural"), shelf)

    assert ("espeak-ng/en-us+f3", "edge/en-US-AriaNeural") == (speech.voice, speech.instead_of)
    assert 0.3 < speech.sound.duration_s


def test_no_stand_in_reads_gibberish(shelf: Shelf) -> None:
    """espeak-ng would say "Chinese letter" for each character of Japanese."""
    with pytest.raises(VoiceUnreachable):
        speak(SpeechRequest(text="日本語", voice="edge/ja-JP-NanamiNeural"), shelf)


@pytest.mark.parametrize("samples", [[], [0.5] * 800, [0.0] * RATE_HZ, [0.001] * RATE_HZ])
def test_silence_is_refused(samples: list[float]) -> None:
    """No sound, too short a sound, silence, near silence."""
    with pytest.raises(NothingToSay):
        speak(SpeechRequest(text="Hello", voice="quiet/one"), Shelf([QuietVoice(samples)]))
