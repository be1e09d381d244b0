"""The engine draws what it is asked for, tells how far it is, stops when told, and survives trouble."""

from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import pytest
import torch
from PIL.Image import Image

from generation import models
from generation.batching.begin import seeds_of
from generation.catalogue import Card, Catalogue, Scheduler
from generation.engine import Engine, Step
from generation.errors import Cancelled, UnknownChoice
from generation.pipelines import load
from generation.pipelines.latent import LatentModel
from generation.pipelines.pipeline import Pipeline
from generation.preview import Preview
from generation.requests import SEED_LIMIT
from tests.generation.asked import apart, ask


@pytest.mark.parametrize("model", ["sd2", "sdxl"])
@pytest.mark.parametrize("scheduler", [Scheduler.DPM_2M, Scheduler.EULER_A, Scheduler.LCM])
def test_seeds_belong_to_pictures(engine: Engine, model: str, scheduler: Scheduler) -> None:
    """Picture i of several is the picture drawn alone with the seed that it carries."""
    pictures = engine.draw(ask(model, scheduler=scheduler, seed=SEED_LIMIT - 1, count=4))

    assert [SEED_LIMIT - 1, SEED_LIMIT, 0, 1] == [picture.seed for picture in pictures]
    for picture in pictures:
        [alone] = engine.draw(ask(model, scheduler=scheduler, seed=picture.seed))
        assert apart(alone.image, picture.image) <= 1
    assert apart(pictures[0].image, pictures[1].image) > 20


def test_same_request_draws_the_same_picture(engine: Engine) -> None:
    """Bit for bit on one machine."""
    [one] = engine.draw(ask(scheduler=Scheduler.EULER_A))
    [again] = engine.draw(ask(scheduler=Scheduler.EULER_A))

    assert one.image.tobytes() == again.image.tobytes()


@pytest.mark.parametrize(
    "change",
    [{"prompt": "a boat"}, {"negative_prompt": "dogs"}, {"guidance": 9.0}, {"seed": 43}, {"steps": 6}],
)
@pytest.mark.parametrize("model", ["sd1", "sdxl"])
def test_every_choice_shows(engine: Engine, model: str, change: dict[str, Any]) -> None:
    """No option is lost on the way."""
    [plain] = engine.draw(ask(model))
    [changed] = engine.draw(ask(model, **change))

    assert plain.image.tobytes() != changed.image.tobytes()


def test_pictures_have_the_size_asked_for(engine: Engine) -> None:
    """Width and height are not swapped."""
    [picture] = engine.draw(ask(width_px=96, height_px=64))

    assert ((96, 64), "RGB") == (picture.image.size, picture.image.mode)


@pytest.mark.parametrize(
    ("scheduler", "steps"),
    [*product(Scheduler, (1, 2, 3, 30)), (Scheduler.DPM_2M, 150), (Scheduler.PNDM, 150)],
)
def test_every_sampler_takes_any_number_of_steps(engine: Engine, scheduler: Scheduler, steps: int) -> None:
    """Progress counts from one to the total; the picture is finite."""
    seen: list[Step] = []

    [picture] = engine.draw(ask("sd2", scheduler=scheduler, steps=steps), seen.append)

    assert list(range(1, len(seen) + 1)) == [step.done for step in seen]
    assert {len(seen)} == {step.total for step in seen}
    assert steps <= len(seen) <= steps + 1  # PNDM takes its second step twice
    assert np.asarray(picture.image).std() > 1


@pytest.mark.parametrize("model", ["sd1", "sd2", "sdxl"])
@pytest.mark.parametrize("scheduler", [Scheduler.DPM_2M, Scheduler.EULER, Scheduler.DDIM, Scheduler.LCM])
def test_preview_of_the_last_step_shows_what_is_decoded(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, model: str, scheduler: Scheduler
) -> None:
    """The guess at clean latents, from noise or velocity, is the end of the drawing."""
    shown: list[torch.Tensor] = []
    previews: list[Image | None] = []
    decoded: list[torch.Tensor] = []
    decode = LatentModel.decode

    def seen(preview: Preview, latents: torch.Tensor) -> Image:
        shown.append(latents)
        return PIL.Image.new("RGB", (32, 36))

    def kept(pipeline: LatentModel, latents: torch.Tensor) -> torch.Tensor:
        decoded.append(latents)
        return decode(pipeline, latents)

    monkeypatch.setattr(Preview, "show", seen)
    monkeypatch.setattr(LatentModel, "decode", kept)

    engine.draw(ask(model, scheduler=scheduler), lambda step: previews.append(step.preview()))

    first, last = (
        float((guess - decoded[0]).abs().mean() / decoded[0].std()) for guess in shown[:: len(shown) - 1]
    )
    assert last < 0.04
    assert last < first / 2


