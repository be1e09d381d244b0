"""Pictures and latents: in tiles where memory is short, in float32 where half precision is too short."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import torch
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
from torch import Tensor

from bench.device import Peak
from generation.cards import SHIPPED
from generation.folder import ModelFolder
from generation.memory import DECODER, GIB, Room, ladder
from generation.pipelines import autoencoder
from generation.pipelines.autoencoder import WHOLE_PX, Autoencoder
from generation.pipelines.fit import tile
from generation.pipelines.seen import unscaled
from tests.generation.folders import small_vae

CPU = torch.device("cpu")
ROOMY = ladder(Room("cpu", 8 * GIB))[0]
HALF = replace(ROOMY, half=True)
FACTOR = ModelFolder(SHIPPED / "pocket").vae_factor()


@pytest.fixture
def net() -> AutoencoderKL:
    """Load the shipped one."""
    loaded: AutoencoderKL = AutoencoderKL.from_pretrained(SHIPPED / "pocket" / "vae", dtype=torch.float32)
    return loaded.eval().requires_grad_(requires_grad=False)


def short_of(free_bytes: int) -> Callable[[torch.device], Room]:
    """Let a device have so much free."""
    return lambda device: Room("cpu", free_bytes)


def latents(rows: int, columns: int) -> Tensor:
    """Draw smooth latents."""
    torch.manual_seed(5)
    noise = torch.randn(1, 4, 6, 6)
    return torch.nn.functional.interpolate(noise, size=(rows, columns), mode="bicubic")


@torch.inference_mode()
def test_large_picture_is_decoded_in_tiles_where_memory_is_short(
    net: AutoencoderKL, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though the plan, made for the usual size, knows of no tiles; and nearly the same picture comes out."""
    tile(net, ROOMY)
    net.tile_sample_min_size, net.tile_latent_min_size = 128, 128 // FACTOR
    monkeypatch.setattr(autoencoder, "WHOLE_PX", 128 * 128)
    model, large = Autoencoder(net, ROOMY, CPU, FACTOR), latents(36, 28)
    needed = DECODER * large.shape[-1] * large.shape[-2] * FACTOR**2 * 4
    monkeypatch.setattr(autoencoder, "room_on", short_of(2 * needed))
    whole = model.decode(large)
    monkeypatch.setattr(autoencoder, "room_on", short_of(needed // 2))
    tiled = model.decode(large)

    assert torch.equal(net.decode(unscaled(large, net.config)).sample.mul(0.5).add(0.5).clamp(0, 1), whole)
    assert whole.shape == tiled.shape
    assert 0 < (whole - tiled).abs().mean() < 0.02


@torch.inference_mode()
def test_large_picture_is_read_in_tiles_where_memory_is_short(
    net: AutoencoderKL, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it is decoded; nearly the same latents come out, and the same as ever where there is room."""
    tile(net, ROOMY)
    net.tile_sample_min_size, net.tile_latent_min_size = 128, 128 // FACTOR
    monkeypatch.setattr(autoencoder, "WHOLE_PX", 128 * 128)
    model, picture = Autoencoder(net, ROOMY, CPU, FACTOR), latents(160, 144)[:, :3].clamp(-1, 1)
    needed = DECODER * picture.shape[-1] * picture.shape[-2] * 4
    monkeypatch.setattr(autoencoder, "room_on", short_of(2 * needed))
    whole = model.read(picture)
    monkeypatch.setattr(autoencoder, "room_on", short_of(needed // 2))
    tiled = model.read(picture)

    assert torch.equal(net.encode(picture).latent_dist.mean, whole.mean)
    assert whole.mean.shape == tiled.mean.shape
    assert 0 < (whole.mean - tiled.mean).abs().mean() < 0.1 * whole.mean.std()


def test_usual_pictures_are_never_tiled(net: AutoencoderKL, monkeypatch: pytest.MonkeyPatch) -> None:
    """However little is free: a lighter plan does that."""
    monkeypatch.setattr(autoencoder, "room_on", short_of(0))
    side = int(WHOLE_PX**0.5) // FACTOR

    assert not Autoencoder(net, ROOMY, CPU, FACTOR)._too_large((side * FACTOR) ** 2)
    assert Autoencoder(net, ROOMY, CPU, FACTOR)._too_large((side + 1) * side * FACTOR**2)


@torch.inference_mode()
def test_memory_grows_with_the_tile_and_not_with_the_picture(net: AutoencoderKL) -> None:
    """Measured by the system: four times the picture takes hardly more than holding it a few times."""
    side, tile_px = 48, 64
    shown = 3 * 4 * (side * FACTOR) ** 2  # bytes of the larger picture, float32

    def taken(side: int, *, tiled: bool) -> int:
        plan = replace(ROOMY, tiled_vae=tiled)
        tile(net, plan)
        net.tile_sample_min_size, net.tile_latent_min_size = tile_px, tile_px // FACTOR
        with Peak(CPU).watch() as peak:
            Autoencoder(net, plan, CPU, FACTOR).decode(latents(side, side))
        return peak.taken_bytes

    taken(side // 2, tiled=True)  # the first makes the allocator warm
    small, large = taken(side // 2, tiled=True), taken(side, tiled=True)
    net.use_tiling = False
    whole = taken(side, tiled=False)

    assert large <= small + 10 * shown
    assert 2 * large < whole


@torch.inference_mode()
def test_half_precision_that_is_too_short_is_given_up() -> None:
    """The picture is the one of float32, and so are those that follow."""
    torch.manual_seed(7)
    net = small_vae().eval().to(torch.float16)
    net.decoder.conv_in.weight.mul_(6e4)  # with what comes in, beyond 65504
    net.encoder.conv_in.weight.mul_(6e4)
    exact = small_vae().eval()
    exact.load_state_dict({name: part.float() for name, part in net.state_dict().items()})
    given, picture = torch.ones(2, 4, 8, 8), torch.ones(1, 3, 16, 16)
    full, model = Autoencoder(exact, ROOMY, CPU, 2), Autoencoder(net, HALF, CPU, 2)

    decoded, seen = model.decode(given), model.read(picture)

    assert net.dtype is torch.float32
    assert torch.equal(full.decode(given), decoded)
    assert torch.equal(full.read(picture).mean, seen.mean)


@torch.inference_mode()
def test_half_precision_that_is_enough_stays() -> None:
    """Nearly the same picture."""
    torch.manual_seed(7)
    net = small_vae().eval()
    given = torch.randn(2, 4, 8, 8)
    expected = Autoencoder(net, ROOMY, CPU, 2).decode(given)

    found = Autoencoder(net.to(torch.float16), HALF, CPU, 2).decode(given)

    assert net.dtype is torch.float16
    assert torch.allclose(expected, found, atol=2e-2)
