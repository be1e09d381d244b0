"""What moves, when, and how far."""

import numpy as np
import pytest

from avatar.animator import Manner
from avatar.puppet.loudness import listen
from avatar.puppet.tracks import blink_track, plan, sway_track
from avatar.puppet.visemes import SHUT, presses_lips, shape_of
from avatar.sound import Phone, Sound, Speech


def test_silence_shuts_the_mouth() -> None:
    """Nothing is said, so nothing opens, noise of the microphone included."""
    hum = np.random.default_rng(1).normal(0, 5e-5, 16000).astype(np.float32)

    motion = plan(Speech(Sound(hum, 16000)), Manner())

    assert motion.open.max() == 0


@pytest.mark.parametrize("knows_phones", [True, False])
def test_mouth_is_shut_in_pauses(babble: Speech, knows_phones: bool) -> None:
    """Shut in the quiet second at the end, open in syllables, with or without phones."""
    speech = babble if knows_phones else Speech(babble.sound)

    motion = plan(speech, Manner())

    assert motion.open[:75].max() > 0.25
    assert motion.open[50:].max() == 0


def test_lips_meet_for_an_m() -> None:
    """In the middle of a loud m the mouth is shut, and open before and after it."""
    sound = Sound((0.3 * np.sin(np.arange(16000) * 0.2)).astype(np.float32), 16000)
    phones = (Phone("a", 0.0, 0.4), Phone("m", 0.4, 0.52), Phone("a", 0.52, 1.0))

    motion = plan(Speech(sound, phones), Manner())

    assert motion.open[11] == 0
    assert motion.open[7] > 0.5
    assert motion.open[16] > 0.5


def test_tracks_have_a_value_for_every_begun_frame(babble: Speech) -> None:
    """3 s at 25 frames a second, and one frame more for one sample more."""
    longer = Sound(np.append(babble.sound.samples, np.float32(0)), babble.sound.rate_hz)

    assert len(plan(babble, Manner())) == 75
    assert len(plan(Speech(longer), Manner())) == 76


def test_same_seed_gives_the_same_motion(babble: Speech) -> None:
    """And another seed gives another."""
    one, same, other = (plan(babble, Manner(seed=seed)) for seed in (4, 4, 5))

    assert np.array_equal(one.yaw, same.yaw)
    assert not np.array_equal(one.yaw, other.yaw)


def test_sliders_at_zero_hold_still(babble: Speech) -> None:
    """Head, eyes and mouth each have their own."""
    motion = plan(babble, Manner(head=0, eyes=0, mouth=0))

    for track in (motion.open, motion.lids, motion.yaw, motion.pitch, motion.roll):
        assert np.abs(track).max() == 0


def test_people_blink_every_few_seconds() -> None:
    """In five minutes about 75 times, each for two to six frames."""
    lids = blink_track(300 * 25, 1.0, np.random.default_rng(2))

    begun = np.count_nonzero((lids[1:] > 0) & (lids[:-1] == 0))
    assert 55 < begun < 95
    assert 2 <= np.count_nonzero(lids > 0) / begun <= 6
    assert lids.max() == pytest.approx(1, abs=0.05)


def test_head_sways_smoothly_from_rest() -> None:
    """No jump from frame to frame, within its range, at rest in the first frame."""
    sway = sway_track(1000, (0.1, 0.4), np.random.default_rng(3))

    assert sway[0] == 0
    assert np.abs(sway).max() <= 1
    assert np.abs(np.diff(sway)).max() < 0.12


def test_hiss_is_told_from_voice() -> None:
    """Noise above 4 kHz is breath, a low tone is voice."""
    times = np.arange(16000) / 16000
    tone = np.sin(2 * np.pi * 500 * times).astype(np.float32)
    noise = np.random.default_rng(4).normal(0, 1, 16000).astype(np.float32)
    hiss = np.diff(np.diff(np.diff(noise)), append=np.float32(0)).astype(np.float32) * 0.1

    assert listen(Sound(hiss, 16000)).hiss.mean() > 0.5
    assert listen(Sound(tone, 16000)).hiss.mean() < 0.05


def test_symbols_have_shapes() -> None:
    """Stress and length do not hide a vowel; a pause is shut; what is unknown opens a little."""
    assert shape_of("ˈaː") == shape_of("a")
    assert shape_of("_") == SHUT
    assert 0 < shape_of("ʘ").open < 0.5
    assert shape_of("u").wide < 0 < shape_of("i").wide
    assert presses_lips("b")
    assert not presses_lips("f")
