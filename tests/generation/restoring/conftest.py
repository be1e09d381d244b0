"""A portrait, where its features are, and a network of few channels."""

import numpy as np
import pytest
from numpy.typing import NDArray
from skimage import data

from generation.restoring.faces import Landmarks
from generation.restoring.network import Restorer
from tests.gfpgan import small_restorer


@pytest.fixture(scope="session")
def portrait() -> NDArray[np.uint8]:
    """Show a photograph of a face, [240, 200, 3]."""
    picture: NDArray[np.uint8] = data.astronaut()  # type: ignore[no-untyped-call]  # scikit-image has no types
    return picture[0:240, 120:320].copy()


@pytest.fixture(scope="session")
def face() -> Landmarks:
    """Tell where the features in the portrait are."""
    return Landmarks((81.0, 101.0), (126.0, 102.0), (85.0, 140.0), (123.0, 140.0), nose=(104.0, 122.0))


@pytest.fixture(scope="session")
def restorer() -> Restorer:
    """Give a network of few channels."""
    return small_restorer()
