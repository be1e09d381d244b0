"""A card may name an upscaler: people get larger pictures than the model draws."""

from pathlib import Path

import pytest
import torch

from generation.cards import shipped
from generation.catalogue import Card, Catalogue
from generation.checksums import write_checksums
from generation.engine import Engine
from generation.errors import Cancelled, ModelUnavailable
from generation.step import Step
from generation.upscalers.compact import CompactShape
from generation.upscalers.upscale import load_upscaler
from tests.generation.asked import ask
from tests.generation.upscalers import compact, write

CPU = torch.device("cpu")


@pytest.fixture
def card(cards: dict[str, Card], tmp_path: Path) -> Card:
    """Put a small upscaler behind a small model."""
    folder = tmp_path / "upscale-4x"
    folder.mkdir()
    write(folder / "upscale-4x.safetensors", compact())
    write_checksums(folder)
    return cards["sd1"].enlarged(str(folder), 4)


@pytest.fixture
def engine(card: Card) -> Engine:
    """Draw with it."""
    return Engine(Catalogue((card,), card.name), "cpu")


def test_sizes_grow_with_the_upscaler_and_shrink_without(cards: dict[str, Card]) -> None:
    """All of them, the area by the square."""
    plain = cards["sd1"]
    large = plain.enlarged("somewhere", 4)

    assert (4 * plain.width_px, 4 * plain.least_px, 4 * plain.multiple_px, 16 * plain.most_pixels) == (
        large.width_px,
        large.least_px,
        large.multiple_px,
        large.most_pixels,
    )
    assert plain == large.drawn()


def test_drawn_picture_is_enlarged_to_the_size_asked_for(card: Card, engine: Engine) -> None:
    """What is drawn is the small picture, bit for bit."""
    [large] = engine.draw(ask(card.name, width_px=256, height_px=288, upscale=True))
    [small] = engine.draw(ask(card.name, width_px=64, height_px=72))

    wanted = load_upscaler(Path(card.upscaler), CPU).enlarge(small.image)
    assert ((256, 288), small.seed) == (large.image.size, large.seed)
    assert wanted.tobytes() == large.image.tobytes()


def test_enlarging_is_no_step_of_its_own(card: Card, engine: Engine) -> None:
    """It takes a moment; progress counts what takes time."""
    seen: list[Step] = []

    engine.draw(ask(card.name, width_px=256, height_px=288, upscale=True), seen.append)

    assert [1, 2, 3, 4, 5] == [step.done for step in seen]


def test_cancelled_between_two_tiles(card: Card, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large picture has many."""
    monkeypatch.setattr("generation.upscalers.upscale.TILE_MEMORY_BYTES", 0)
    monkeypatch.setattr("generation.batching.flight.LOOK_EVERY_S", 60)
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 7  # after five steps, the end of the loop and a first tile

    with pytest.raises(Cancelled):
        engine.draw(ask(card.name, width_px=256, height_px=288, upscale=True), cancelled=cancelled)

    assert 8 == len(asked)


def test_damaged_upscaler_is_named_before_anything_is_drawn(card: Card, engine: Engine) -> None:
    """With its checksum where that is known."""
    file = Path(card.upscaler) / "upscale-4x.safetensors"
    file.write_bytes(file.read_bytes()[:-100])

    with pytest.raises(ModelUnavailable) as caught:
        engine.warm(card.name)

    assert "upscale-4x" in caught.value.reason


def test_upscaler_of_another_scale_is_refused(card: Card, engine: Engine) -> None:
    """The sizes on the card would be wrong."""
    folder = Path(card.upscaler)
    write(folder / "upscale-4x.safetensors", compact(CompactShape(8, 3, 2)))
    write_checksums(folder)

    with pytest.raises(ModelUnavailable) as caught:
        engine.warm(card.name)

    assert "enlarges 2 times, not 4 times as its card says" in caught.value.reason


@pytest.mark.parametrize("card", shipped(), ids=lambda card: card.name)
def test_shipped_upscalers_are_what_their_cards_say(card: Card) -> None:
    """They load, and enlarge as told."""
    if scale := getattr(card, "scale", None):
        assert scale == load_upscaler(Path(card.source), CPU).scale
