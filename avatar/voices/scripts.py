"""In which letters languages are written, and which language a text is likely in."""

import unicodedata
from collections import Counter
from collections.abc import Set

LATIN = "LATIN"
HAN = "CJK"
KANA = frozenset({"HIRAGANA", "KATAKANA"})
UNREADABLE_SHARE = 0.1  # of a text's letters; a π in an English sentence is no Greek text

# Scripts by the first word of their letters' names in the Unicode character database.
_LANGUAGES = {
    "ARABIC": "ar fa ur ug sd ku ps",
    "ARMENIAN": "hy hyw",
    "BENGALI": "bn as bpy",
    "CHEROKEE": "chr",
    HAN: "zh ja yue hak",
    "CYRILLIC": "ru uk be bg sr mk kk ky tt ba cv nog mn tg tk uz az kaa",
    "DEVANAGARI": "hi mr ne kok sa",
    "ETHIOPIC": "am ti",
    "GEORGIAN": "ka",
    "GREEK": "el grc",
    "GUJARATI": "gu",
    "GURMUKHI": "pa",
    "HANGUL": "ko",
    "HEBREW": "he yi",
    "HIRAGANA": "ja",
    "KANNADA": "kn",
    "KATAKANA": "ja",
    "MALAYALAM": "ml",
    "MYANMAR": "my shn",
    "ORIYA": "or",
    "SINHALA": "si",
    "TAMIL": "ta",
    "TELUGU": "te",
    "THAI": "th",
}
_SCRIPTS: dict[str, frozenset[str]] = {}
for _script, _names in _LANGUAGES.items():
    for _name in _names.split():
        _SCRIPTS[_name] = _SCRIPTS.get(_name, frozenset()) | {_script}

_SAME = {"cmn": "zh", "no": "nb", "nn": "nb", "iw": "he", "in": "id", "tl": "fil"}  # old or rarer codes


def primary(language: str) -> str:
    """Give the language without region and script: "zh" for "zh-CN", "cmn" and "zh_TW"."""
    code = language.strip().replace("_", "-").partition("-")[0].casefold()
    return _SAME.get(code, code)


def scripts_of(language: str) -> frozenset[str]:
    """Tell in which letters a language is written; every voice reads Latin ones besides."""
    if "latn" in language.casefold().split("-"):
        return frozenset({LATIN})
    return _SCRIPTS.get(primary(language), frozenset()) | {LATIN}


def letters(text: str) -> Counter[str]:
    """Count the letters of a text by script."""
    found: Counter[str] = Counter()
    for mark in unicodedata.normalize("NFKC", text):
        if unicodedata.category(mark) in {"Lu", "Ll", "Lt", "Lo"}:
            found[unicodedata.name(mark, "UNKNOWN").replace("-", " ").split()[0]] += 1
    return found


def unreadable(text: str, scripts: Set[str]) -> str:
    """Name the script of which a text holds too many letters for a voice that reads ``scripts``; else ""."""
    found = letters(text)
    foreign = Counter({script: count for script, count in found.items() if script not in {*scripts, LATIN}})
    if foreign.total() <= UNREADABLE_SHARE * found.total():
        return ""
    return foreign.most_common(1)[0][0]


def guess_language(text: str, locale: str = "") -> str:
    """Guess a text's language from its letters, and between languages of the same letters by the locale.

    A few Greek, Cyrillic or Chinese letters among Latin ones decide, because every voice reads Latin letters.
    """
    script = unreadable(text, frozenset())
    found = letters(text)
    if script == HAN and any(found[kana] for kana in KANA):
        return "ja"
    spoken = primary(locale)
    if not script:  # a text in Latin letters, or of digits alone
        return locale if spoken and (scripts_of(locale) == {LATIN} or not found) else "en"
    if script in scripts_of(spoken):
        return locale
    return _LANGUAGES.get(script, "en").split()[0]
