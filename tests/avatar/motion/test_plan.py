"""All that a face does in a clip: as the original, and as the sliders say."""

from dataclasses import fields, replace
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avatar.animator import Manner, Score
from avatar.motion.coefficients import EXPRESSIONS, POSES
from avatar.motion.errors import NoSuchPoseStyle, ReferenceEmpty
from avatar.motion.hearing import FRAME_SAMPLES, Heard, hear, idle
from avatar.motion.motion import Draws, Motion, draw
from avatar.motion.nets import MotionNets
from avatar.motion.plan import plan_motion
from avatar.motion.references import References
from avatar.motion.windows import Coefficients, windows27
from avatar.sound import Samples
from tests.avatar.motion.goldens import assert_near, numbers

BLINKING_SEED = 3
EDGES = (1, 2, 3, 12, 13, 20, 21, 22, 32, 33, 65)


@pytest.fixture(scope="session")
def heard(voice: Samples) -> Heard:
    """Hear 24 frames of a voice, in which there is time for a blink."""
    return hear(voice[FRAME_SAMPLES * 4 : FRAME_SAMPLES * 28])


@pytest.fixture(scope="session")
def other() -> Heard:
    """Hear noise for as long."""
    return hear(np.random.default_rng(1).normal(0, 0.1, FRAME_SAMPLES * 24).astype(np.float32))


@pytest.fixture(scope="session")
def video() -> References:
    """Lend a head and eyes."""
    rows = np.random.default_rng(2).normal(0, 0.3, (9, 73)).astype(np.float32)
    return References(pose=rows, eyes=rows)


def _same(one: Motion, two: Motion) -> bool:
    return all(np.array_equal(getattr(one, field.name), getattr(two, field.name)) for field in fields(Motion))


@pytest.mark.parametrize(
    ("name", "lends_pose", "lends_eyes"),
    [("plain", False, False), ("ref_pose", True, False), ("ref_eyeblink", False, True)],
)
def test_rows_are_the_originals(nets: MotionNets, name: str, lends_pose: bool, lends_eyes: bool) -> None:
    """From samples to coefficients, with what was drawn given."""
    given = partial(numbers, "coeff_pipeline")
    lent = given("ref_video_coeff")
    references = References(pose=lent if lends_pose else None, eyes=lent if lends_eyes else None)

    motion = plan_motion(
        nets,
        hear(numbers("mel_16k", "waveform_16k")),
        given("source_coeff")[0],
        Manner(style=int(given("pose_style"))),
        references,
        Draws(given("blink_ratio"), given("z")),
    )

    rows = given(f"coeff_{name}")
    assert_near(rows[:, EXPRESSIONS], motion.rows[:, EXPRESSIONS], 2e-5)
    assert_near(rows[:, POSES], motion.rows[:, POSES], 1e-5)
    assert (np.count_nonzero(motion.blinks) == 0) == lends_eyes


