"""Draws words from lists for the wildcards of a prompt. What is drawn may hold wildcards and groups itself.

Every way in which that can be read is a prompt of its own; they are counted before they are written.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import product
from math import prod

from generation.catalogue import near
from generation.errors import TooManyVariants, WildcardDeep, WildcardEmpty, WildcardLoop
from generation.permutations import ESCAPED, WILDCARD, Lists, expand
from generation.provenance import Drawn

DEEPEST = 5  # lists within each other

_WEIGHTED = re.compile(r"(?P<weight>\d{1,6}(?:\.\d{1,6})?)::\s*(?P<words>.*)", re.DOTALL)

Way = tuple[str, tuple[Drawn, ...]]  # a prompt, and what was drawn for it


def draw(prompt: str, lists: Lists, seed: int, limit: int = 1) -> tuple[Way, ...]:
    """Put words in the place of wildcards: the same seed draws the same words. Then escapes are resolved.

    Returns: each prompt that comes of it, with what was drawn. Raises WildcardEmpty where there is no such
    list, WildcardLoop and WildcardDeep for lists within themselves or too far within each other, and
    TooManyVariants where the prompts are more than ``limit``.
    """
    folded = {name.casefold(): words for name, words in lists.items()}
    ways = _Urn(folded, seed, limit).ways(prompt)
    return tuple((ESCAPED.sub(r"\1", text), drawn) for text, drawn in ways)


@dataclass(frozen=True)
class _Urn:
    lists: Mapping[str, Sequence[str]]  # by names in small letters
    seed: int
    limit: int

    def ways(self, text: str, inside: tuple[str, ...] = (), at: str = "") -> list[Way]:
        """List what a text without groups stands for; ``inside`` are the lists that it comes from."""
        parts: list[list[Way]] = []
        end = 0
        for number, match in enumerate(WILDCARD.finditer(text)):
            parts += [[(text[end : match.start()], ())], self._drawn(match["name"], inside, f"{at}{number}")]
            end = match.end()
        parts.append([(text[end:], ())])
        if (count := prod(map(len, parts))) > self.limit:
            raise TooManyVariants(count, self.limit)
        return [
            ("".join(words for words, _ in way), tuple(one for _, drawn in way for one in drawn))
            for way in product(*parts)
        ]

    def _drawn(self, name: str, inside: tuple[str, ...], at: str) -> list[Way]:
        """Draw an entry for a wildcard, and list what that stands for."""
        key = name.casefold()
        if key in inside:
            raise WildcardLoop(name, " → ".join((*inside, key)))
        if len(inside) == DEEPEST:
            raise WildcardDeep(name, DEEPEST)
        entry = self._entry(name, at)
        found = [
            (text, drawn)
            for option in expand(entry, self.limit)
            for text, drawn in self.ways(option, (*inside, key), f"{at}/")
        ]
        told = [(text, Drawn(name=name, words=ESCAPED.sub(r"\1", text)), drawn) for text, drawn in found]
        return [(text, (first, *drawn)) for text, first, drawn in told]

    def _entry(self, name: str, at: str) -> str:
        """Choose an entry of a list by the seed and the wildcard's place: ``3::fox`` as often as three."""
        weighed = [_weighed(entry) for entry in self.lists.get(name.casefold(), ())]
        total = sum(weight for weight, _ in weighed)
        if not total:
            raise WildcardEmpty(name, near(name, sorted(self.lists)) if self.lists else "")
        chance = int.from_bytes(sha256(f"{self.seed}:{at}:{name.casefold()}".encode()).digest()[:8])
        if all(weight == 1 for weight, _ in weighed):
            return weighed[chance % len(weighed)][1]
        left = chance / 2**64 * total
        for weight, words in weighed:
            left -= weight
            if left < 0:
                return words
        return next(words for weight, words in reversed(weighed) if weight)  # what rounding left over


def _weighed(entry: str) -> tuple[float, str]:
    """Read ``3::fox`` as a weight and words; without a weight it is one."""
    found = _WEIGHTED.fullmatch(entry.strip())
    return (float(found["weight"]), found["words"]) if found else (1.0, entry)
