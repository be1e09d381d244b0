"""Models wear adapters for the pictures that ask for it, and nothing stays behind."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from torch import nn

from generation.adapters.outfit import Outfit
from generation.catalogue import Catalogue
from generation.engine import Engine
from generation.requests import Adapter, AdapterKind
from generation.step import ignore, never
from tests.generation.asked import apart, ask

if TYPE_CHECKING:
    from PIL.Image import Image

    from generation.requests import ImageRequest

SEPIA = "pocket-lora-sepia"
BOAT = {"prompt": "a boat on the sea by day", "negative_prompt": "", "width_px": 96, "height_px": 96}


def sepia(weight: float = 1.0, **options: object) -> ImageRequest:
    """Ask for an old photograph."""
    worn = (Adapter(kind=AdapterKind.LORA, name=SEPIA, weight=weight),)
    return plain(adapters=worn, **options)


def plain(**options: object) -> ImageRequest:
    """Ask for a picture of the pocket model as it is."""
    return ask("pocket", **BOAT | options)


def unet_of(model: Any) -> nn.Module:  # noqa: ANN401 - what a pipeline keeps for itself
    """Give the UNet of a loaded model."""
    unet: nn.Module = model.pipeline._unet
    return unet


def warmth(image: Image) -> float:
    """Measure how much more red than blue a picture has in the mean, -1 .. 1. Sepia is 0.1 to 0.2."""
    values = np.asarray(image, float) / 255
    return float(values[..., 0].mean() - values[..., 2].mean())


def test_sepia_makes_pictures_brown_and_grows_with_its_weight(pocket_engine: Engine) -> None:
    """A boat on the sea is blue; each step of the weight takes it further towards brown."""
    weights = (-0.5, 0.0, 0.5, 1.0)

    found = [warmth(pocket_engine.draw(sepia(weight, steps=10))[0].image) for weight in weights]

    assert found == sorted(found)
    assert found[1] < -0.1
    assert found[3] > 0


def test_nothing_stays_behind(pocket_engine: Engine) -> None:
    """Before, after, and at a weight of nothing the picture is the same bit for bit."""
    [before] = pocket_engine.draw(plain())

    [worn] = pocket_engine.draw(sepia())
    [after] = pocket_engine.draw(plain())
    [nothing] = pocket_engine.draw(sepia(0))

    assert apart(before.image, worn.image) > 20
    assert before.image.tobytes() == after.image.tobytes() == nothing.image.tobytes()


def test_company_in_other_clothes_changes_nothing(
    shipped_catalogue: Catalogue, pocket_engine: Engine
) -> None:
    """Pictures with and without a LoRA in flight at once come out as alone."""
    asked = [sepia(seed=1), plain(seed=2), sepia(0.5, seed=3), plain(seed=4), sepia(seed=5)]
    alone = [pocket_engine.draw(request)[0].image for request in asked]
    engine = Engine(shipped_catalogue, "cpu")

    with ThreadPoolExecutor(len(asked)) as pool:
        together = [one[0].image for one in pool.map(engine.draw, asked)]

    assert max(apart(*pair) for pair in zip(alone, together, strict=True)) <= 1


def test_the_same_clothes_share_a_step(shipped_catalogue: Catalogue) -> None:
    """Two with the same LoRA go through one network; one without, or with more of it, does not."""
    hall = Engine(shipped_catalogue, "cpu")._open()
    card = shipped_catalogue.card("pocket")

    def network(request: ImageRequest) -> int:
        with hall._models.use(card, Outfit.of(request, card, shipped_catalogue)) as model:
            return model.pipeline.network

    assert network(sepia(seed=1)) == network(sepia(seed=2))
    assert len({network(plain()), network(sepia()), network(sepia(0.5))}) == 3


def test_words_and_pictures_share_the_network(shipped_catalogue: Catalogue) -> None:
    """A new word changes what is read, not what predicts: it shares its steps with everybody."""
    hall, card = Engine(shipped_catalogue, "cpu")._open(), shipped_catalogue.card("pocket")
    mira = plain(adapters=(Adapter(kind=AdapterKind.TEXTUAL_INVERSION, name="pocket-ti-mira"),))

    with (
        hall._models.use(card) as bare,
        hall._models.use(card, Outfit.of(mira, card, shipped_catalogue)) as worn,
    ):
        assert bare.pipeline.network == worn.pipeline.network
        assert bare.pipeline is not worn.pipeline


def test_what_weights_do_not_change_is_shared(shipped_catalogue: Catalogue) -> None:
    """A copy of the whole model would not fit beside it on a small card."""
    hall, card = Engine(shipped_catalogue, "cpu")._open(), shipped_catalogue.card("pocket")

    with (
        hall._models.use(card) as bare,
        hall._models.use(card, Outfit.of(sepia(), card, shipped_catalogue)) as worn,
    ):
        mine, theirs = (dict(unet_of(one).named_parameters()) for one in (bare, worn))
        shared = [name for name in mine if mine[name] is theirs[name]]

    assert "mid_block.resnets.0.norm1.weight" in shared
    assert "mid_block.resnets.0.conv1.weight" not in shared


def test_a_model_whose_weights_come_and_go_is_loaded_in_its_clothes(
    shipped_catalogue: Catalogue, pocket_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing can be shared with it, so the LoRA is worked in on the way from the disk: the same picture."""
    monkeypatch.setattr("generation.models._holds_still", lambda model: False)
    request = sepia()

    [away] = Engine(shipped_catalogue, "cpu").draw(request, ignore, never)

    [here] = pocket_engine.draw(request)
    assert apart(here.image, away.image) <= 1
