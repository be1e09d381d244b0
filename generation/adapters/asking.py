"""Reads which adapters a person asks for: ``--lora sepia:0.8``, tags in a prompt, and words that are called.

The tags ``<lora:sepia:0.8>`` and ``<hypernet:ink:0.5>`` are those of AUTOMATIC1111's web UI, which people
bring with them; they are taken out of the prompt. Importing this imports no torch.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generation.adapters.errors import (
    AdapterMisplaced,
    AdapterTwice,
    AdapterUnknown,
    AdapterUnreadable,
    AdapterWeight,
    TooManyAdapters,
)
from generation.adapters.triggers import calls, words_of
from generation.catalogue import Card, Catalogue, ExtraCard, Purpose
from generation.requests import (
    ADAPTER_LEAST,
    ADAPTER_MOST,
    ADAPTERS_MOST,
    PROMPT_LIMIT,
    Adapter,
    AdapterKind,
)
from generation.text import clean

TAGS = {
    "lora": AdapterKind.LORA,
    "lyco": AdapterKind.LORA,
    "hypernet": AdapterKind.HYPERNETWORK,
}

_TAG = re.compile(rf"<\s*({'|'.join(TAGS)})\s*:([^<>]*)>", re.IGNORECASE)
_NAMED = re.compile(r"<([\w.+-]+)>")
_BETWEEN = re.compile(r"[\s,;，、；]+")
_ONE = re.compile(r"(?P<name>[^:：]+?)\s*(?:[:：]\s*(?P<weight>[+-]?(?:\d+\.?\d*|\.\d+)))?", re.ASCII)


@dataclass(frozen=True)
class Worn:
    """What a request wears, and its texts without the tags and with the words that its adapters want."""

    prompt: str
    negative_prompt: str
    adapters: tuple[Adapter, ...]
    vae: str


def put_on(
    prompt: str, negative_prompt: str, lora: str, vae: str | None, card: Card, catalogue: Catalogue
) -> Worn:
    """Find the adapters that are asked for, in words as people typed them.

    Raises AdapterUnknown, AdapterMisfit, AdapterUnreadable, AdapterMisplaced, AdapterWeight, AdapterTwice,
    TooManyAdapters, and what ``clean`` raises.
    """
    if misplaced := _TAG.search(negative_prompt):
        raise AdapterMisplaced(misplaced[0])
    told = [(AdapterKind.LORA, one) for one in _BETWEEN.split(lora) if one]
    told += [(TAGS[kind.casefold()], one) for kind, one in _TAG.findall(prompt)]
    chosen = [_read(kind, one, card, catalogue) for kind, one in told]
    texts = [
        _spelt(clean(_TAG.sub(" ", text), field, PROMPT_LIMIT), card, catalogue)
        for field, text in (("prompt", prompt), ("negative_prompt", negative_prompt))
    ]
    words = list(_words(" ".join(texts), card, catalogue))
    _check([*chosen, *words])
    adapters, whole = _with_words(chosen, texts[0], card, catalogue)
    decoder = catalogue.adapter(vae, card, Purpose.VAE).name if vae else ""
    return Worn(clean(whole, "prompt", PROMPT_LIMIT), texts[1], (*adapters, *words), decoder)


def typed_prompt(prompt: str, adapters: tuple[Adapter, ...]) -> str:
    """Give a prompt as somebody types it: hypernetworks as tags, without the words that are added anyway."""
    for one in reversed(adapters):
        prompt = prompt.removesuffix(one.added).removesuffix(", ") if one.added else prompt
    tags = [
        f"<hypernet:{one.name}:{one.weight:g}>" for one in adapters if one.kind is AdapterKind.HYPERNETWORK
    ]
    return " ".join(filter(None, (prompt, *tags)))


def typed_loras(adapters: tuple[Adapter, ...]) -> str:
    """Give the LoRAs of a request as ``--lora`` takes them."""
    return ",".join(f"{one.name}:{one.weight:g}" for one in adapters if one.kind is AdapterKind.LORA)


def respelt(prompt: str, lora: str, known: Mapping[str, str]) -> tuple[str, str]:
    """Write other names for some adapters, in the tags of a prompt and in what ``--lora`` takes."""

    def of(told: str) -> str:
        name, colon, weight = told.strip().replace("：", ":").partition(":")
        return f"{known.get(name.strip().casefold(), name)}{colon}{weight}"

    def tag(found: re.Match[str]) -> str:
        return f"<{found[1]}:{of(found[2])}>" if TAGS[found[1].casefold()] is AdapterKind.LORA else found[0]

    return _TAG.sub(tag, prompt), ",".join(of(one) for one in _BETWEEN.split(lora) if one)


def trigger_of(card: ExtraCard) -> str:
    """Tell the word in a prompt that is a textual inversion."""
    return card.trigger.strip() or f"<{card.name}>"


def _read(kind: AdapterKind, told: str, card: Card, catalogue: Catalogue) -> Adapter:
    """Read "sepia:0.8"; nothing behind the name is a weight of 1."""
    match = _ONE.fullmatch(told.strip())
    if match is None:
        raise AdapterUnreadable(kind, told)
    found = catalogue.adapter(match["name"], card, Purpose(kind))
    weight = float(match["weight"] or 1)
    if not ADAPTER_LEAST <= weight <= ADAPTER_MOST:
        raise AdapterWeight(found.name, weight, ADAPTER_LEAST, ADAPTER_MOST)
    return Adapter(kind=kind, name=found.name, weight=weight)


def _spelt(text: str, card: Card, catalogue: Catalogue) -> str:
    """Write the trigger of a textual inversion where its name stands in angle brackets."""

    def spelt(named: re.Match[str]) -> str:
        try:
            return trigger_of(catalogue.adapter(named[1], card, Purpose.TEXTUAL_INVERSION))
        except AdapterUnknown:
            return named[0]  # a smiley, or a word that means nothing to us

    return _NAMED.sub(spelt, text)


def _words(text: str, card: Card, catalogue: Catalogue) -> Iterator[Adapter]:
    """List the textual inversions whose triggers stand in a text."""
    for one in catalogue.adapters(card, Purpose.TEXTUAL_INVERSION):
        if calls(trigger_of(one), text):
            yield Adapter(kind=AdapterKind.TEXTUAL_INVERSION, name=one.name)


def _check(adapters: list[Adapter]) -> None:
    names = [one.name for one in adapters]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise AdapterTwice(twice)
    if len(adapters) > ADAPTERS_MOST:
        raise TooManyAdapters(len(adapters), ADAPTERS_MOST)


def _with_words(
    adapters: list[Adapter], prompt: str, card: Card, catalogue: Catalogue
) -> tuple[list[Adapter], str]:
    """Put the trigger words that a prompt lacks at its end."""
    worn: list[Adapter] = []
    for one in adapters:
        words = words_of(catalogue.adapter(one.name, card, Purpose(one.kind)).trigger)
        added = ", ".join(word for word in words if not calls(word, prompt))
        prompt = ", ".join(filter(None, (prompt, added)))
        worn.append(one.model_copy(update={"added": added}))
    return worn, prompt
