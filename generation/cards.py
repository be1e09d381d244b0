"""Cards by name: of the shipped models, of the known ones, and what a folder or a hub id says of itself.

A model ships by lying in ``generation/pocket/<name>/`` with weights (``*.safetensors``) and a ``card.json``:
the fields of ``Card`` or of ``ExtraCard`` but ``source``::

    {
      "name": "pocket-upscale-2x", "title": "Pocket Upscale 2x", "purpose": "upscaler", "base": "pocket",
      "draws": "…what it does, in one line", "trained": "…how and on what", "minutes": 30,
      "figures": [{"what": "PSNR on held-out drawings", "value": 31.2, "unit": "dB"}],
      "limits": ["…what it cannot do"], "licence": "MIT", "page": "docs/models/pocket-upscale-2x.md",
      "gpu_memory_gib": 0.5, "ram_gib": 0.7, "scale": 2
    }

Of a model that draws, sizes and memory follow from its files and need not be written. Where it names an
``upscaler``, the folder of one beside its own, and an ``upscale_factor``, people get its pictures enlarged.
So a new model is a new folder and no line of code.
"""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import get_args

from pydantic import ValidationError

from generation.catalogue import AnyCard, Card, ExtraCard, ExtraPurpose, Purpose, Scheduler
from generation.errors import ModelUnavailable
from generation.extras import EXTRAS
from generation.folder import Config, ModelFolder
from generation.known import EDITORS, KNOWN, SD_15, SDXL, SIDE_MOST_PX
from generation.upscalers.folder import SCALE, UpscalerFolder, enlarges

SHIPPED = Path(__file__).parent / "pocket"
SIDE_LEAST_PX = 64
UPSCALED_PX = 512  # side of the picture that the memory of an upscaler is told for
SCHEDULERS_WITH_FEW_STEPS = {"LCMScheduler"}

# What an unknown hub id is believed to have in common with the known model that it looks like.
GUESSED = (
    "base",
    "width_px",
    "height_px",
    "multiple_px",
    "least_px",
    "most_pixels",
    "steps",
    "guidance",
    "gpu_memory_gib",
    "ram_gib",
    "cost",
)

HUB_ID = re.compile(r"\w[\w.-]*/\w[\w.-]*", re.ASCII)


def shipped(root: Path = SHIPPED) -> tuple[AnyCard, ...]:
    """Read the cards of the models that lie here, by their names. Those without weights are left out.

    Raises ModelUnavailable if a card is damaged.
    """
    folders = sorted(card.parent for card in root.glob("*/card.json"))
    return tuple(card_of(folder) for folder in folders if any(folder.rglob("*.safetensors")))


def pocket() -> Card:
    """Read the card of the model that is always there. Raises ModelUnavailable if it is not."""
    card = card_of(SHIPPED / "pocket")
    assert isinstance(card, Card)  # noqa: S101 - our own file
    return card


def all_cards() -> tuple[AnyCard, ...]:
    """List every card: the shipped models, then the known ones."""
    return (*shipped(), *KNOWN, *EDITORS, *EXTRAS)


def reserved() -> frozenset[str]:
    """List the names that nothing may have that is added; an upscaler that draws comes by that way alone."""
    return frozenset(card.name for card in all_cards() if not (isinstance(card, ExtraCard) and card.prompted))


def find_card(model: str, added: Iterable[AnyCard] = ()) -> Card:
    """Find the card of a name, a folder or a hub id of a model that draws. Nothing is downloaded.

    ``added``: the cards of this studio's own shelf.
    Raises ModelUnavailable if the folder lacks a file or holds a model of another kind.
    """
    ours = [card for card in (*shipped(), *added) if isinstance(card, Card)]
    for card in (*ours, *KNOWN, *EDITORS):
        if model.casefold() == card.name or model == card.source:
            return card
    path = Path(model).expanduser()
    if path.exists() or not HUB_ID.fullmatch(model):
        return read_card(path)
    return _hub_card(model)