@pytest.mark.parametrize("count", EDGES)
def test_every_length_has_its_motion(
    folded: MotionNets, source: Coefficients, voice: Samples, count: int
) -> None:
    """One row a frame, from the shortest clip on, where the original dies of one, two and 21 frames."""
    heard = hear(np.resize(voice, count * FRAME_SAMPLES))

    motion = plan_motion(folded, heard, source, Manner(yaw=(0.0, 20.0)))

    assert (count, 70) == motion.rows.shape
    assert np.isfinite(motion.rows).all()
    assert (count,) == motion.blinks.shape == motion.yaw.shape
    assert (count > 21) == motion.blinks.any()
    assert -(-(count - 1) // 32) == len(motion.latents)


def test_single_frame_keeps_the_pose(folded: MotionNets, source: Coefficients, voice: Samples) -> None:
    """The first frame rests, and there is nothing to smooth it with."""
    motion = plan_motion(folded, hear(voice[:FRAME_SAMPLES]), source, Manner())

    assert np.array_equal(source[POSES], motion.rows[0, POSES])


def test_idle_face_moves(folded: MotionNets, source: Coefficients) -> None:
    """It blinks and sways, and its expression is that of one window but for the blinks."""
    motion = plan_motion(folded, idle(1.6), source, Manner(seed=BLINKING_SEED))

    opened = motion.rows[motion.blinks == 0][:, EXPRESSIONS]
    assert motion.blinks.any()
    assert np.ptp(motion.rows[:, POSES], axis=0).max() > 1e-3
    assert_near(opened[:1].repeat(len(opened), 0), opened, 1e-5)


def test_same_seed_gives_the_same_motion(folded: MotionNets, source: Coefficients, heard: Heard) -> None:
    """Bit for bit; another seed gives another pose and other blinks."""
    one, same, other = (
        plan_motion(folded, heard, source, Manner(seed=seed)) for seed in (0, 0, BLINKING_SEED)
    )

    assert _same(one, same)
    assert not np.array_equal(one.rows[:, POSES], other.rows[:, POSES])
    assert not np.array_equal(one.latents, other.latents)


def test_draws_are_known() -> None:
    """A stored seed must draw the same for years; these were drawn with torch 2.13."""
    draws = draw(40, 4)

    assert [13, 14, 15, 16, 17] == np.flatnonzero(draws.blinks)[:5].tolist()
    assert_near(np.array([-0.9414165, 0.0204012], np.float32), draws.latents[:, 0], 1e-6)


def test_longer_clip_draws_the_same_first() -> None:
    """Latents are drawn one chunk after the other."""
    assert np.array_equal(draw(33, 8).latents, draw(200, 8).latents[:1])


def test_motion_survives_its_score(folded: MotionNets, source: Coefficients, heard: Heard) -> None:
    """As plain arrays that a file can hold."""
    manner = Manner(yaw=(1.0, 2.0), still=True, expression=1.4, style=45, seed=9)
    motion = plan_motion(folded, heard, source, manner)

    score = motion.score

    assert 24 == score.count
    assert all(isinstance(track, np.ndarray) and track.dtype != object for track in score.tracks.values())
    assert _same(motion, Motion.of(Score(score.count, dict(score.tracks))))


@pytest.mark.parametrize("whole", [False, True])
def test_windows_follow_the_manner(
    folded: MotionNets, source: Coefficients, heard: Heard, whole: bool
) -> None:
    """Still, expression and the photo's coefficients travel with the motion."""
    motion = plan_motion(folded, heard, source, Manner(still=True, expression=1.4))

    target, window = motion.windows(whole, range(5, 9))

    expected, photo = windows27(motion.rows, source, whole, True, 1.4)
    assert np.array_equal(expected[5:9], target)
    assert np.array_equal(photo, window)


def test_unknown_style_is_refused(folded: MotionNets, source: Coefficients, heard: Heard) -> None:
    """Before any work, also where the clip is too short to need a style."""
    with pytest.raises(NoSuchPoseStyle):
        plan_motion(folded, idle(0.04), source, Manner(style=46))


def test_video_without_frames_is_refused(folded: MotionNets, source: Coefficients, heard: Heard) -> None:
    """Whether it is to lend its head or its eyes."""
    for references in (
        References(pose=np.zeros((0, 70), np.float32)),
        References(eyes=np.zeros((0, 70), np.float32)),
    ):
        with pytest.raises(ReferenceEmpty):
            plan_motion(folded, heard, source, Manner(), references)


# The sliders


def test_head_at_zero_keeps_the_photos_pose(
    folded: MotionNets, source: Coefficients, heard: Heard, video: References
) -> None:
    """Bit for bit, whatever the voice and a video want."""
    for references in (References(), video):
        motion = plan_motion(folded, heard, source, Manner(head=0), references)

        assert np.array_equal(np.tile(source[POSES], (24, 1)), motion.rows[:, POSES])


def test_head_doubles_what_leaves_the_photos_pose(
    folded: MotionNets, source: Coefficients, heard: Heard, video: References
) -> None:
    """The voice's part and the video's."""
    once, twice = (
        plan_motion(folded, heard, source, Manner(head=head), video).rows[:, POSES] - source[POSES]
        for head in (1, 2)
    )

    assert_near(2 * once, twice, 1e-6)


def test_eyes_at_zero_never_blink(folded: MotionNets, source: Coefficients, heard: Heard) -> None:
    """The rows are those of a clip in which no blink was drawn."""
    shut, opened = Draws(np.ones(24, np.float32), draw(24, 0).latents), draw(24, 0)
    opened = Draws(np.zeros(24, np.float32), opened.latents)

    one, two = (plan_motion(folded, heard, source, Manner(eyes=0), draws=draws) for draws in (shut, opened))

    assert not one.blinks.any()
    assert np.array_equal(two.rows, one.rows)


def test_eyes_at_zero_borrow_no_blinks(
    folded: MotionNets, source: Coefficients, heard: Heard, video: References
) -> None:
    """A video's eyes are scaled as drawn blinks are: 0 leaves the photo's."""
    lent = References(eyes=video.eyes)

    still, none = (
        plan_motion(folded, heard, source, Manner(eyes=0), lends) for lends in (lent, References())
    )

    assert np.array_equal(none.rows, still.rows)


def test_eyes_double_a_blink(folded: MotionNets, source: Coefficients, heard: Heard) -> None:
    """What a blink changes of the expression grows with the slider, and nothing changes between blinks."""
    none, once, twice = (plan_motion(folded, heard, source, Manner(eyes=eyes)).rows for eyes in (0, 1, 2))

    assert np.abs(once - none).max() > 1e-3
    assert_near(2 * (once - none), twice - none, 2e-6)


def test_mouth_at_zero_hears_nothing(
    folded: MotionNets, source: Coefficients, heard: Heard, other: Heard
) -> None:
    """Any voice gives the expression of silence, bit for bit, blinks included."""
    silence = hear(np.zeros(FRAME_SAMPLES * 24, np.float32))

    one, two = (plan_motion(folded, voice, source, Manner(mouth=0)).rows for voice in (heard, other))
    silent = plan_motion(folded, silence, source, Manner()).rows

    assert np.array_equal(one[:, EXPRESSIONS], two[:, EXPRESSIONS])
    assert not np.array_equal(one[:, POSES], two[:, POSES])
    assert_near(silent[:, EXPRESSIONS], one[:, EXPRESSIONS], 2e-6)


def test_mouth_doubles_what_leaves_silence(folded: MotionNets, source: Coefficients, heard: Heard) -> None:
    """The voice's part of the expression grows with the slider."""
    none, once, twice = (plan_motion(folded, heard, source, Manner(mouth=mouth)).rows for mouth in (0, 1, 2))

    assert np.abs(once - none).max() > 1e-2
    assert_near(2 * (once - none), twice - none, 1e-5)


SLIDER = st.floats(0, 2)


@settings(max_examples=6, deadline=None)
@given(head=SLIDER, eyes=SLIDER, mouth=SLIDER, changed=SLIDER)
def test_sliders_do_not_touch_each_other(
    folded: MotionNets,
    source: Coefficients,
    heard: Heard,
    head: float,
    eyes: float,
    mouth: float,
    changed: float,
) -> None:
    """The head moves the pose alone; eyes and mouth the expression alone, and each its own share of it."""
    brief = Heard(heard.mel, 22)

    def rows(manner: Manner) -> Coefficients:
        return plan_motion(folded, brief, source, manner).rows

    manner = Manner(head=head, eyes=eyes, mouth=mouth)
    given = rows(manner)
    turned = rows(replace(manner, head=changed))
    blinked, spoken = rows(replace(manner, eyes=changed)), rows(replace(manner, mouth=changed))
    both = rows(replace(manner, eyes=changed, mouth=changed))

    assert np.array_equal(given[:, EXPRESSIONS], turned[:, EXPRESSIONS])
    assert np.array_equal(given[:, POSES], blinked[:, POSES])
    assert np.array_equal(given[:, POSES], spoken[:, POSES])
    assert_near(blinked + spoken - given, both, 1e-5)
