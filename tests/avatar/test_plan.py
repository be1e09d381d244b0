"""A plan is all that other machines need, besides the photo."""

from pathlib import Path

import numpy as np
import pytest
from skimage.data import astronaut

from avatar.animator import Manner, Portrait, Score
from avatar.clip.errors import ClipTooLarge, PlanBroken, RoundClipTooLong
from avatar.clip.piece import Piece, open_piece
from avatar.clip.ranges import Range
from avatar.face.finder import find_faces
from avatar.pace import KEY_FRAMES
from avatar.plan import Plan
from avatar.puppet.puppet import Puppet
from avatar.requests import Aspect, AvatarRequest, SpeechRequest
from avatar.settings import AvatarSettings
from avatar.sound import Speech, Word
from avatar.talk import Order, Talker, draw_range, join_clip, plan_clip, talk
from tests.avatar.clip.footage import never, nothing, tone

SPOKEN_S = 4.5
FRAMES = 113
WORDS = (Word("Hello", 0.1, 1.9), Word("there.", 1.9, 2.4))
LINE = SpeechRequest(text="Hello there.", voice="fake/one")
REQUEST = AvatarRequest(photo="photo", speech=LINE, captions=True, aspect=Aspect.TALL, seed=3)


class Hasty(Puppet):
    """Tells of every two seconds that it drew."""

    range_frames = KEY_FRAMES

    def plan(self, portrait: Portrait, speech: Speech, manner: Manner, size_px: int) -> Score:
        """Move as a puppet does."""
        score = super().plan(portrait, speech, manner, size_px)
        return Score(score.count, {**score.tracks, "draws": np.array([7, 2**40], np.int64)})


def talker(**choices: object) -> Talker:
    """Set up a studio; no two share anything."""
    settings = AvatarSettings.model_validate(choices)
    voice = lambda _line: Speech(tone(SPOKEN_S), words=WORDS, voice="fake/one", instead_of="fake/far")  # noqa: E731
    return Talker({"puppet": Hasty()}, voice, find_faces, settings)


@pytest.fixture(scope="module")
def order() -> Order:
    """Ask for a clip of the astronaut."""
    return Order(REQUEST, np.asarray(astronaut(), np.uint8))  # type: ignore[no-untyped-call]  # of scikit-image


@pytest.fixture(scope="module")
def plan(order: Order) -> Plan:
    """Plan it."""
    return plan_clip(order, talker())


def drawn(plan: Plan, order: Order, part: Range, folder: Path) -> Piece:
    """Draw a range as another machine would: from bytes, and into bytes."""
    read = Plan.from_bytes(plan.to_bytes())
    far = draw_range(read, order, talker(), part, folder / "far.mp4", nothing, never)
    here = folder / f"{part.first}.mp4"
    here.write_bytes(far.path.read_bytes())
    return open_piece(here)


def test_steps_on_many_machines_make_the_clip_of_one(plan: Plan, order: Order, tmp_path: Path) -> None:
    """Byte for byte, whichever range was drawn first; with all that is to be told."""
    one = talk(order, talker(), tmp_path / "one.mp4", lambda _share, _stage: None, never)

    pieces = [drawn(plan, order, part, tmp_path) for part in reversed(plan.ranges)]
    read = Plan.from_bytes(plan.to_bytes())
    many = join_clip(read, pieces[::-1], talker().settings, tmp_path / "many.mp4", nothing)

    assert 3 == len(pieces)
    assert one.path.read_bytes() == many.path.read_bytes()
    assert (one.fingerprint, one.thumbnail, one.notes) == (many.fingerprint, many.thumbnail, many.notes)
    assert ["sketch_engine", "voice_fallback"] == [note.code for note in many.notes]


def test_plan_travels_as_bytes(plan: Plan) -> None:
    """Nothing is lost, no number changes."""
    read = Plan.from_bytes(plan.to_bytes())

    assert (plan.facts, plan.sound) == (read.facts, read.sound)
    assert (FRAMES, list(plan.score.tracks)) == (read.score.count, list(read.score.tracks))
    for name, track in plan.score.tracks.items():
        assert track.dtype == read.score.tracks[name].dtype
        assert np.array_equal(track, read.score.tracks[name])


def test_plan_is_divided_as_its_animator_likes(plan: Plan) -> None:
    """The last range is what is left."""
    assert (Range(0, 50), Range(50, 50), Range(100, 13)) == plan.ranges


@pytest.mark.parametrize("harm", ["cut", "changed", "empty", "text"])
def test_damaged_plan_is_told(plan: Plan, harm: str) -> None:
    """It was lost on its way."""
    content = plan.to_bytes()
    half = len(content) // 2
    damaged = {
        "cut": content[:half],
        "changed": content[:half] + bytes([content[half] ^ 1]) + content[half + 1 :],
        "empty": b"",
        "text": b"a plan",
    }

    with pytest.raises(PlanBroken):
        Plan.from_bytes(damaged[harm])


@pytest.mark.parametrize(
    ("round_", "sound_s", "expected"), [(True, 61, RoundClipTooLong), (False, 130, ClipTooLarge)]
)
def test_clip_that_cannot_be_is_refused_when_it_is_planned(
    order: Order, round_: bool, sound_s: int, expected: type[Exception]
) -> None:
    """Before anything is drawn."""
    fields = {"photo": "photo", "sound": "sound", "seed": 3, "round": round_}
    request = AvatarRequest.model_validate(fields)

    with pytest.raises(expected):
        plan_clip(Order(request, order.photo, tone(sound_s)), talker(clip_megabytes=1))
