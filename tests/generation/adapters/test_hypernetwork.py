"""Hypernetworks change what keys and values are made of, as AUTOMATIC1111's web UI applies them."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from generation.adapters.hypernetwork import KEYS, VALUES, read_hypernetwork
from generation.cards import SHIPPED
from generation.catalogue import Base, Card, Catalogue, ExtraCard, Purpose
from generation.engine import Engine
from generation.errors import ModelUnavailable
from generation.requests import Adapter, AdapterKind
from tests.generation.adapters.making import card, write
from tests.generation.asked import apart, ask

WIDTH = 128
METADATA = {"activation_func": "relu"}


def tensors(width: int = WIDTH, seed: int = 1, size: float = 0.05) -> dict[str, Tensor]:
    """Draw two networks of two layers, wide inside, an activation between and a norm at the end of each."""
    generator = torch.Generator().manual_seed(seed)

    def drawn(*shape: int) -> Tensor:
        return torch.randn(*shape, generator=generator) * size

    found: dict[str, Tensor] = {}
    for half in (KEYS, VALUES):
        layers = {0: drawn(2 * width, width), 2: 1 + drawn(2 * width), 3: drawn(width, 2 * width)}
        for place, weight in layers.items():
            found[f"{width}.{half}.linear.{place}.weight"] = weight
            found[f"{width}.{half}.linear.{place}.bias"] = drawn(len(weight))
    return found


def test_a_network_is_what_its_file_says(tmp_path: Path) -> None:
    """Linear, activation, norm, linear: the gap is the activation, behind the last layer is none."""
    told = tensors(8)
    hyper = read_hypernetwork(write(tmp_path, told, **METADATA), "x")
    x = torch.randn(2, 5, 8)

    found = hyper.nets[8, VALUES](x)

    part = {name.removeprefix("8.1.linear."): one for name, one in told.items() if name.startswith("8.1")}
    inner = nn.functional.relu(nn.functional.linear(x, part["0.weight"], part["0.bias"]))
    normed = nn.functional.layer_norm(inner, (16,), part["2.weight"], part["2.bias"])
    torch.testing.assert_close(nn.functional.linear(normed, part["3.weight"], part["3.bias"]), found)


def test_keys_and_values_are_made_of_what_it_says(tmp_path: Path) -> None:
    """Context plus weight times the network of it, for each alone; other projections stay."""
    hyper = read_hypernetwork(write(tmp_path, tensors(8), **METADATA), "x")
    attention = nn.Module()
    attention.to_q, attention.to_k, attention.to_v = (nn.Linear(8, 4) for _ in range(3))
    x = torch.randn(2, 5, 8)
    plain = [layer(x) for layer in (attention.to_q, attention.to_k, attention.to_v)]

    count = hyper.attach(attention, 0.5)

    assert 2 == count
    assert torch.equal(plain[0], attention.to_q(x))
    for half, layer in ((KEYS, attention.to_k), (VALUES, attention.to_v)):
        whole = x + 0.5 * hyper.nets[8, half](x)
        torch.testing.assert_close(nn.functional.linear(whole, layer.weight, layer.bias), layer(x))


def test_the_pocket_model_wears_one_beside_a_lora(tmp_path: Path, pocket_card: Card) -> None:
    """It changes the picture, more with its weight; without it nothing stays behind."""
    write(tmp_path / "oil", tensors(), **METADATA)
    sepia = card(Purpose.LORA, SHIPPED / "pocket-lora-sepia", base=Base.POCKET)
    extras: tuple[ExtraCard, ...] = (card(Purpose.HYPERNETWORK, tmp_path / "oil", base=Base.POCKET), sepia)
    engine = Engine(Catalogue((pocket_card,), "pocket", extras), "cpu")

    def drawn(weight: float, *more: Adapter) -> bytes:
        worn = (Adapter(kind=AdapterKind.HYPERNETWORK, name="oil", weight=weight), *more)
        pictures.append(engine.draw(ask("pocket", adapters=worn))[0].image)
        return bytes(pictures[-1].tobytes())

    pictures = [engine.draw(ask("pocket"))[0].image]
    drawn(0.2)
    drawn(1)
    drawn(1, Adapter(kind=AdapterKind.LORA, name="pocket-lora-sepia"))

    assert 2 < apart(pictures[0], pictures[1]) < apart(pictures[0], pictures[2])
    assert apart(pictures[2], pictures[3]) > 20
    assert pictures[0].tobytes() == engine.draw(ask("pocket"))[0].image.tobytes()


@pytest.mark.parametrize(
    ("found", "metadata"),
    [
        ({"lora_unet_x.alpha": torch.ones(1)}, {}),
        ({"8.0.linear.0.weight": torch.ones(8, 8)}, {}),
        (tensors(8), {"activation_func": "exec"}),
    ],
)
def test_what_is_no_hypernetwork_is_named(
    found: dict[str, Tensor], metadata: dict[str, str], tmp_path: Path
) -> None:
    """Other names, half a layer, an activation that nobody knows."""
    with pytest.raises(ModelUnavailable):
        read_hypernetwork(write(tmp_path, found, **metadata), "odd")


def test_one_of_another_width_is_named(tmp_path: Path) -> None:
    """Nothing in the network has its width."""
    attention = nn.Module()
    attention.to_k = nn.Linear(16, 4)

    with pytest.raises(ModelUnavailable):
        read_hypernetwork(write(tmp_path, tensors(8), **METADATA), "odd").attach(attention, 1)
