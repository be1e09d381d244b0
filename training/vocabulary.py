"""The tokenizer: every word of the captions is a token or two, all else falls back to pieces."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from transformers import CLIPTokenizer

from training import captions, chinese, english

CONTEXT = 48  # tokens, with start and end; captions take 20 on average
START, END = "<|startoftext|>", "<|endoftext|>"
WORD_END = "</w>"

Symbols = tuple[str, ...]
Pair = tuple[str, str]


def byte_letters() -> list[str]:
    """Name each of the 256 bytes by a printable letter, in byte order (as GPT-2 and CLIP do)."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    letters, spare = [], 0x100
    for byte in range(256):
        if byte in printable:
            letters.append(chr(byte))
        else:
            letters.append(chr(spare))
            spare += 1
    return letters


def walk_phrases(table: object) -> Iterator[str]:
    """Walk the strings of nested tuples and dicts."""
    if isinstance(table, str):
        yield table
    elif isinstance(table, dict):
        for entry in table.values():
            yield from walk_phrases(entry)
    elif isinstance(table, tuple):
        for entry in table:
            yield from walk_phrases(entry)


def english_words() -> list[str]:
    """List every English word of the captions, sorted."""
    told = [vars(english)[name] for name in vars(english) if name.isupper()]
    glue = (
        "a an and with under in on at of the wearing old elderly bald bearded person small little big"
        " hair bun background wall against front backdrop short long curly"
    )
    text = " ".join([*walk_phrases(tuple(told)), *captions.STRAYS, glue])
    return sorted(set(re.findall(r"[a-z]+", text.lower())))


def chinese_words() -> list[str]:
    """List every Chinese word of the captions, sorted; longer phrases are left to their parts."""
    told = [vars(chinese)[name] for name in vars(chinese) if name.isupper() and name != "COMMAS"]
    words = {phrase for phrase in walk_phrases(tuple(told)) if len(phrase) <= 2}
    words |= {"背景", "皮肤", "头发", "墨镜", "眼镜", "红色", "山丘", "雪地", "丸子头", "小麦色"}
    return sorted(words)


def chinese_letters() -> list[str]:
    """List every Chinese character and mark of the captions, sorted."""
    told = [vars(chinese)[name] for name in vars(chinese) if name.isupper() and name != "COMMAS"]
    return sorted(
        set("".join(walk_phrases(tuple(told)))) | set("的在有和前背景是不人发皮肤穿着一个位，、。！")
    )


def learn_merges() -> list[Pair]:
    """Find the merges of a byte pair encoding that make each word one token.

    Chinese has no spaces, so the tokenizer sees a run of it as one word: characters are merged from
    their bytes first, so that no merge can straddle two of them, and each word is learnt both
    inside a run and at its end.
    """
    letters = byte_letters()

    def spell(word: str, *, ends: bool) -> Symbols:
        symbols = [letters[byte] for byte in word.encode()]
        if ends:
            symbols[-1] += WORD_END
        return tuple(symbols)

    merges: list[Pair] = []
    for letter in chinese_letters():
        a, b, c = spell(letter, ends=False)
        merges += [(a, b), (a + b, c), (a + b, c + WORD_END)]
    merges = list(dict.fromkeys(merges))
    words = [spell(word, ends=True) for word in english_words()]
    words += [spell(word, ends=ends) for word in chinese_words() for ends in (False, True)]
    for pair in merges:
        words = [_merge(word, pair) for word in words]
    while True:
        counts = Counter(pair for word in words for pair in pairwise(word))
        if not counts:
            return merges
        most = max(counts.values())
        pair = min(pair for pair, count in counts.items() if count == most)
        merges.append(pair)
        words = [_merge(word, pair) for word in words]


def _merge(word: Symbols, pair: Pair) -> Symbols:
    merged: list[str] = []
    for symbol in word:
        if merged and (merged[-1], symbol) == pair:
            merged[-1] += symbol
        else:
            merged.append(symbol)
    return tuple(merged)


def build_tokenizer() -> CLIPTokenizer:
    """Make the tokenizer; it is the same every time."""
    merges = learn_merges()
    letters = byte_letters()
    symbols: Iterable[str] = (
        *letters,
        *(letter + WORD_END for letter in letters),
        *(a + b for a, b in merges),
        START,
        END,
    )
    vocabulary = {symbol: place for place, symbol in enumerate(dict.fromkeys(symbols))}
    return CLIPTokenizer(vocab=vocabulary, merges=merges, model_max_length=CONTEXT)
