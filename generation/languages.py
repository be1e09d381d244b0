"""Which scripts a text is written in, so that it is known who can read it. Latin letters tell nothing."""

import re
from collections.abc import Iterable

from generation.vocabulary import CHINESE

ENGLISH, CHINESE_CODE = "en", "zh"
SCRIPTS = {  # as the inside of a character class
    "han": CHINESE,
    "kana": "\u3040-\u30ff\uff66-\uff9f",
    "hangul": "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af",
    "cyrillic": "\u0400-\u052f",
    "greek": "\u0370-\u03ff\u1f00-\u1fff",
    "hebrew": "\u0590-\u05ff",
    "arabic": "\u0600-\u06ff\u0750-\u077f",
    "devanagari": "\u0900-\u097f",
    "thai": "\u0e00-\u0e7f",
}
WRITTEN = {  # by language
    "zh": ("han",),
    "ja": ("han", "kana"),
    "ko": ("hangul", "han"),
    "el": ("greek",),
    "he": ("hebrew",),
    "hi": ("devanagari",),
    "th": ("thai",),
    **dict.fromkeys(("ru", "uk", "bg", "be", "sr", "mk"), ("cyrillic",)),
    **dict.fromkeys(("ar", "fa", "ur"), ("arabic",)),
}
SHORT = {  # codes of three letters, as models of the Marian kind name their languages
    "zho": "zh",
    "cmn": "zh",
    "eng": "en",
    "jpn": "ja",
    "kor": "ko",
    "ell": "el",
    "heb": "he",
    "hin": "hi",
    "tha": "th",
    "rus": "ru",
    "ukr": "uk",
    "bul": "bg",
    "ara": "ar",
    "fas": "fa",
}

_FOUND = {name: re.compile(f"[{inside}]") for name, inside in SCRIPTS.items()}


def scripts_of(text: str) -> frozenset[str]:
    """List the scripts that a text is written in, as far as they tell a language."""
    return frozenset(name for name, found in _FOUND.items() if found.search(text))


def scripts_read(languages: Iterable[str]) -> frozenset[str]:
    """List the scripts that whoever reads some languages can read; none for those in Latin letters."""
    return frozenset(script for language in languages for script in WRITTEN.get(language, ()))


def short(code: str) -> str:
    """Write the code of a language with two letters where it is known: "zho" is "zh"."""
    language = code.casefold().partition("_")[0].partition("-")[0]
    return SHORT.get(language, language)
