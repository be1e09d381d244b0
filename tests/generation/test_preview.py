"""A preview's colours are fitted to what a model's VAE makes of latents."""

import numpy as np
import pytest
import torch
from torch import Tensor

from generation.preview import Preview, fit_colours

COLOURS = torch.tensor([[0.2, 0.1, 0.0], [0.0, 0.2, -0.1], [0.1, 0.0, 0.1], [-0.1, 0.0, 0.2]])
GREY = 0.5


class LinearDecoder:
    """A VAE of factor 8 whose colours are a linear map of its latents, but for ``bend``."""

    def __init__(self, bend: float = 0.0) -> None:
        self.device = torch.device("cpu")
        self.bend = bend

    def latent_shape(self, width_px: int, height_px: int) -> tuple[int, int, int]:
        """Tell the latents of a picture."""
        return 4, height_px // 8, width_px // 8

    def decode(self, latents: Tensor) -> Tensor:
        """Colour each latent's 8x8 pixels."""
        colours = (latents.movedim(1, -1) @ COLOURS + GREY).movedim(-1, 1)
        bent = colours + self.bend * torch.sin(6 * colours)
        return bent.repeat_interleave(8, 2).repeat_interleave(8, 3)


def test_linear_colours_are_found() -> None:
    """The four rows of the map, then its constant."""
    fitted = fit_colours(LinearDecoder())

    expected = torch.cat([COLOURS, torch.full((1, 3), GREY)])
    torch.testing.assert_close(expected, fitted, atol=1e-4, rtol=0)


@pytest.mark.parametrize("bend", [0.0, 0.05])
def test_preview_looks_like_the_decoded_picture(bend: float) -> None:
    """Also where the VAE is not quite linear."""
    decoder = LinearDecoder(bend)
    latents = torch.randn(1, 4, 6, 10, generator=torch.Generator().manual_seed(5))

    preview = Preview(decoder).show(latents)

    picture = decoder.decode(latents)[0, :, ::8, ::8].movedim(0, -1).clamp(0, 1)
    assert ((10, 6), "RGB") == (preview.size, preview.mode)
    assert np.corrcoef(np.ravel(np.asarray(picture)), np.ravel(np.asarray(preview)))[0, 1] > 0.98


def test_map_is_fitted_once() -> None:
    """The VAE is not asked again."""
    decoder = LinearDecoder()
    preview = Preview(decoder)
    before = preview.show(torch.zeros(1, 4, 2, 2))
    decoder.bend = 9.0

    assert before.tobytes() == preview.show(torch.zeros(1, 4, 2, 2)).tobytes()
