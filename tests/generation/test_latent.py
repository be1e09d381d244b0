"""The upscaler that draws: as diffusers' own pipeline, whatever the size, the words and the seed."""

import itertools
from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers import StableDiffusionLatentUpscalePipeline
from numpy.typing import NDArray
from PIL import Image

from generation.checksums import write_checksums
from generation.errors import Cancelled, ModelUnavailable
from generation.memory import Room
from generation.requests import Redraw
from generation.upscalers import latent
from generation.upscalers.latent import LatentUpscaler, load_latent
from generation.upscalers.windows import Windows
from tests.generation.folders import edit_json, write_stable_diffusion
from tests.generation.upscaling import write_latent_upscaler

CPU = torch.device("cpu")
SIZE = (48, 32)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a small upscaler."""
    return write_latent_upscaler(tmp_path_factory.mktemp("upscalers") / "latent")


@pytest.fixture(scope="module")
def upscaler(folder: Path) -> LatentUpscaler:
    """Load it."""
    return load_latent(folder, CPU)


def picture(size: tuple[int, int] = SIZE) -> Image.Image:
    """Draw large patches of colour."""
    patches = np.random.default_rng(3).integers(0, 256, (4, 4, 3), dtype=np.uint8)
    return Image.fromarray(patches).resize(size, Image.Resampling.BICUBIC)


def redraw(size: tuple[int, int] = SIZE, **changes: object) -> Redraw:
    """Ask for a picture twice as large, in few steps."""
    asked = {"width_px": 2 * size[0], "height_px": 2 * size[1], "steps": 4, "seed": 5, "prompt": "a house"}
    return Redraw.model_validate(asked | changes)


def pixels(image: Image.Image) -> NDArray[np.int16]:
    """Read a picture's values."""
    return np.asarray(image, np.int16)


def silent(_done: int, _total: int) -> None:
    """Tell nobody."""


@pytest.mark.parametrize("guidance", [0.0, 1.0, 7.0])
def test_picture_equals_that_of_diffusers(folder: Path, upscaler: LatentUpscaler, guidance: float) -> None:
    """Within 1 of 255, with the same seed: without words, led by them, and guided by them."""
    theirs = StableDiffusionLatentUpscalePipeline.from_pretrained(folder, local_files_only=True)
    theirs.set_progress_bar_config(disable=True)

    ours = upscaler.enlarge(picture(), redraw(guidance=guidance), silent)
    wanted = theirs(
        prompt="a house",
        image=picture(),
        num_inference_steps=4,
        guidance_scale=guidance,
        generator=torch.Generator().manual_seed(5),
    ).images[0]

    assert (96, 64) == wanted.size == ours.size
    assert np.abs(pixels(wanted) - pixels(ours)).max() <= 1
    assert pixels(ours).std() > 1


def test_window_that_covers_all_changes_no_bit(
    upscaler: LatentUpscaler, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However little memory there is."""
    whole = upscaler.enlarge(picture(), redraw(), silent)
    monkeypatch.setattr(latent, "room_on", lambda device: Room("cpu", 0))

    assert whole.tobytes() == upscaler.enlarge(picture(), redraw(), silent).tobytes()


@pytest.mark.parametrize(("overlap", "seen"), [(16, False), (0, True)])
def test_windows_leave_no_seam(
    upscaler: LatentUpscaler, monkeypatch: pytest.MonkeyPatch, overlap: int, seen: bool
) -> None:
    """Though each gets a tone of its own, neighbours differ as elsewhere; cut hard, one would see it."""
    size, tones, clean = (96, 64), itertools.cycle([-2.0, 2.0, 2.0, -2.0, -2.0, 2.0]), LatentUpscaler._clean
    monkeypatch.setattr(latent, "room_on", lambda device: Room("cpu", 0))
    monkeypatch.setattr(LatentUpscaler, "_clean", lambda *given: clean(*given) + next(tones))
    monkeypatch.setattr(
        latent,
        "Windows",
        lambda rows, columns, grid, _: Windows(rows, columns, grid, 32 + 2 * overlap, overlap),
    )

    values = pixels(upscaler.enlarge(picture(size), redraw(size), silent))  # of 96x64 latents: six windows
    steps = np.abs(np.diff(values, axis=1)).mean((0, 2))  # between neighbouring columns
    across_seams = float(steps[[63, 127]].mean() / steps.mean())

    assert seen is (across_seams > 1.1)


def test_words_and_seed_change_the_picture(upscaler: LatentUpscaler) -> None:
    """And nothing else does: the same request gives the same bits."""
    asked = redraw(), redraw(), redraw(seed=6), redraw(prompt="the sea at night")

    one, same, other_seed, other_words = (
        upscaler.enlarge(picture(), each, silent).tobytes() for each in asked
    )

    assert one == same
    assert 3 == len({one, other_seed, other_words})


@pytest.mark.parametrize("size", [(1, 1), (33, 7), (50, 31)])
def test_every_size_can_be_enlarged(upscaler: LatentUpscaler, size: tuple[int, int]) -> None:
    """What is added to make sides even is cut away again."""
    larger = upscaler.enlarge(picture(size), redraw(size), silent)

    assert ("RGB", (2 * size[0], 2 * size[1])) == (larger.mode, larger.size)


def test_transparency_is_kept(upscaler: LatentUpscaler) -> None:
    """Clear on the left, opaque on the right."""
    clear = picture().convert("RGBA")
    clear.paste((0, 0, 0, 0), (0, 0, 24, 32))

    alpha = pixels(upscaler.enlarge(clear, redraw(), silent).getchannel("A"))

    assert (0, 255) == (alpha[:, :40].max(), alpha[:, 56:].min())


def test_steps_and_decoding_are_told(upscaler: LatentUpscaler) -> None:
    """Each once, the last one last."""
    told: list[tuple[int, int]] = []

    upscaler.enlarge(picture(), redraw(), lambda done, total: told.append((done, total)))

    assert [(done, 5) for done in range(1, 6)] == told


def test_who_watches_can_end_the_work(upscaler: LatentUpscaler) -> None:
    """After the step that is being drawn."""
    told: list[int] = []

    def stop(done: int, _total: int) -> None:
        told.append(done)
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        upscaler.enlarge(picture(), redraw(), stop)
    assert [1, 2] == told


def test_damaged_weights_are_named(tmp_path: Path) -> None:
    """By their checksum, before anything is loaded."""
    folder = write_latent_upscaler(tmp_path / "latent")
    write_checksums(folder)
    file = folder / "unet" / "diffusion_pytorch_model.safetensors"
    file.write_bytes(file.read_bytes()[:-8])

    with pytest.raises(ModelUnavailable) as caught:
        load_latent(folder, CPU)

    assert "diffusion_pytorch_model" in caught.value.reason


def test_model_that_draws_is_no_upscaler(tmp_path: Path) -> None:
    """Its index names another pipeline; a UNet that sees no second picture is none, either."""
    draws = write_stable_diffusion(tmp_path / "draws")
    blind = write_latent_upscaler(tmp_path / "blind")
    edit_json(blind / "unet" / "config.json", in_channels=4)

    for folder, reason in ((draws, "enlarges nothing"), (blind, "two pictures side by side")):
        with pytest.raises(ModelUnavailable) as caught:
            load_latent(folder, CPU)
        assert reason in caught.value.reason
