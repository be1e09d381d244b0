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

    def __init__(
        self, catalogue: Catalogue, device: str = AUTO, chosen: str = AUTO, *, drawn: bool = True
    ) -> None:
        """``chosen`` is the folder of the one checker that judges all, or ``auto``.

        Then it is the one in the folder of the model, else one that ships for models of its base. Where it
        was not ``drawn`` by a model, it is one in the folder of any model: what ships knows only drawings.
        """
        self._catalogue = catalogue
        self._device = device
        self._chosen = chosen
        self._drawn = drawn
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
        if (own := _checker_of(card)) is not None:
            return own
        if not self._drawn:
            return next(filter(None, map(_checker_of, self._catalogue.cards)), None)
        fitting = (one for one in self._catalogue.extras if one.purpose is Purpose.SAFETY)
        return next((Path(one.source) for one in fitting if card.base and one.base == card.base), None)


def blurred(picture: Image, cells: int = CELLS) -> Image:
    """Blur a picture so strongly that nothing in it is recognised: a few soft patches of colour are left.

    ``cells`` is how many along its shorter side.
    """
    from PIL.Image import Resampling  # noqa: PLC0415 - requests are checked without it

    scale = min(cells / min(picture.size), 1.0)
    patches = (max(round(picture.width * scale), 1), max(round(picture.height * scale), 1))
    return picture.convert("RGB").resize(patches, Resampling.BOX).resize(picture.size, Resampling.BICUBIC)


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
    """Load a checker from a pipeline's folder, or from one of its own. Only safetensors are read.

    Raises ModelUnavailable where a weight is missing: with chance in its place it would judge all the same.
    """
    import torch  # noqa: PLC0415
    from diffusers.pipelines.stable_diffusion.safety_checker import (  # noqa: PLC0415
        StableDiffusionSafetyChecker,
    )
    from safetensors import SafetensorError  # noqa: PLC0415
    from transformers import CLIPConfig, CLIPImageProcessorPil  # noqa: PLC0415

    from generation.gpu import choose_device  # noqa: PLC0415

    # It would speak of black pictures, of which there are none.
    logging.getLogger(StableDiffusionSafetyChecker.__module__).setLevel(logging.ERROR)
    chosen = choose_device(device)
    parts = [folder / part if (folder / part).is_dir() else folder for part in (CHECKER, EYES)]
    try:
        net = StableDiffusionSafetyChecker(CLIPConfig.from_pretrained(parts[0], local_files_only=True))
        net.load_state_dict(_weights(parts[0], half=chosen.type != "cpu"))
        eyes = CLIPImageProcessorPil.from_pretrained(parts[1], local_files_only=True)
    except (OSError, ValueError, RuntimeError, SafetensorError) as error:
        raise ModelUnavailable(folder.name, f"the safety checker: {error}".splitlines()[0]) from error
    kind = torch.float32 if chosen.type == "cpu" else torch.float16
    return _Checker(net.eval().to(chosen, kind), eyes, chosen)


def _weights(folder: Path, half: bool) -> dict[str, torch.Tensor]:
    """Read the weights of a checker, also as they were named before transformers 5."""
    from safetensors.torch import load_file  # noqa: PLC0415

    files = sorted(folder.glob("*.safetensors"), key=lambda file: (".fp16" in file.name) is not half)
    if not files:
        raise OSError(f"{folder} holds no safetensors file")
    found = load_file(files[0])
    named = {name.replace("vision_model.vision_model.", "vision_model."): one for name, one in found.items()}
    return {name: one for name, one in named.items() if not name.endswith("position_ids")}  # they only count


def _checker_of(card: Card) -> Path | None:
    """Find the folder of a model that brings a checker with it."""
    own = _folder_of(card)
    whole = own is not None and any((own / CHECKER).glob("*.safetensors")) and (own / EYES).is_dir()
    return own if whole else None


def _folder_of(card: Card) -> Path | None:
    """Find the folder of a model, where it lies on this machine."""
    path = Path(card.source)
    if path.is_absolute():
        return path
    from generation.hub import cached  # noqa: PLC0415 - the hub's client is slow to import

    return cached(card.source) if "/" in card.source else None
