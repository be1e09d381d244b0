"""The frames themselves: what they show, and that they are the same every time."""

import hashlib

import numpy as np
import pytest

from avatar.animator import Manner, Pixels, Portrait, animate
from avatar.face.finder import find_faces
from avatar.pace import KEY_FRAMES
from avatar.puppet.eyes import EyeLid
from avatar.puppet.framing import FINENESS, set_stage, square_around
from avatar.puppet.head import Head
from avatar.puppet.measure import MouthMeter
from avatar.puppet.mouth import Mouth
from avatar.puppet.puppet import Puppet
from avatar.sound import Sound, Speech

SIZE_PX = 256


@pytest.fixture(params=["photograph", "drawing"])
def portrait(request: pytest.FixtureRequest) -> Portrait:
    """Give a photographed face, then a drawn one."""
    found: Portrait = request.getfixturevalue(request.param)
    return found


def _digest(portrait: Portrait, speech: Speech, seed: int) -> str:
    digest = hashlib.sha256()
    for picture in animate(Puppet(), portrait, speech, Manner(seed=seed), SIZE_PX).pictures:
        digest.update(picture.tobytes())
    return digest.hexdigest()


def _mouth(portrait: Portrait, opened: float, wide: float = 0.0, tuck: float = 0.0) -> Pixels:
    stage = set_stage(portrait, SIZE_PX)
    canvas = stage.pixels.copy()
    Mouth(stage).shape(canvas, opened, wide, tuck)
    return Head(stage, SIZE_PX).turn(canvas, 0, 0, 0)


def test_same_seed_gives_the_same_frames(photograph: Portrait, babble: Speech) -> None:
    """Bit for bit; another seed moves the head another way."""
    first = _digest(photograph, babble, 1)

    assert first == _digest(photograph, babble, 1)
    assert first != _digest(photograph, babble, 2)


def test_frame_is_the_same_in_every_range(photograph: Portrait, babble: Speech) -> None:
    """Whoever draws it, and whatever was drawn before it."""
    puppet, manner = Puppet(), Manner(seed=1)
    score = puppet.plan(photograph, babble, manner, SIZE_PX)
    rest = score.count - KEY_FRAMES

    whole = list(puppet.draw(photograph, score, SIZE_PX, 0, score.count).pictures)
    parts = [
        *puppet.draw(photograph, score, SIZE_PX, 0, KEY_FRAMES).pictures,
        *Puppet().draw(photograph, score, SIZE_PX, KEY_FRAMES, rest).pictures,
    ]

    assert 0 == puppet.range_frames % KEY_FRAMES
    assert 0 < rest
    assert np.array_equal(whole, parts)


@pytest.mark.parametrize("size_px", [256, 512])
def test_frames_have_their_size_and_count(photograph: Portrait, size_px: int) -> None:
    """A second is 25 frames, and they are made while they are taken."""
    quiet = Speech(Sound(np.zeros(16000, np.float32), 16000))
    frames = animate(Puppet(), photograph, quiet, Manner(), size_px)

    pictures = list(frames.pictures)

    assert (frames.count, frames.width_px, frames.height_px) == (25, size_px, size_px)
    assert len(pictures) == 25
    assert {(picture.shape, picture.dtype.name) for picture in pictures} == {((size_px, size_px, 3), "uint8")}


def test_mouth_seen_follows_the_sound(portrait: Portrait, babble: Speech) -> None:
    """Measured in the pixels: shut in the quiet second, widest open for the a, from 0.3 to 0.5 s."""
    frames = list(animate(Puppet(), portrait, babble, Manner(head=0, eyes=0), SIZE_PX).pictures)
    meter = MouthMeter(frames[0], find_faces(frames[0])[0].box)

    openings = np.array([meter.mouth_opening(frame) for frame in frames])

    assert openings[50:].max() <= 0.05 * openings.max()
    assert 7 <= openings.argmax() <= 12
    assert openings.max() > 0.02


def test_wider_opening_is_seen(portrait: Portrait) -> None:
    """The height between the lips grows with the track, to about 0.1 of the face's width."""
    still = _mouth(portrait, 0)
    meter = MouthMeter(still, find_faces(still)[0].box)

    seen = [meter.mouth_opening(_mouth(portrait, opened)) for opened in (0, 0.3, 0.6, 1.0)]

    assert 0 == seen[0] < seen[1] < seen[2] < seen[3]
    assert 0.08 < seen[3] < 0.2


