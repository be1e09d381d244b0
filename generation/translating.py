"""Puts prompts into a language that a model reads, by a model of the Marian kind. Importing imports no torch.

It works on the processor, whatever draws: a phrase takes a core a second or two, and the words come out the
same on every machine.
"""

from __future__ import annotations

import logging
import warnings
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar  # Any: classes of transformers, which has no types

from generation.adapters.triggers import words_of
from generation.catalogue import Catalogue
from generation.errors import StudioError
from generation.languages import scripts_of, scripts_read, short
from generation.notes import Note
from generation.phrases import Piece, put_together, take_apart
from generation.pretrained import open_pretrained
from generation.provenance import Provenance
from generation.requests import PROMPT_LIMIT, Adapter, Drawing

log = logging.getLogger(__name__)

TRANSLATED, FAILED = "translated", "translation_failed"  # codes of notes
FIELDS = ("prompt", "negative_prompt")
BEFORE = {"prompt": "translated", "negative_prompt": "translated_negative"}  # where a recipe keeps them
TOKENS, LONGER = 16, 2  # that a stretch of words becomes at most, and those more for each of its characters
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
        texts = {field: getattr(request, field) for field in FIELDS}
        found, notes = self._read(texts, request.model, request.adapters)
        changed = {field: text for field, text in found.items() if text != texts[field]}
        if not changed:
            return request, notes
        before = {BEFORE[field]: texts[field] for field in changed}
        told = (request.provenance or Provenance()).model_copy(update=before)
        return request.model_copy(update={**changed, "provenance": told}), notes

    def read(self, prompt: str, model: str) -> tuple[str, tuple[Note, ...]]:
        """Give a prompt as a model reads it, and the notes of ``translate``."""
        found, notes = self._read({"prompt": prompt}, model)
        return found["prompt"], notes

    def _read(
        self, texts: dict[str, str], model: str, adapters: Iterable[Adapter] = ()
    ) -> tuple[dict[str, str], tuple[Note, ...]]:
        if self._catalogue.translator is None:
            return texts, ()
        try:
            reads = self._catalogue.drawer(model).reads
            names = tuple(self._names(adapters))
            found = {field: self._translated(text, reads, names) for field, text in texts.items()}
        except (StudioError, OSError, ValueError, RuntimeError, KeyError, IndexError) as error:
            log.warning("a prompt stays untranslated: %r", error)
            return texts, (Note(code=FAILED),)
        return {field: one.text for field, one in found.items()}, tuple(_told(texts, found))

    def _translated(self, text: str, reads: Iterable[str], names: tuple[str, ...]) -> Translation:
        """Translate the words of a text that are written in a script that is not read."""
        unread = scripts_of(text) - scripts_read(reads)
        if not unread:
            return Translation(text)
        pieces = take_apart(text, names)
        wanted = [piece.text.strip() for piece in pieces if _foreign(piece, unread)]
        known = self._reworded(list(dict.fromkeys(wanted)), tuple(reads))
        if all(words == told for words, told in known.items()):
            return Translation(text)  # as it was typed, to the comma
        whole = put_together(pieces, lambda words: known.get(words, words))
        if len(whole) <= PROMPT_LIMIT:
            return Translation(whole)
        return Translation(whole[:PROMPT_LIMIT].rpartition(" ")[0].rstrip(" ,"), cut=True)

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

    def _names(self, adapters: Iterable[Adapter]) -> Iterator[str]:
        """List the words that call adapters: they are names in no language."""
        for one in adapters:
            for extra in self._catalogue.extras:
                if extra.name == one.name:
                    yield from words_of(extra.trigger)

    def _folder(self) -> Path:
        assert self._catalogue.translator is not None  # noqa: S101 - asked before
        return self._catalogue.translator


def _foreign(piece: Piece, unread: frozenset[str]) -> bool:
    return piece.said and bool(scripts_of(piece.text) & unread)


def _told(texts: dict[str, str], found: dict[str, Translation]) -> Iterator[Note]:
    """Note each text that became another, and whether one was too long."""
    changed = {field: one for field, one in found.items() if one.text != texts[field]}
    for field, one in changed.items():
        yield Note(code=TRANSLATED, facts={"field": field, "text": one.text})
    if any(one.cut for one in changed.values()):
        yield Note(code="translation_cut", facts={"limit": PROMPT_LIMIT})


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
        room = min(TOKENS + LONGER * len(text), int(self.net.config.max_position_embeddings) - 1)
        with torch.inference_mode():
            made = self.net.generate(**given, max_length=None, max_new_tokens=room, do_sample=False)
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
