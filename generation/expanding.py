"""Proposes richer prompts: by a causal language model that the operator chose, else by our own vocabulary.

Importing this imports no torch.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any  # classes of transformers, which has no types

from generation.catalogue import Card, Catalogue
from generation.enriching import MOST, enriched
from generation.errors import NothingToAdd, StudioError
from generation.languages import scripts_of
from generation.pretrained import open_pretrained
from generation.requests import ExpandRequest
from generation.text import clean
from generation.vocabulary import Vocabulary, read_vocabulary

TOKENS = 48  # that are added at most
LETTERS = 400  # characters of a proposal, so that four fit into a message of any chat
HEAT, NUCLEUS = 0.9, 0.95  # how freely it goes on; Holtzman et al. (2020), section 4
STOPS = ".!?。！？,，;；"  # where a proposal that is broken off may end


class Expander:
    """Goes on with prompts, on the processor, one at a time. Thread-safe.

    The model is loaded for the first prompt, and stays.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._model: _Model | None = None
        self._lock = Lock()

    def expand(self, request: ExpandRequest) -> tuple[str, ...]:
        """Propose up to MOST prompts, each beginning with what was asked; the same seed proposes the same.

        Raises NothingToAdd, ModelUnavailable and WeightsDamaged.
        """
        folder = None if scripts_of(request.prompt) else self._catalogue.expander  # these read Latin letters
        found = self._written(folder, request) if folder else self._enriched(request)
        if not found:
            raise NothingToAdd
        return found

    def _enriched(self, request: ExpandRequest) -> tuple[str, ...]:
        card = self._catalogue.drawer(request.model)
        return enriched(request.prompt, request.seed, _vocabulary(card))

    def _written(self, folder: Path, request: ExpandRequest) -> tuple[str, ...]:
        with self._lock:
            model = self._model = self._model or _load(folder)
            told = model.go_on(request.prompt, request.seed)
        return tuple(dict.fromkeys(_tidied(request.prompt, told)))


def _vocabulary(card: Card) -> Vocabulary | None:
    """Read the words of a model that lists them; of one that lies on the hub none are known."""
    return read_vocabulary(Path(card.source))


def _tidied(prompt: str, continuations: list[str]) -> Iterator[str]:
    """Put what was written behind a prompt, on one line, ended where a phrase ends."""
    for text in continuations:
        line = text.partition("\n")[0]
        room = LETTERS - len(prompt)
        kept = line if len(line) <= room else line[:room]
        end = max(kept.rfind(stop) for stop in STOPS)
        try:
            whole = clean(f"{prompt}{kept[:end] if end > 0 else kept}", "text", LETTERS)
        except StudioError:  # marks that nobody types
            continue
        if len(whole) > len(prompt) and whole.startswith(prompt):
            yield whole.rstrip(STOPS + " ")


@dataclass(frozen=True)
class _Model:
    net: Any  # of AutoModelForCausalLM
    tokenizer: Any

    def go_on(self, prompt: str, seed: int) -> list[str]:
        """Write MOST continuations of a prompt, drawn by a seed."""
        import torch  # noqa: PLC0415 - for the child alone

        given = self.tokenizer([prompt], return_tensors="pt")
        begun = given.input_ids.shape[1]
        room = int(getattr(self.net.config, "max_position_embeddings", None) or begun + TOKENS)
        with torch.random.fork_rng(devices=[]), torch.inference_mode():
            torch.manual_seed(seed)
            made = self.net.generate(
                **given,
                do_sample=True,
                temperature=HEAT,
                top_p=NUCLEUS,
                num_return_sequences=MOST,
                max_length=None,
                max_new_tokens=max(min(TOKENS, room - begun), 1),
                pad_token_id=self._pad,
            )
        read = len(self._said(made[0][:begun]))  # not of what follows alone: it would lose its first gap
        return [self._said(row)[read:] for row in made]

    def _said(self, tokens: Any) -> str:  # noqa: ANN401 - as above
        return str(self.tokenizer.decode(tokens, skip_special_tokens=True))

    @property
    def _pad(self) -> int:
        """Name what stands behind texts that ended; many of these models have nothing of its own for it."""
        pad = self.tokenizer.pad_token_id
        return int(self.tokenizer.eos_token_id if pad is None else pad)


def _load(folder: Path) -> _Model:
    """Load a model from a folder as transformers writes it. Raises WeightsDamaged and ModelUnavailable."""
    from transformers import AutoModelForCausalLM, AutoTokenizer  # noqa: PLC0415 - torch

    return _Model(*open_pretrained(folder, AutoModelForCausalLM, AutoTokenizer))
