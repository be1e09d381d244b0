"""The autoencoder: a start that already works, and whitened latents."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from training.autoencoder import build, decode, moments, whiten
from training.drawing import example
from training.vision import as_input, psnr_db, reconstruction_loss


@pytest.fixture(scope="module")
def drawings() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Draw a few pictures."""
    return np.stack([example(seed)[1].picture for seed in range(8)])


def test_an_untrained_autoencoder_passes_pictures(
    drawings: np.ndarray[tuple[int, ...], np.dtype[np.uint8]],
) -> None:
    """The structured start is near the best that averaging by eight can do."""
    torch.manual_seed(0)

    assert psnr_db(build().eval(), drawings) > 19


def test_whitening_leaves_the_pictures_as_they_are(
    drawings: np.ndarray[tuple[int, ...], np.dtype[np.uint8]],
) -> None:
    """Latents become white, decoded pictures do not change."""
    torch.manual_seed(0)
    net, pictures = build().eval(), as_input(drawings)
    with torch.no_grad():
        before = decode(net, moments(net, pictures)[0])

        whiten(net, pictures)

        latents = moments(net, pictures)[0]
        after = decode(net, latents)
    spread = torch.cov(latents.permute(1, 0, 2, 3).flatten(1))
    assert torch.allclose(before, after, atol=1e-4)
    assert torch.allclose(torch.eye(4), spread, atol=1e-3)


def test_latents_are_an_eighth_of_the_picture(
    drawings: np.ndarray[tuple[int, ...], np.dtype[np.uint8]],
) -> None:
    """128 pixels become 16."""
    with torch.no_grad():
        mean, log_variance = moments(build(), as_input(drawings[:1]))

    assert mean.shape == log_variance.shape == (1, 4, 16, 16)


def test_a_perfect_copy_costs_nothing(
    drawings: np.ndarray[tuple[int, ...], np.dtype[np.uint8]],
) -> None:
    """The loss is zero only for the picture itself."""
    pictures = as_input(drawings)

    assert float(reconstruction_loss(pictures, pictures)) == 0
    assert float(reconstruction_loss(pictures * 0.9, pictures)) > 0.01
