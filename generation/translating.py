"""Puts prompts into a language that a model reads, by a model of the Marian kind. Importing imports no torch.

It works on the processor, whatever draws: a prompt takes it half a second, and the words come out the same
on every machine.
"""

from __future__ import annotations

import logging
import warnings
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar  # Any: classes of transformers, which has no types

from generation.adapters.triggers import words_of
from generation.catalogue import Card, Catalogue
from generation.errors import StudioError
from generation.languages import scripts_of, scripts_read, short
from generation.notes import Note
from generation.phrases import Piece, put_together, take_apart
from generation.pretrained import open_pretrained
from generation.provenance import Provenance
from generation.requests import PROMPT_LIMIT, Drawing

log = logging.getLogger(__name__)

TRANSLATED, FAILED = "translated", "translation_failed"  # codes of notes
FIELDS = ("prompt", "negative_prompt")
BEFORE = {"prompt": "translated", "negative_prompt": "translated_negative"}  # where a recipe keeps them
TOKENS = 120  # that a stretch of words becomes at most
KEPT = 2000  # stretches that stay translated
ENDS = ".。!！"  # what a translator puts behind a phrase that it takes for a sentence

D = TypeVar("D", bound=Drawing)


@dataclass(frozen=True)
class Translation:
    """A text in another language."""

    text: str
    cut: bool = False  # it was too long for a prompt


class Translator:
    """Translates what is asked for where the model that draws cannot read it. Thread-safe.

    It is the model that the operator chose, loaded for the first prompt that needs it; without one nothing is
    translated.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._model: _Model | None = None
        self._known: OrderedDict[str, str] = OrderedDict()
        self._lock = Lock()

    def translate(self, request: D) -> tuple[D, tuple[Note, ...]]:
        """Give a request as the model reads it, and a note of each text that became another.

        A translator that fails costs nobody their picture: the request stays as it is, and a note says so.
        """
        if self._catalogue.translator is None:
            return request, ()
        try:
            card = self._catalogue.drawer(request.model)
            names = tuple(self._names(request, card))
            texts = {field: getattr(request, field) for field in FIELDS}
            found = {field: self._translated(text, card.reads, names) for field, text in texts.items()}
        except (StudioError, OSError, ValueError, RuntimeError, KeyError, IndexError) as error:
            log.warning("a prompt stays untranslated: %r", error)
            return request, (Note(code=FAILED),)
        changed = {field: one for field, one in found.items() if one.text != texts[field]}
        return _reworded(request, texts, changed)

    def _translated(self, text: str, reads: Iterable[str], names: tuple[str, ...]) -> Translation:
        """Translate the words of a text that are written in a script that is not read."""
        unread = scripts_of(text) - scripts_read(reads)
        if not unread:
            return Translation(text)
        pieces = take_apart(text, names)
        wanted = [piece.text.strip() for piece in pieces if _foreign(piece, unread)]
        known = self._reworded(list(dict.fromkeys(wanted)), tuple(reads))
        whole = put_together(pieces, lambda words: known.get(words, words))
        short_enough = whole[:PROMPT_LIMIT].rstrip(" ,")
        return Translation(short_enough, cut=len(whole) > PROMPT_LIMIT)

    def _reworded(self, wanted: Sequence[str], reads: tuple[str, ...]) -> dict[str, str]:
        """Translate stretches of words, those that are new all at once."""
        with self._lock:
            model = self._model = self._model or _load(self._folder())
            if not model.serves(reads):
                return {}
            fit = [words for words in wanted if model.reads(words)]
            new = [words for words in fit if words not in self._known]
            self._known.update(zip(new, model.translate(new), strict=True) if new else ())
            found = {words: self._known[words] for words in fit}
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
            return found

    def _names(self, request: Drawing, card: Card) -> Iterable[str]:
        """List the words that call an adapter: they are names in no language."""
        for one in request.adapters:
            for extra in self._catalogue.extras:
                if extra.name == one.name:
                    yield from words_of(extra.trigger)

    def _folder(self) -> Path:
        assert self._catalogue.translator is not None  # noqa: S101 - asked before
        return self._catalogue.translator


def _foreign(piece: Piece, unread: frozenset[str]) -> bool:
    return piece.said and bool(scripts_of(piece.text) & unread)


def _reworded(
    request: D, texts: dict[str, str], changed: dict[str, Translation]
) -> tuple[D, tuple[Note, ...]]:
    """Put translations in the place of what was written, which the recipe keeps."""
    if not changed:
        return request, ()
    before = {BEFORE[field]: texts[field] for field in changed}
    told = (request.provenance or Provenance()).model_copy(update=before)
    update = {field: one.text for field, one in changed.items()} | {"provenance": told}
    notes = [
        Note(code=TRANSLATED, facts={"field": field, "text": one.text}) for field, one in changed.items()
    ]
    cut = [Note(code="translation_cut", facts={"limit": PROMPT_LIMIT})]
    return request.model_copy(update=update), (
        *notes,
        *(cut if any(one.cut for one in changed.values()) else ()),
    )


@dataclass(frozen=True)
class _Model:
    net: Any  # a MarianMTModel
    tokenizer: Any
    source: str  # the code of the language that it reads; nothing where it does not say
    target: str

    def serves(self, reads: tuple[str, ...]) -> bool:
        """Tell whether it writes a language that is read."""
        return not self.target or self.target in reads

    def reads(self, words: str) -> bool:
        """Tell whether words are written as its language is; where it does not say, they may be."""
        known = scripts_read([self.source])
        return not known or bool(scripts_of(words) & known)

    def translate(self, texts: Sequence[str]) -> list[str]:
        """Translate stretches of words; always the same for the same words alone.

        Each is translated by itself: beside longer ones it would be filled up, and rounding might tell.
        Source: Junczys-Dowmunt et al. (2018), Marian; Tiedemann and Thottingal (2020), OPUS-MT.
        """
        return [self._one(text) for text in texts]

    def _one(self, text: str) -> str:
        import torch  # noqa: PLC0415 - for the child alone

        given = self.tokenizer([text], return_tensors="pt", truncation=True)
        with torch.inference_mode():
            made = self.net.generate(**given, max_length=None, max_new_tokens=TOKENS, do_sample=False)
        told = self.tokenizer.decode(made[0], skip_special_tokens=True).strip()
        words = told if text[-1:] in ENDS else told.rstrip(ENDS).strip()
        return words or text


def _load(folder: Path) -> _Model:
    """Load a model from a folder as transformers writes it. Raises WeightsDamaged and ModelUnavailable."""
    from transformers import MarianMTModel, MarianTokenizer  # noqa: PLC0415 - torch

    with warnings.catch_warnings():  # the tokenizer recommends a package that evens out quotation marks
        warnings.simplefilter("ignore")
        net, tokenizer = open_pretrained(folder, MarianMTModel, MarianTokenizer)
    source, target = (short(getattr(tokenizer, name, None) or "") for name in ("source_lang", "target_lang"))
    return _Model(net, tokenizer, source, target)