def test_shut_lips_hide_a_smiles_teeth(photograph: Portrait) -> None:
    """Over the whole width: what the photograph shows pale or dark between the corners is lip now."""
    stage = set_stage(photograph, SIZE_PX)
    canvas = stage.pixels.copy()
    Mouth(stage).shape(canvas, 0, 0, 0)
    upper, lower = stage.features.upper, stage.features.lower
    rows = slice(int(upper[:, 1].min()), int(lower[:, 1].max()))
    columns = slice(int(upper[0, 0]), int(upper[-1, 0]))

    shown, hidden = (_unlike_lips(picture[rows, columns]) for picture in (stage.pixels, canvas))

    assert shown > 0.15
    assert hidden < 0.25 * shown


def _unlike_lips(pixels: Pixels) -> float:
    """Give the share of what is white as teeth or nearly black."""
    dullness = pixels.max(2).astype(int) - pixels.min(2)
    return float(np.mean(((dullness < 35) & (pixels.max(2) > 150)) | (pixels.max(2) < 80)))


def _dark_columns(photograph: Portrait, opened: float, wide: float) -> list[int]:
    """Give the columns where the inside of the mouth is seen, -100 and 100 being its corners at rest."""
    stage = set_stage(photograph, SIZE_PX)
    canvas = stage.pixels.copy()
    Mouth(stage).shape(canvas, opened, wide, 0)
    upper = stage.features.upper
    middle, half = float(upper[[0, -1], 0].mean()), float(upper[-1, 0] - upper[0, 0]) / 2
    rows = slice(int(upper[:, 1].min()), int(upper[:, 1].max() + 0.7 * half))
    dark = np.flatnonzero((canvas[rows].max(2) < 80).sum(0) >= 2)
    seen = np.rint(100 * (dark - middle) / half).astype(int)
    return [int(column) for column in seen if abs(column) < 125]


def test_opened_smile_is_dark_from_corner_to_corner(photograph: Portrait) -> None:
    """The opening spans the mouth: beside it no tooth of the photograph is left over."""
    columns = _dark_columns(photograph, 0.7, 0)

    assert -105 <= columns[0] <= -82
    assert 82 <= columns[-1] <= 105
    assert np.diff(columns).max() <= 4


@pytest.mark.parametrize("opened", [0.35, 0.8])
def test_rounded_lips_are_narrower(photograph: Portrait, opened: float) -> None:
    """The opening of an o is narrower than that of an e by a fifth at least."""
    spread, rounded = (np.ptp(_dark_columns(photograph, opened, wide)) for wide in (0.5, -0.9))

    assert rounded < 0.8 * spread


def test_mouth_moves_nothing_far_from_it(portrait: Portrait) -> None:
    """Eyes, hair and the frame's edges stay as they are."""
    still, opened = _mouth(portrait, 0).astype(int), _mouth(portrait, 1.0).astype(int)

    change = np.abs(opened - still).max(2)

    assert change[:90].max() == 0
    assert change[:, [0, -1]].max() == 0
    assert change[[0, -1]].max() == 0


def test_shut_lid_hides_the_eye(portrait: Portrait) -> None:
    """Where the iris was dark there is skin; the cheek below is untouched."""
    stage = set_stage(portrait, SIZE_PX)
    eye = stage.features.left
    shut = stage.pixels.copy()
    EyeLid(stage.pixels, eye, stage.features.apart).shut(shut, 1.0)

    x, y = round(eye.x), round(eye.y)
    window = slice(y - 3, y + 3), slice(x - 3, x + 3)
    below = slice(round(eye.y + 2 * eye.down) + 2, None)

    assert shut[window].mean() > stage.pixels[window].mean() + 25
    assert np.array_equal(shut[below], stage.pixels[below])


def test_turned_head_leaves_the_borders(portrait: Portrait) -> None:
    """The face moves by some pixels; the frame's outermost pixels do not."""
    stage = set_stage(portrait, SIZE_PX)
    head = Head(stage, SIZE_PX)

    still, turned = (head.turn(stage.pixels, *(share,) * 3).astype(int) for share in (0.0, 1.0))

    assert np.abs(turned - still)[100:150, 100:150].max() > 20
    for edge in (np.s_[0], np.s_[-1], np.s_[:, 0], np.s_[:, -1]):
        assert np.abs(still[edge] - turned[edge]).max() <= 2


def test_square_lies_in_the_picture(portrait: Portrait) -> None:
    """The face is about half as wide as the frame, and the frame shows nothing beyond the picture."""
    left, top, side = square_around(portrait)

    height, width = portrait.pixels.shape[:2]
    assert 0 <= left <= width - side
    assert 0 <= top <= height - side
    assert 0.45 <= portrait.face.width_px / side <= 0.6
    assert set_stage(portrait, SIZE_PX).pixels.shape == (SIZE_PX * FINENESS, SIZE_PX * FINENESS, 3)
