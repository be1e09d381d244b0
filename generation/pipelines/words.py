"""Cuts text into the tokens that a text encoder reads, in as many windows as they fill."""

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any

import torch
from torch import Tensor

from generation.adapters.triggers import any_of
from generation.emphasis import Part, read_emphasis
from generation.notes import Count

WINDOWS_MOST = 8  # of a prompt; what does not fit into them is not read, and that is told
KEPT = 256  # texts that stay cut: each is looked at for its notes, its windows and its tokens
PULLED = 20  # tokens at most that a window leaves free, so that it ends with a comma
COMMAS = frozenset(",;，、；。")


@dataclass(frozen=True)
class Token:
    """A token and how it is weighed."""

    id: int
    weight: float
    comma: bool  # whether a window may well end behind it
    end: int  # characters of the words that are read with it, counted over the whole prompt


Window = tuple[Token, ...]


@dataclass(frozen=True)
class Laid:
    """The tokens of a text, laid into windows."""

    windows: tuple[Window, ...]  # at least one
    tokens: int  # those that no window holds as well


@dataclass(frozen=True)
class Reading:
    """What the encoder reads of a prompt, a row a window."""

    ids: Tensor  # int64 [windows, tokens]
    weights: Tensor  # float32 [windows, tokens]


class Words:
    """A tokenizer whose tokens are laid into windows of what the encoder reads at once. Thread-safe."""

    def __init__(self, tokenizer: Any, device: torch.device) -> None:  # noqa: ANN401 - transformers is untyped
        self._tokenizer = tokenizer
        self._device = device
        self._alone = Lock()  # a tokenizer that two threads use at once refuses: "Already borrowed"
        self.length: int = tokenizer.model_max_length  # tokens a window; its first and last are marks
        self._room = self.length - 2
        self._ids: Mapping[str, tuple[int, ...]] = {}  # of words that the tokenizer does not know
        self._laid = lru_cache(KEPT)(self._lay)

    def taught(self, ids: Mapping[str, tuple[int, ...]]) -> "Words":
        """Give these with new words, each read as tokens of its own, in whatever case it is written."""
        other = copy.copy(self)
        other._ids = {word.casefold(): those for word, those in ids.items()}
        other._laid = lru_cache(KEPT)(other._lay)
        return other

    def __call__(self, text: str, windows: int = 1) -> Reading:
        """Read a text in as many windows as it fills, and at least so many. Raises OutOfRange."""
        laid = self._laid(text).windows
        laid += ((),) * (windows - len(laid))
        ids = torch.tensor([self._padded([token.id for token in window]) for window in laid])
        weights = [self._weighed([token.weight for token in window]) for window in laid]
        return Reading(ids.to(self._device), torch.tensor(weights, device=self._device))

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Tell where the tokens of a text stand in it: first character, and the one behind the last."""
        with self._alone:
            told = self._tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
        return list(told.offset_mapping)

    def count(self, text: str) -> Count:
        """Tell how a text is read, in at least one window. Raises OutOfRange."""
        laid = self._laid(text)
        read = max((token.end for window in laid.windows for token in window), default=0)
        return Count(laid.tokens, len(laid.windows), read)

    def _lay(self, text: str) -> Laid:
        windows: list[Window] = []
        count = start = 0
        for part in read_emphasis(text):
            tokens = list(self._tokens(part, start))
            windows += _cut(tokens, self._room)
            count += len(tokens)
            start += sum(len(stretch.text) for stretch in part)
        return Laid(tuple(windows[:WINDOWS_MOST]), count)

    def _tokens(self, part: Part, start: int) -> Iterator[Token]:
        for stretch in part:
            for piece, ids in self._pieces(stretch.text):
                if ids:
                    yield from (Token(number, stretch.weight, False, start + len(piece)) for number in ids)
                else:
                    yield from self._cut_piece(piece, stretch.weight, start)
                start += len(piece)

    def _pieces(self, text: str) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Take a text apart into what the tokenizer reads and new words, with the ids of those."""
        at = 0
        for match in any_of(self._ids).finditer(text) if self._ids else ():
            yield text[at : match.start()], ()
            yield match[0], self._ids[match[0].casefold()]
            at = match.end()
        yield text[at:], ()

    def _cut_piece(self, text: str, weight: float, start: int) -> Iterator[Token]:
        with self._alone:
            told = self._tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
        for number, (first, last) in zip(told.input_ids, told.offset_mapping, strict=True):
            comma = text[first:last].strip()[-1:] in COMMAS
            yield Token(number, weight, comma, start + last)

    def _padded(self, ids: list[int]) -> list[int]:
        tokenizer = self._tokenizer
        ends = [tokenizer.eos_token_id] + [tokenizer.pad_token_id] * (self._room - len(ids))
        return [tokenizer.bos_token_id, *ids, *ends]

    def _weighed(self, weights: list[float]) -> list[float]:
        return [1.0, *weights] + [1.0] * (self._room - len(weights) + 1)


def weigh(read: Tensor, weights: Tensor) -> Tensor:
    """Weigh what an encoder read, and keep its mean. Where all weights are 1, it stays as it is.

    ``read``: float [windows, tokens, width]; ``weights``: float32 [windows, tokens].
    Returns: float [1, windows * tokens, width].
    """
    if not bool((weights == 1).all()):
        weighed = read * weights.to(read.dtype)[..., None]
        read = weighed * (read.float().mean() / weighed.float().mean()).to(read.dtype)
    return read.flatten(0, 1)[None]


def _cut(tokens: Sequence[Token], room: int) -> list[Window]:
    """Lay tokens into windows, the last comma of a full one at its end if it stands near enough."""
    windows: list[Window] = []
    left = list(tokens)
    while len(left) > room:
        commas = [at + 1 for at in range(room - PULLED, room) if at >= 0 and left[at].comma]
        end = commas[-1] if commas else room
        windows.append(tuple(left[:end]))
        left = left[end:]
    return [*windows, tuple(left)] if left or not windows else windows
