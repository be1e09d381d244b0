"""Tests of finding key points and of moving them."""

import numpy as np
import pytest
import torch
from torch import Tensor

from avatar.render.keypoints import KeypointNet, expected_place
from avatar.render.layers import below
from avatar.render.mapping import Mapping
from avatar.render.transform import Camera, Head, degrees, rotation, transform
from tests.avatar.render.pictures import as_image, off_by
from tests.sadtalker import golden

CORNERS = ((0, 0, 0), (1, 1, 1), (1, 0, 1))  # cell of depth, height and width: the first or the last


@pytest.fixture(scope="module")
def net(face_weights: dict[str, Tensor]) -> KeypointNet:
    """Open the network once."""
    return KeypointNet(below(face_weights, "kp_extractor"))


@pytest.fixture(scope="module")
def mapping(mapping_weights: dict[str, dict[str, Tensor]]) -> Mapping:
    """Open the mapping net for 70 numbers once."""
    return Mapping(mapping_weights["crop70"])


def _tensor(name: str) -> Tensor:
    return torch.from_numpy(golden("keypoints")[name])


def test_canonical_points_are_the_originals(net: KeypointNet) -> None:
    """Two pictures in one go: each gets its own points, the first those of the golden."""
    held = golden("keypoints")
    image = as_image(held["image"])

    found = net(torch.cat((image, image.flip(3))))

    assert off_by(held["downsampled_image_8"], net.net.down(image)[0, :, ::8, ::8]) < 1e-5
    assert off_by(held["canonical"], found[0]) < 1e-5
    assert off_by(held["canonical"], found[1]) > 1e-2


@pytest.mark.parametrize("whose", ["source", "driving"])
def test_moved_points_are_the_originals(mapping: Mapping, whose: str) -> None:
    """The golden's windows move its canonical points to its source and driving points."""
    head = mapping(_tensor(f"{whose}_semantics")[None])

    found = transform(_tensor("canonical")[None], head)

    assert off_by(golden("keypoints")[f"{whose}_kp"], found[0]) < 1e-5


def test_camera_replaces_the_angles(mapping: Mapping) -> None:
    """Forced angles give the original's rotation and points, whatever the window says."""
    held = golden("keypoints")
    head = mapping(_tensor("driving_semantics")[None])
    yaw, pitch, roll = _tensor("override_degrees_yaw_pitch_roll").unsqueeze(1)

    found = transform(_tensor("canonical")[None], head, Camera(yaw, pitch, roll))

    assert off_by(held["override_rotation"], rotation(yaw, pitch, roll)[0]) < 1e-6
    assert off_by(held["driving_kp_override"], found[0]) < 1e-5


def test_camera_of_one_angle_leaves_the_others() -> None:
    """A forced yaw, one for all frames, keeps each frame's own pitch and roll."""
    head = _head(yaw=torch.zeros(2), pitch=torch.tensor((4.0, -7.0)), roll=torch.tensor((1.0, 2.0)))
    turned = _head(yaw=torch.full((2,), 30.0), pitch=head.pitch, roll=head.roll)
    points = _tensor("canonical")[None]

    forced = transform(points, head, Camera(yaw=torch.tensor((30.0,))))

    assert torch.equal(transform(points, turned), forced)
    assert not torch.equal(transform(points, head), forced)


def test_shift_counts_upwards_only() -> None:
    """Of x, y and z the networks were taught y alone."""
    head = _head(shift=torch.tensor(((5.0, 0.25, 7.0),)))
    points = _tensor("canonical")[None]

    assert torch.equal(points + torch.tensor((0.0, 0.25, 0.0)), transform(points, head))


def test_angles_span_their_classes() -> None:
    """The first class is -99 degrees, the last 96."""
    votes = torch.full((2, 66), -1e4)
    votes[0, 0] = votes[1, 65] = 1e4

    assert [-99, 96] == degrees(votes).tolist()


def test_sure_vote_is_a_place_on_the_corner() -> None:
    """The end cells lie on -1 and 1; the order is x, y, z."""
    votes = torch.zeros(1, 3, 4, 5, 6)
    for point, (z, y, x) in enumerate(CORNERS):
        votes[0, point, -z, -y, -x] = 100.0

    places = expected_place(votes)[0]

    np.testing.assert_allclose(
        [[2 * c - 1 for c in reversed(corner)] for corner in CORNERS], places, atol=1e-6
    )


def _head(**given: Tensor) -> Head:
    frames = len(next(iter(given.values())))
    rest = {name: torch.zeros(frames) for name in ("yaw", "pitch", "roll")}
    rest |= {"shift": torch.zeros(frames, 3), "expression": torch.zeros(frames, 15, 3)}
    return Head(**(rest | given))
