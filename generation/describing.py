"""Puts pictures into words that can be typed back, by models of the BLIP kind. Importing imports no torch."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any  # Any: classes of transformers, which has no types

from generation.catalogue import Catalogue, ExtraCard, Purpose
from generation.checksums import check_weights
from generation.errors import ModelUnavailable, WordsMissing
from generation.notes import Note
from generation.requests import Tongue

if TYPE_CHECKING:
    import torch
    from PIL.Image import Image

MOST = 4  # descriptions of one picture; each is a beam of the search
TOKENS = 60  # that a description has at most
LETTERS = 200  # ... and characters, so that four fit below a picture in any chat
ASK_ENGLISH, ASK_CHINESE = "picture", "画"  # what ours begins with, to be told in a language
WIDE_MARK = re.compile(r"\s*([\u3000-\uffef])\s*")  # a wide character, with the gaps around it


ASKS = {Tongue.ENGLISH: ASK_ENGLISH, Tongue.CHINESE: ASK_CHINESE}


@dataclass(frozen=True)
class Description:
    """What a picture could be asked for with, the likeliest first; none is empty, and none comes twice."""

    texts: tuple[str, ...]
    notes: tuple[Note, ...] = ()


class Describer:
    """Describes pictures on a device, one at a time. Thread-safe.

    It is the model that the operator chose, or the one that ships: loaded for the first picture, it stays.
    """

    def __init__(self, catalogue: Catalogue, device: str = "auto") -> None:
        self._catalogue = catalogue
        self._device = device
        self._model: _Model | None = None
        self._lock = Lock()

    def describe(self, picture: Image, tongue: Tongue) -> Description:
        """Put a picture of any size and mode into words; a model that was chosen speaks as it learnt to.

        Raises WordsMissing where it finds none, ModelUnavailable, WeightsDamaged, DeviceTooSmall and
        DeviceBroken.
        """
        from generation.batching.trouble import translated  # noqa: PLC0415 - torch

        ours = self._catalogue.describer is None
        with self._lock, translated():
            model = self._model = self._model or _load(self._folder(), self._device)
            told = model.describe(picture.convert("RGB"), ASKS[tongue] if ours else "")
        texts = tuple(dict.fromkeys(filter(None, (as_typed(text)[:LETTERS].strip() for text in told))))
        if not texts:
            raise WordsMissing
        return Description(texts, (Note(code="described_roughly"),) if ours else ())

    def _folder(self) -> Path:
        if self._catalogue.describer is not None:
            return self._catalogue.describer
        cards = (one for one in self._catalogue.extras if one.purpose is Purpose.DESCRIBE)
        card: ExtraCard | None = next(cards, None)
        if card is None:
            raise ModelUnavailable("describer", "no model here describes pictures")
        return Path(card.source)


def as_typed(text: str) -> str:
    """Write words as people do: Chinese without gaps, and without the comma after the word for it."""
    return WIDE_MARK.sub(r"\1", text).lstrip("，").strip()


@dataclass(frozen=True)
class _Model:
    net: Any  # a BlipForConditionalGeneration
    eyes: Any  # a BlipImageProcessorPil
    tokenizer: Any
    device: torch.device

    def describe(self, picture: Image, ask: str) -> list[str]:
        """Search for the likeliest words, after those to begin with. Always the same for the same picture.

        Source: Li et al. (2022), BLIP, section 5.2: captions by beam search.
        """
        import torch  # noqa: PLC0415

        seen = self.eyes(images=[picture], return_tensors="pt").pixel_values
        given: dict[str, Any] = {}
        begun = 1
        if ask:
            words = self.tokenizer(ask, return_tensors="pt").input_ids  # the net drops the end by itself
            begun = words.shape[1] - 1
            given = {"input_ids": words.to(self.device)}
            given["attention_mask"] = torch.ones_like(given["input_ids"])
        with torch.inference_mode():
            made = self.net.generate(
                pixel_values=seen.to(self.device, self.net.dtype),
                num_beams=MOST,
                num_return_sequences=MOST,
                max_length=None,
                max_new_tokens=min(TOKENS, self._room - begun),
                do_sample=False,
                **given,
            )
        return [self.tokenizer.decode(row[begun:], skip_special_tokens=True) for row in made]

    @property
    def _room(self) -> int:
        """How many tokens the net can count."""
        return int(self.net.config.text_config.max_position_embeddings)


def _load(folder: Path, device: str) -> _Model:
    """Load a model from a folder as transformers writes it. Only safetensors and JSON are read.

    Raises WeightsDamaged, and ModelUnavailable where a weight is missing: with chance in its place it would
    speak all the same.
    """
    import torch  # noqa: PLC0415
    from safetensors import SafetensorError  # noqa: PLC0415
    from safetensors.torch import load_file  # noqa: PLC0415
    from transformers import (  # noqa: PLC0415
        BlipConfig,
        BlipForConditionalGeneration,
        BlipImageProcessorPil,
    )

    from generation.gpu import choose_device  # noqa: PLC0415

    check_weights(folder)
    chosen = choose_device(device)
    try:
        net = BlipForConditionalGeneration(BlipConfig.from_pretrained(folder, local_files_only=True))
        _fill(net, load_file(folder / "model.safetensors"))
        eyes = BlipImageProcessorPil.from_pretrained(folder, local_files_only=True)
        tokenizer = _tokenizer(folder)
    except (OSError, ValueError, TypeError, RuntimeError, SafetensorError) as error:
        raise ModelUnavailable(folder.name, f"the describer: {error}".splitlines()[0]) from error
    kind = torch.float32 if chosen.type == "cpu" else torch.float16
    return _Model(net.eval().to(chosen, kind), eyes, tokenizer, chosen)


def _fill(net: Any, weights: dict[str, torch.Tensor]) -> None:  # noqa: ANN401 - as above
    """Take weights over; those that are tied to others need not be written. Raises ValueError."""
    net.tie_weights()
    missing = net.load_state_dict(weights, strict=False).missing_keys
    held = net.state_dict()
    taken = {held[name].data_ptr() for name in weights if name in held}
    absent = [name for name in missing if held[name].data_ptr() not in taken]
    if absent:
        raise ValueError(f"{absent[0]} is missing")


def _tokenizer(folder: Path) -> Any:  # noqa: ANN401 - as above
    """Open the tokenizer: of CLIP where it says so, as ours, else of BERT, as BLIP's are."""
    from transformers import BertTokenizer, CLIPTokenizer  # noqa: PLC0415

    told = json.loads((folder / "tokenizer_config.json").read_bytes())
    kind = CLIPTokenizer if told.get("tokenizer_class") == "CLIPTokenizer" else BertTokenizer
    return kind.from_pretrained(folder, local_files_only=True)
