"""What trainers write into a file for those who use it: a title, a licence, the words that call it."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping

WORDS_MOST = 3  # that call an adapter
LENGTH_MOST = 120  # characters of one thing that is told
OFTEN = 0.9  # of how often the commonest tag was trained on: as common, so it belongs to all pictures

Notes = Mapping[str, str]

_CALLED = re.compile(r"<[^<>]{1,60}>")


def title(notes: Notes, name: str) -> str:
    """Give what the makers call it, or its name."""
    return _tidy(notes.get("modelspec.title", "") or notes.get("ss_output_name", "")) or name


def licence(notes: Notes) -> str:
    """Give its licence, as far as that is told."""
    return _tidy(notes.get("modelspec.license", ""))


def about(notes: Notes) -> str:
    """Give what it does, as far as that is told."""
    return _tidy(notes.get("modelspec.description", ""))


def makers(notes: Notes) -> str:
    """Say who trained it, as far as that is told."""
    who = _tidy(notes.get("modelspec.author", ""))
    return f"By {who}." if who else ""


def called_by(notes: Notes) -> str:
    """Give the words of a prompt that call an adapter: those that are told, or the commonest tags."""
    told = _tidy(notes.get("modelspec.trigger_phrase", ""))
    return told or ", ".join(_commonest(notes.get("ss_tag_frequency", "")))


def word_of(token: str, name: str) -> str:
    """Give the word that calls a textual inversion: the token that it was learned for, or its name."""
    return token if _CALLED.fullmatch(token) else name


def _commonest(written: str) -> list[str]:
    """List the tags that nearly all pictures had: {"folder": {"tag": 20, ...}, ...}."""
    try:
        folders = json.loads(written) if written else {}
    except (ValueError, RecursionError):
        return []
    count: Counter[str] = Counter()
    for tags in folders.values() if isinstance(folders, dict) else ():
        for tag, often in tags.items() if isinstance(tags, dict) else ():
            if isinstance(often, int) and (word := _tidy(tag)):
                count[word] += often
    most = max(count.values(), default=0)
    return [tag for tag, often in count.most_common(WORDS_MOST) if often >= OFTEN * most]


def _tidy(text: str) -> str:
    """Make one short plain line of a stranger's text."""
    plain = "".join(
        " " if unicodedata.category(one) in {"Cc", "Zl", "Zp"} else one
        for one in unicodedata.normalize("NFC", text[: 20 * LENGTH_MOST])
        if unicodedata.category(one) not in {"Cf", "Cs", "Co"}
    )
    line = " ".join(plain.split())
    return line if len(line) <= LENGTH_MOST else f"{line[: LENGTH_MOST - 1]}…"
