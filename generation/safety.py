"""Tells which pictures a safety checker flags. Importing this imports no torch."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any  # any: classes of transformers, which has no types

from generation.catalogue import Card, Catalogue, Purpose
from generation.errors import ModelUnavailable

if TYPE_CHECKING:
    import torch
    from PIL.Image import Image

AUTO = "auto"
CHECKER, EYES = "safety_checker", "feature_extractor"  # folders of its two parts, as pipelines have them
CELLS = 6  # of the shorter side that a blurred picture is made of


class Safety:
    """Checks pictures, each with the checker of the model that drew it. Thread-safe.

    A checker is loaded when the first picture is to be checked, and stays.
    """

    def __init__(self, catalogue: Catalogue, device: str = AUTO, chosen: str = AUTO) -> None:
        """``chosen`` is the folder of the one checker that judges all, or ``auto``.

        Then it is the one in the folder of the model, else one that ships for models of its base.
        """
        self._catalogue = catalogue
        self._device = device
        self._chosen = chosen
        self._open: dict[Path, _Checker] = {}
        self._lock = Lock()

    def there(self, model: str = "") -> bool:
        """Whether what a model draws can be checked; without a name, what nobody drew."""
        return self._find(model) is not None

    def flagged(self, pictures: Sequence[Image], model: str = "") -> list[bool]:
        """Tell which pictures are flagged; none where there is no checker. Raises ModelUnavailable."""
        folder = self._find(model)
        if folder is None or not pictures:
            return [False] * len(pictures)
        with self._lock:
            if folder not in self._open:
                self._open[folder] = _load(folder, self._device)
            return self._open[folder].flagged(pictures)

    def _find(self, model: str) -> Path | None:
        """Name the folder of the checker for a model."""
        if self._chosen != AUTO:
            return Path(self._chosen)
        card = self._catalogue.drawer(model or self._catalogue.default)
        own = _folder_of(card)
        if own is not None and (own / CHECKER).is_dir() and (own / EYES).is_dir():
            return own
        fitting = (one for one in self._catalogue.extras if one.purpose is Purpose.SAFETY)
        return next((Path(one.source) for one in fitting if card.base and one.base == card.base), None)


def blurred(picture: Image) -> Image:
    """Blur a picture so strongly that nothing in it is recognised: a few soft patches of colour are left."""
    from PIL.Image import Resampling  # noqa: PLC0415 - requests are checked without it

    scale = CELLS / min(picture.size)
    cells = (max(round(picture.width * scale), 1), max(round(picture.height * scale), 1))
    return picture.convert("RGB").resize(cells, Resampling.BOX).resize(picture.size, Resampling.BICUBIC)


@dataclass(frozen=True)
class _Checker:
    net: Any  # diffusers' StableDiffusionSafetyChecker
    eyes: Any  # a CLIPImageProcessor
    device: torch.device

    def flagged(self, pictures: Sequence[Image]) -> list[bool]:
        import numpy as np  # noqa: PLC0415
        import torch  # noqa: PLC0415

        seen = self.eyes(images=[one.convert("RGB") for one in pictures], return_tensors="pt").pixel_values
        none = np.zeros((len(pictures), 1, 1, 3))  # it blackens what it is given: the pictures stay away
        with torch.inference_mode():
            _, found = self.net(clip_input=seen.to(self.device, self.net.dtype), images=none)
        return [bool(one) for one in found]


def _load(folder: Path, device: str) -> _Checker:
    """Load a checker from a pipeline's folder, or from one of its own. Only safetensors are read."""
    import torch  # noqa: PLC0415
    from diffusers.pipelines.stable_diffusion.safety_checker import (  # noqa: PLC0415
        StableDiffusionSafetyChecker,
    )
    from transformers import CLIPImageProcessorPil  # noqa: PLC0415

    from generation.gpu import choose_device  # noqa: PLC0415

    # It would speak of black pictures, of which there are none.
    logging.getLogger(StableDiffusionSafetyChecker.__module__).setLevel(logging.ERROR)
    chosen = choose_device(device)
    kind = torch.float32 if chosen.type == "cpu" else torch.float16
    parts = [folder / part if (folder / part).is_dir() else folder for part in (CHECKER, EYES)]
    try:
        net = StableDiffusionSafetyChecker.from_pretrained(parts[0], dtype=kind, use_safetensors=True)
        eyes = CLIPImageProcessorPil.from_pretrained(parts[1])
    except (OSError, ValueError, RuntimeError) as error:
        raise ModelUnavailable(folder.name, f"the safety checker: {error}".splitlines()[0]) from error
    return _Checker(net.eval().to(chosen), eyes, chosen)


def _folder_of(card: Card) -> Path | None:
    """Find the folder of a model, where it lies on this machine."""
    path = Path(card.source)
    if path.is_absolute():
        return path
    from generation.hub import cached  # noqa: PLC0415 - the hub's client is slow to import

    return cached(card.source) if "/" in card.source else None
