"""Models whose networks were compiled and recorded draw the same pictures as before."""

from collections.abc import Iterator

import pytest
import torch

from generation.cards import pocket, shipped
from generation.catalogue import Catalogue, ExtraCard
from generation.compiling.networks import fused, plainly
from generation.compiling.recording import Compute
from generation.compiling.workshop import workshop
from generation.engine import Engine
from generation.models import Model
from generation.pipelines.latent import LatentModel
from generation.pipelines.pipeline import Pipeline
from generation.requests import Adapter, AdapterKind
from tests.generation.asked import apart, ask

CPU = torch.device("cpu")
PATIENCE_S = 300


def as_it_is(compute: Compute) -> Compute:
    """Compile nothing."""
    return compute


def taken_in(compute: Compute) -> Compute:
    """Compile as far as that goes without a C++ compiler: the whole network has to be taken in."""
    taken: Compute = torch.compile(compute, fullgraph=True, dynamic=False, backend="eager")
    return taken


@pytest.fixture
def compiling(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """Give an engine that compiles at once."""
    monkeypatch.setattr("generation.batching.seats.cpu_count", lambda: 1)
    monkeypatch.setattr("generation.batching.area.AREA_CPU", 1 << 20)
    monkeypatch.setattr(workshop(CPU), "compile", as_it_is)
    cards = shipped()
    extras = tuple(card for card in cards if isinstance(card, ExtraCard))
    yield Engine(Catalogue((*catalogue.cards, pocket()), "sd1", extras), "cpu", compiling="on")
    assert workshop(CPU).rest(PATIENCE_S)


def models(engine: Engine) -> list[Model]:
    """Look at what is loaded."""
    return list(engine._open()._models._models.values())


def recorded(pipeline: Pipeline) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Tell the numbers of rows that are recorded of a model's UNet and of its VAE."""
    assert isinstance(pipeline, LatentModel)
    quick = pipeline._quick, pipeline._autoencoder.quick
    unet, vae = (one.recorded if one else () for one in quick)
    assert unet == pipeline.recorded
    return unet, vae


def test_pictures_are_those_of_before(engine: Engine, compiling: Engine) -> None:
    """Within 1 of 255, with rows that are rounded up: guided and not, of other seeds and words."""
    requests = [ask(), ask(guidance=1.0, seed=3, count=3), ask(seed=4, prompt="a boat")]
    wanted = [engine.draw(one) for one in requests]
    for one in requests[:2]:
        compiling.draw(one)
    assert compiling.rest(PATIENCE_S)

    drawn = [compiling.draw(one) for one in requests]

    [model] = models(compiling)
    assert ((2, 4), (1,)) == recorded(model.pipeline)
    for ours, before in zip(drawn, wanted, strict=True):
        assert [apart(a.image, b.image) <= 1 for a, b in zip(ours, before, strict=True)] == [True] * len(ours)


def test_networks_are_compiled_whole(
    engine: Engine, compiling: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """UNet and VAE of Stable Diffusion XL: nothing in them stops the compiler, and they draw the same."""
    monkeypatch.setattr(workshop(CPU), "compile", taken_in)
    [wanted] = engine.draw(ask("sdxl", steps=2))
    compiling.draw(ask("sdxl", steps=2))
    assert compiling.rest(PATIENCE_S)

    [drawn] = compiling.draw(ask("sdxl", steps=2))

    assert ((2,), (1,)) == recorded(models(compiling)[0].pipeline)
    assert apart(wanted.image, drawn.image) <= 1


def test_what_cannot_be_recorded_is_drawn_as_before(engine: Engine, compiling: Engine) -> None:
    """Seamless pictures, whose convolutions look around the corner."""
    request = ask(tile=True)
    [wanted] = engine.draw(request)

    for _ in range(2):
        [drawn] = compiling.draw(request)
    assert compiling.rest(PATIENCE_S)

    assert ((), ()) == recorded(models(compiling)[0].pipeline)
    assert apart(wanted.image, drawn.image) <= 1


def test_worn_adapters_have_recordings_of_their_own(compiling: Engine) -> None:
    """And those of the model itself stay as they are."""
    sepia = (Adapter(kind=AdapterKind.LORA, name="pocket-lora-sepia"),)
    plain, worn = ask("pocket"), ask("pocket", adapters=sepia)
    wanted = [Engine(compiling._catalogue, "cpu").draw(one) for one in (plain, worn)]
    for one in (plain, worn):
        compiling.draw(one)
        assert compiling.rest(PATIENCE_S)

    drawn = [compiling.draw(one) for one in (plain, worn)]

    [model] = models(compiling)
    [dressed] = model.dressed.values()
    assert ((2,), (2,)) == (recorded(model.pipeline)[0], recorded(dressed.pipeline)[0])
    assert all(apart(ours[0].image, before[0].image) <= 1 for ours, before in zip(drawn, wanted, strict=True))
    assert apart(drawn[0][0].image, drawn[1][0].image) > 1


def test_recordings_end_when_a_model_leaves_the_device(compiling: Engine) -> None:
    """They hold the addresses of its weights."""
    compiling.draw(ask())
    assert compiling.rest(PATIENCE_S)
    [model] = models(compiling)
    before = recorded(model.pipeline)

    model.pipeline.move(CPU)

    assert (((2,), (1,)), ((), ())) == (before, recorded(model.pipeline))


def test_strict_engine_compiles_nothing(catalogue: Catalogue) -> None:
    """Compiled networks round otherwise."""
    engine = Engine(catalogue, "cpu", strict=True, compiling="on")
    engine.warm("sd1")

    assert not models(engine)[0].pipeline.plan.compiled


def test_compiler_sees_the_network_alone(engine: Engine) -> None:
    """Without what convolutions do for seamless pictures and processors; with the same weights; fused."""
    engine.warm("pocket")
    model = next(one for one in models(engine) if one.card.name == "pocket")
    pipeline = model.pipeline
    assert isinstance(pipeline, LatentModel)
    unet = pipeline._unet

    plain = fused(plainly(unet))

    assert any("forward" in vars(part) for part in unet.modules())
    assert not any("forward" in vars(part) for part in plain.modules())
    assert plain.conv_in.weight is unet.conv_in.weight
    assert not hasattr(unet.mid_block.attentions[0].transformer_blocks[0].attn1, "to_qkv")
    assert hasattr(plain.mid_block.attentions[0].transformer_blocks[0].attn1, "to_qkv")
