"""Pictures that are to be learnt are looked at first; what is wrong is one sentence about one of them."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from generation.errors import Refusal
from generation.learning.album import read_album
from generation.learning.errors import (
    LearntTwice,
    NothingToLearn,
    TooFewToLearn,
    TooManyToLearn,
    TooSmallToLearn,
)


def picture(seed: int, size: tuple[int, int] = (160, 128), kind: str = "PNG") -> bytes:
    """Make a picture of large patches."""
    patches = np.random.default_rng(seed).integers(0, 255, (4, 4, 3), np.uint8)
    file = BytesIO()
    Image.fromarray(patches).resize(size, Image.Resampling.NEAREST).save(file, kind)
    return file.getvalue()


def album(count: int = 5) -> dict[str, bytes]:
    """Make some pictures."""
    return {f"{seed}.png": picture(seed) for seed in range(count)}


def test_pictures_become_squares() -> None:
    """Of the side that the model draws, from the middle."""
    read = read_album({**album(4), "photo.jpg": picture(9, (300, 200), "JPEG")}, 128)

    assert {(128, 128)} == {one.size for one in read}
    assert 5 == len(read)


@pytest.mark.parametrize(
    ("files", "error", "facts"),
    [
        (album(4), TooFewToLearn, {"count": 4, "least": 5}),
        (album(21), TooManyToLearn, {"count": 21, "most": 20}),
        ({**album(), "a.txt": b"words"}, NothingToLearn, {"name": "a.txt"}),
        ({**album(), "cut.png": picture(9)[:200]}, NothingToLearn, {"name": "cut.png"}),
        (
            {**album(), "tiny.png": picture(9, (400, 90))},
            TooSmallToLearn,
            {"name": "tiny.png", "side_px": 90, "least_px": 128},
        ),
        (
            {**album(), "again.jpg": picture(2, kind="JPEG")},
            LearntTwice,
            {"name": "2.png", "other": "again.jpg"},
        ),
    ],
)
def test_what_is_wrong_is_named(
    files: dict[str, bytes], error: type[Refusal], facts: dict[str, object]
) -> None:
    """Nothing is learnt then."""
    with pytest.raises(error) as caught:
        read_album(files, 128)

    assert facts == caught.value.facts