def test_preview_shows_all_pictures_of_a_request(engine: Engine) -> None:
    """Three on a sheet of two by two, the longer side 256 px."""
    seen: list[Step] = []
    engine.draw(ask(count=3), seen.append)

    preview = seen[0].preview()

    assert preview is not None
    assert (228, 256) == preview.size


def test_preview_may_be_asked_for_from_another_thread(engine: Engine) -> None:
    """And after the drawing has ended."""
    seen: list[Step] = []
    engine.draw(ask(), seen.append)

    with ThreadPoolExecutor() as pool:
        previews = [pool.submit(step.preview).result() for step in seen]

    assert all(previews)


def test_cancelled_drawing_stops_between_two_steps(engine: Engine) -> None:
    """Not one step more than was taken when it was told."""
    seen: list[Step] = []

    with pytest.raises(Cancelled):
        engine.draw(ask(steps=20), seen.append, lambda: len(seen) >= 3)

    assert 3 == len(seen)


def test_drawing_cancelled_after_the_last_step_is_not_decoded(engine: Engine) -> None:
    """Decoding is the longest step of a large picture."""
    seen: list[Step] = []

    with pytest.raises(Cancelled):
        engine.draw(ask(steps=3), seen.append, lambda: len(seen) == 3)


def test_engine_draws_on_after_a_cancel(engine: Engine) -> None:
    """The lock is free and the model is whole."""
    [before] = engine.draw(ask())
    with pytest.raises(Cancelled):
        engine.draw(ask(), cancelled=lambda: True)

    [after] = engine.draw(ask())

    assert before.image.tobytes() == after.image.tobytes()


def test_unknown_model_is_refused(engine: Engine) -> None:
    """As everywhere."""
    with pytest.raises(UnknownChoice):
        engine.draw(ask("nothing"))


@pytest.mark.parametrize(
    ("kept", "expected"), [(2, ["sd1", "sd2", "sdxl", "sd2"]), (4, ["sd1", "sd2", "sdxl"])]
)
def test_few_models_stay_loaded(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch, kept: int, expected: list[str]
) -> None:
    """The one used longest ago leaves first."""
    loaded: list[str] = []
    real = load.load_pipeline

    def counted(card: Card, device: torch.device, *how: Any) -> Pipeline:  # noqa: ANN401 - as it is asked
        loaded.append(card.name)
        return real(card, device, *how)

    monkeypatch.setattr(load, "load_pipeline", counted)
    monkeypatch.setattr(models, "KEPT", kept)
    monkeypatch.setattr(models, "RAM_SPARED", 0)
    engine = Engine(catalogue, "cpu")

    for model in ("sd1", "sd2", "sd1", "sdxl", "sd1", "sd2"):
        engine.warm(model)

    assert expected == loaded


def test_drawing_prints_and_warns_nothing(catalogue: Catalogue, capfd: pytest.CaptureFixture[str]) -> None:
    """Loading included: the terminal is the caller's."""
    Engine(catalogue, "cpu").draw(ask("sdxl"))

    assert ("", "") == capfd.readouterr()


def test_long_prompt_is_cut_to_what_the_encoder_reads(engine: Engine) -> None:
    """Words beyond the limit change nothing."""
    [long] = engine.draw(ask(prompt="abcdefghijklmnopqrstuvwxyz " * 20))
    [longer] = engine.draw(ask(prompt="abcdefghijklmnopqrstuvwxyz " * 30))

    assert long.image.tobytes() == longer.image.tobytes()


def test_seeds_wrap_around() -> None:
    """At 2^32."""
    assert (SEED_LIMIT, 0, 1) == seeds_of(ask(seed=SEED_LIMIT, count=3))


def test_model_of_the_catalogue_is_found_by_its_folder(cards: dict[str, Card]) -> None:
    """A card's source is the absolute path."""
    assert load.locate(cards["sd1"], half=False) == Path(cards["sd1"].source)
