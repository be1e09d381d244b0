"""The words that a small model knows, where its folder lists them. Large models know too many to list."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from generation.errors import ModelUnavailable

VOCABULARY = "vocabulary.json"  # {"meaningful": [...], "harmless": [...]}
CHINESE = "\u3400-\u9fff\uf900-\ufaff"  # as the inside of a character class

_PICTOGRAM = "[\u2600-\u27bf\U0001f300-\U0001faff]"
_WORD = re.compile(f"[{CHINESE}]+|(?:(?![{CHINESE}])\\w)+(?:['’]\\w+)?|{_PICTOGRAM}")


@dataclass(frozen=True)
class Vocabulary:
    """Words in lower case, and Chinese words of one or more characters."""

    meaningful: frozenset[str]  # they change the picture
    harmless: frozenset[str]  # they change nothing, and nobody misses it: "a", "please", "4k"

    def unknown(self, text: str) -> tuple[str, ...]:
        """List the words of a text that the model does not know, each once, in their order.

        Of Chinese, which has no spaces, it lists the runs of characters that no known words cover.
        """
        found: list[str] = []
        for word in _WORD.findall(text.casefold()):
            if re.match(f"[{CHINESE}]", word):
                found += self._uncovered(word)
            elif not self._knows(word):
                found.append(word)
        return tuple(dict.fromkeys(found))

    def _knows(self, word: str) -> bool:
        stem = re.split("['’]", word)[0]  # "woman's" is read as "woman" and a piece
        return any(character.isdigit() for character in word) or self._lists(word) or self._lists(stem)

    def _lists(self, word: str) -> bool:
        return word in self.meaningful or word in self.harmless

    def _uncovered(self, run: str) -> list[str]:
        """Cut a run of Chinese into known words so that the fewest characters are left; list what is left."""
        longest = max((len(word) for word in self.meaningful | self.harmless), default=0)
        # best[i]: how many characters of run[:i] are left, and where its last piece begins.
        best: list[tuple[int, int]] = [(0, 0)]
        for end in range(1, len(run) + 1):
            ways = [(best[end - 1][0] + 1, end - 1)]
            ways += [
                (best[start][0], start)
                for start in range(max(end - longest, 0), end)
                if self._lists(run[start:end])
            ]
            best.append(min(ways))
        return _runs(run, best)


def read_vocabulary(folder: Path) -> Vocabulary | None:
    """Read the words that a model folder lists, or nothing where it lists none.

    Raises ModelUnavailable if its list is damaged.
    """
    path = folder / VOCABULARY
    try:
        told = json.loads(path.read_bytes())
        return Vocabulary(frozenset(told["meaningful"]), frozenset(told["harmless"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelUnavailable(folder.name, f"{path} cannot be read: {error!r}") from error


def write_vocabulary(folder: Path, meaningful: Iterable[str], harmless: Iterable[str]) -> None:
    """List in a model folder the words that its model knows."""
    told = {"meaningful": sorted(set(meaningful)), "harmless": sorted(set(harmless))}
    (folder / VOCABULARY).write_text(json.dumps(told, ensure_ascii=False, indent=0) + "\n", "utf-8")


def _runs(run: str, best: list[tuple[int, int]]) -> list[str]:
    """Walk the best cut backwards and join neighbouring characters that were left."""
    left: list[str] = []
    end, before = len(run), -1  # where the piece after this one began, if it was left
    while end:
        count, start = best[end]
        if count > best[start][0]:
            left = [run[start:end] + left[0], *left[1:]] if before == end else [run[start:end], *left]
            before = start
        end = start
    return left
