"""The network of full size is read from a file like its makers' own."""

from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from generation.errors import ModelUnavailable
from generation.restoring.faces import Landmarks, cut
from generation.restoring.network import Restorer, load_restorer
from tests.gfpgan import small_restorer, stand_in

CPU = torch.device("cpu")


def test_full_size_network_restores_a_face(portrait: NDArray[np.uint8], face: Landmarks) -> None:
    """Every weight of the file is taken; the same face gives the same bits."""
    full = load_restorer(stand_in(), CPU)
    aligned = cut(portrait, face.to_aligned())[None]

    drawn = full.restore(aligned)

    assert drawn.shape == (1, 512, 512, 3)
    assert drawn.dtype == np.float32
    assert 0 <= drawn.min() < 50
    assert 200 < drawn.max() <= 255
    assert not full.network.training
    assert not any(weight.requires_grad for weight in full.network.parameters())


@pytest.mark.parametrize("change", ["missing", "unknown", "shape"])
def test_foreign_weights_are_refused(tmp_path: Path, change: str) -> None:
    """A weight that is missing, unknown or of another shape makes another network of it."""
    weights = dict(torch.load(stand_in(), mmap=True, weights_only=True)["params_ema"])
    first = next(iter(weights))
    match change:
        case "missing":
            del weights[first]
        case "unknown":
            weights["more.weight"] = torch.zeros(1)
        case _:
            weights[first] = torch.zeros(1)
    file = tmp_path / "GFPGANv1.4.pth"
    torch.save({"params_ema": {name: weights[name] for name in list(weights)}}, file)

    with pytest.raises(ModelUnavailable, match="holds no GFPGAN"):
        load_restorer(file, CPU)


def test_file_that_holds_code_is_not_run(tmp_path: Path) -> None:
    """Weights alone are unpickled."""
    file = tmp_path / "GFPGANv1.4.pth"
    torch.save({"params_ema": {"weight": Path("/")}}, file)

    with pytest.raises(ModelUnavailable, match="damaged, or holds more than weights"):
        load_restorer(file, CPU)


def test_missing_file_is_named(tmp_path: Path) -> None:
    """The sentence says which file it is."""
    with pytest.raises(ModelUnavailable, match=r"GFPGANv1\.4\.pth is missing"):
        load_restorer(tmp_path / "GFPGANv1.4.pth", CPU)


def test_face_comes_out_the_same_in_any_company() -> None:
    """Batches of another length are filled up; so a range of a clip gives the bits of the whole."""
    faces = np.random.default_rng(0).uniform(0, 255, (5, 512, 512, 3)).astype(np.float32)
    by_two = Restorer(small_restorer().network, batch=2)

    together = by_two.restore(faces)

    assert np.array_equal(by_two.restore(faces[2:5]), together[2:5])
    assert np.array_equal(by_two.restore(faces[1:3]), together[1:3])


def test_network_does_not_flicker_by_itself(restorer: Restorer) -> None:
    """Its noise is the file's, not a new one each time."""
    faces = np.full((1, 512, 512, 3), 90, np.float32)

    assert np.array_equal(restorer.restore(faces), restorer.restore(faces))
