"""Text becomes speech: cleaned, given a voice that can read it, spoken, and checked by ear.

A text is only ever read. Markup is words like all others: nothing expands, and no engine looks for it.
"""

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

from avatar.requests import TEXT_LIMIT, SpeechRequest
from avatar.voices.errors import NothingToSay, SpeechEmpty, UnsupportedScript, VoiceUnreachable
from avatar.voices.scripts import guess_language, primary, unreadable
from avatar.voices.shelf import Shelf, reads
from avatar.voices.voice import VoiceCard
from generation.errors import TextTooLong, UnknownChoice
from generation.notes import Note
from generation.text import clean

if TYPE_CHECKING:  # it imports numpy, and who chooses a voice needs none
    from avatar.sound import Sound, Speech

LEAST_S = 0.1  # a shorter sound is no word
LEAST_PEAK = 0.01  # of full scale, -40 dB; a quieter one is not heard

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"'，。！？、]*[^\s<>\"'，。！？、.,!?:;)\]]", re.IGNORECASE)
_LINK = {"zh": "链接", "ja": "リンク", "ko": "링크", "ru": "ссылка", "ar": "رابط", "he": "קישור", "th": "ลิงก์"}
_JOINER = "\u200d"  # between emoji; between letters of some scripts it is spelling
_KEEP_BELOW = 0x2190  # ©, ®, ™, ℃ and the like are read; symbols from the arrows on are pictures
_ENCLOSED = range(0x3200, 0x3400)  # ㈱, ㎏: written words of Chinese, Japanese and Korean
_ENDS = frozenset(".!?…:;,。！？：；，、")


def clean_speech(text: str, limit: int = TEXT_LIMIT) -> str:
    """Tidy a text to be spoken: emoji dropped, addresses read as "link", a line's end as a pause.

    Raises TextUnusable for NUL, control characters and lone surrogates, TextTooLong over ``limit``
    characters, SpeechEmpty if nothing can be said of it.
    """
    tidy = clean(_pauses(text), "speech", limit)
    tidy = clean(_without_pictures(tidy), "speech", limit)
    word = _LINK.get(guess_language(_ADDRESS.sub("", tidy)), "link")
    line = _ADDRESS.sub(word, tidy)
    if not any(unicodedata.category(mark)[0] in "LN" for mark in line):
        raise SpeechEmpty
    if len(line) > limit:
        raise TextTooLong("speech", len(line), limit)
    return line


def choose_voice(text: str, shelf: Shelf, chosen: str = "", locale: str = "") -> VoiceCard:
    """Choose the voice of a clean text: the chosen one, else the studio's default, else one of its language.

    Raises UnknownChoice or EngineMissing if there is no such voice, UnsupportedScript if it cannot read the
    text, or no voice can.
    """
    if chosen.strip():
        return _able(shelf.find(chosen), text, shelf)
    if shelf.default:
        card = shelf.find(shelf.default)
        if not unreadable(text, reads(card)):
            return card
    language = guess_language(text, locale)
    try:
        card = shelf.default_for(language, shelf.online, text=text)
    except UnknownChoice:  # a locale that nobody speaks here
        card = shelf.default_for(guess_language(text), shelf.online, text=text)
    return _able(card, text, shelf)


def speak(request: SpeechRequest, shelf: Shelf) -> "Speech":
    """Speak a request; a voice that cannot be reached is stood in for by an offline one of its language.

    Then ``instead_of`` of the speech names the voice that was asked for.
    Raises what ``clean_speech``, ``choose_voice`` and the engines raise, and NothingToSay on silence.
    """
    text = clean_speech(request.text)
    card = choose_voice(text, shelf, request.voice)
    order = request.model_copy(update={"text": text, "voice": card.id})
    try:
        speech = shelf.speak(order)
    except VoiceUnreachable as error:
        stand_in = _stand_in(card, text, shelf)
        if stand_in is None:
            raise
        speech = shelf.speak(order.model_copy(update={"voice": stand_in.id}))
        speech = replace(speech, instead_of=error.voice)
    if not _heard(speech.sound):
        raise NothingToSay(speech.voice)
    return speech


def _able(card: VoiceCard, text: str, shelf: Shelf) -> VoiceCard:
    """Give a voice back if it can read a text."""
    script = unreadable(text, reads(card))
    if not script:
        return card
    language = guess_language(text)
    others = [other for other in shelf.cards if primary(other.language) == language]
    able = [other.id for other in others if not unreadable(text, reads(other))]
    raise UnsupportedScript(card.id, script.title(), ", ".join(able[:2]))


def _stand_in(card: VoiceCard, text: str, shelf: Shelf) -> VoiceCard | None:
    """Find an offline voice of the same language that can read a text."""
    try:
        found = shelf.default_for(card.language, online=False, gender=card.gender, text=text)
    except UnknownChoice:
        return None
    return None if unreadable(text, reads(found)) else found


def _heard(sound: "Sound") -> bool:
    """Tell whether there is anything to hear."""
    if sound.duration_s < LEAST_S:
        return False
    return bool(abs(sound.samples).max() >= LEAST_PEAK)


def _pauses(text: str) -> str:
    """End each line with a stop, so that lines do not run into one another."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    ended = [line if line[-1] in _ENDS else f"{line}." for line in lines[:-1]]
    return " ".join([*ended, *lines[-1:]])


def _without_pictures(text: str) -> str:
    """Drop emoji and what makes them up: joiners, colours, variants, characters that have no meaning yet."""
    kept = [" " if _is_picture(mark) else mark for mark in text]
    for place, mark in enumerate(kept):
        if mark == _JOINER and not kept[place - 1].isalpha() and not unicodedata.combining(kept[place - 1]):
            kept[place] = " "
    return "".join(kept)


def _is_picture(mark: str) -> bool:
    code, category = ord(mark), unicodedata.category(mark)
    if category == "So":
        return code >= _KEEP_BELOW and code not in _ENCLOSED
    modifier = 0x1F3FB <= code <= 0x1F3FF or 0xFE00 <= code <= 0xFE0F or code == 0x20E3
    return modifier or 0xE0000 <= code <= 0xE007F or category in {"Cn", "Co"}


def stand_in_notes(speech: "Speech") -> tuple[Note, ...]:
    """Tell that another voice spoke than the one that was asked for."""
    if not speech.instead_of:
        return ()
    return (Note(code="voice_fallback", facts={"wanted": speech.instead_of, "used": speech.voice}),)