def read_card(path: Path) -> Card:
    """Make a card of what the files of a model folder say.

    Raises ModelUnavailable if a file is missing, damaged, or of a model that is not supported.
    """
    folder = ModelFolder(path.resolve())
    family = folder.family()
    factor = folder.vae_factor()
    multiple_px = factor * folder.unet_factor()
    side_px = max(folder.sample_size() * factor, SIDE_LEAST_PX)
    weights = folder.parameters()
    few = folder.scheduler().get("_class_name") in SCHEDULERS_WITH_FEW_STEPS
    pixels = side_px * side_px
    return Card(
        name=folder.path.name,
        title=folder.path.name,
        purpose=folder.purpose(),
        family=family,
        base=folder.base(),
        source=str(folder.path),
        width_px=side_px,
        height_px=side_px,
        multiple_px=multiple_px,
        least_px=max(SIDE_LEAST_PX, multiple_px, side_px // 2 // multiple_px * multiple_px),
        most_pixels=max(min(4 * pixels, SIDE_MOST_PX**2), pixels),
        steps=6 if few else 20,
        guidance=1.5 if few else 5.0 if family == "stable-diffusion-xl" else 7.5,
        scheduler=Scheduler.LCM if few else Scheduler.DPM_2M,
        gpu_memory_gib=_gib(2 * weights) + _gib(_activations(pixels, bytes_each=2)),
        ram_gib=_gib(4 * weights) + _gib(_activations(pixels, bytes_each=4)),
        cost=1.5 if family == "stable-diffusion-xl" else 1.0,
    )


def read_folder(path: Path) -> AnyCard:
    """Make a card of a folder in diffusers format, whether it draws from words or enlarges what was drawn.

    Raises ModelUnavailable as ``read_card`` does.
    """
    return read_upscaler(path) if enlarges(path) else read_card(path)


def read_upscaler(path: Path) -> ExtraCard:
    """Make a card of what the files of an upscaler that draws say.

    Raises ModelUnavailable if a file is missing, damaged, or of another kind.
    """
    folder = UpscalerFolder(path.resolve())
    folder.family()
    alike = next(card for card in EXTRAS if card.prompted)
    weights, pixels = folder.parameters(), (SCALE * UPSCALED_PX) ** 2
    return alike.model_copy(
        update={
            "name": folder.path.name,
            "title": folder.path.name,
            "source": str(folder.path),
            "trained": "",
            "licence": "",
            "gpu_memory_gib": _gib(2 * weights) + _gib(_activations(pixels, bytes_each=2)),
            "ram_gib": _gib(4 * weights) + _gib(_activations(pixels, bytes_each=4)),
        }
    )


def _hub_card(model: str) -> Card:
    """Read the card of a hub id from the local cache, or guess it from the name until it is downloaded."""
    from generation.hub import cached  # noqa: PLC0415 - the hub's client is slow to import

    name = model.rpartition("/")[2]
    if path := cached(model):
        return read_card(path).model_copy(update={"name": name, "title": name, "source": model})
    for card in (*KNOWN, *EDITORS):
        if model == card.formerly:
            return card
    like = SDXL if "xl" in name.casefold() else SD_15
    guess = Card(name=name, title=name, source=model, family=like.family)
    return guess.model_copy(update={field: getattr(like, field) for field in GUESSED})


def card_of(folder: Path) -> AnyCard:
    """Read the card.json of a model that ships or was added; where it draws, the rest follows from its files.

    Raises ModelUnavailable if the card is damaged.
    """
    path = folder / "card.json"
    try:
        told: Config = json.loads(path.read_bytes())
        if told.get("purpose", Purpose.TEXT_TO_IMAGE) in get_args(ExtraPurpose):
            return ExtraCard.model_validate({**told, "source": str(folder)})
        card = Card.model_validate({**_facts(folder), **told, "source": str(folder)})
    except (OSError, ValueError, AttributeError) as error:
        raise ModelUnavailable(folder.name, f"{path} is no card: {_first_line(error)}") from error
    return card.enlarged(str(folder.parent / card.upscaler), card.upscale_factor) if card.upscaler else card


def _facts(folder: Path) -> Config:
    return read_card(folder).model_dump()


def _first_line(error: Exception) -> str:
    """Say in one line what is wrong, with the field where there is one."""
    if not isinstance(error, ValidationError):
        return str(error).splitlines()[0]
    first = error.errors(include_url=False)[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"


def _activations(pixels: int, bytes_each: int) -> int:
    """Estimate the bytes that drawing one picture needs beside the weights: the VAE's widest layers."""
    return 3 * 256 * pixels * bytes_each


def _gib(count: float) -> float:
    return round(count / 2**30, 1)
