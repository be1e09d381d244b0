"""A face, a voice and an animator become a clip, with everything told that should be known."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from avatar.animator import Box, Frames, Manner, Pixels, Portrait, Score
from avatar.clip.errors import AnimatorUnknown, ClipTooLarge, NoSuchFace
from avatar.honest.errors import SigningFailed
from avatar.honest.manifest import statement
from avatar.intake.mp4 import encode
from avatar.pace import FPS, KEY_FRAMES
from avatar.requests import Aspect, AvatarRequest, Borrow, SpeechRequest
from avatar.settings import AvatarSettings
from avatar.sound import Speech
from avatar.talk import MEGABYTE, Order, Stage, Talker, talk
from generation.errors import Cancelled
from tests.avatar.clip.footage import pictures_of, tone
from tests.avatar.honest.certificates import write_credentials

PHOTO = np.full((300, 400, 3), (40, 90, 160), np.uint8)
LEFT, RIGHT = Box(10, 20, 100, 120), Box(200, 30, 90, 110)
LINE = SpeechRequest(text="Hello there.", voice="fake/one")


@dataclass(frozen=True)
class Found:
    """A face."""

    box: Box


class Brightening:
    """An animator: a face that gets brighter the louder the voice."""

    name = "brightening"
    range_frames = KEY_FRAMES

    def __init__(self) -> None:
        self.asked: list[tuple[Portrait, Manner]] = []

    def plan(self, portrait: Portrait, speech: Speech, manner: Manner, size_px: int) -> Score:
        """Be as long as what is said."""
        self.asked.append((portrait, manner))
        return Score(round(speech.sound.duration_s * FPS), {})

    def draw(self, portrait: Portrait, score: Score, size_px: int, first: int, count: int) -> Frames:
        """Show the colour of the photo."""
        still: Pixels = np.full((size_px, size_px, 3), portrait.pixels[0, 0], np.uint8)
        return Frames(count, size_px, size_px, (still for _ in range(count)))


def speak(request: SpeechRequest) -> Speech:
    """Speak with the offline voice, whichever was asked for."""
    stands_in = "" if request.voice == "fake/one" else request.voice
    return Speech(tone(1.0), voice="fake/one", instead_of=stands_in)


@pytest.fixture
def animator() -> Brightening:
    """Make an animator that remembers what it was asked."""
    return Brightening()


@pytest.fixture
def talker(animator: Brightening) -> Talker:
    """Set up a studio with two faces in every photo."""
    faces = (Found(LEFT), Found(RIGHT))
    animators = {"puppet": animator, "other": animator}
    return Talker(animators, speak, lambda _pixels: faces, AvatarSettings(_env_file=None))


def asked(**fields: object) -> AvatarRequest:
    """Ask for a clip of a line."""
    return AvatarRequest.model_validate({"photo": "photo", "speech": LINE, "seed": 5} | fields)


def hush(_share: float, _stage: str) -> None:
    """Hear of progress."""


def never() -> bool:
    """Cancel nothing."""
    return False


def test_line_becomes_a_clip(talker: Talker, tmp_path: Path) -> None:
    """As long as it is spoken, in the shape that was asked for."""
    clip = talk(Order(asked(aspect=Aspect.TALL), PHOTO), talker, tmp_path / "clip.mp4", hush, never)

    assert (1.0, 256, 456) == (clip.duration_s, clip.width_px, clip.height_px)
    assert FPS == len(pictures_of(clip.path))


def test_recording_becomes_a_clip(talker: Talker, tmp_path: Path) -> None:
    """Nothing is spoken then."""
    request = asked(speech=None, sound="sound")
    clip = talk(Order(request, PHOTO, tone(2.0)), talker, tmp_path / "clip.mp4", hush, never)

    assert 2.0 == clip.duration_s


def test_chosen_face_speaks_as_it_was_asked(talker: Talker, animator: Brightening, tmp_path: Path) -> None:
    """Sliders and the seed reach the animator."""
    request = asked(face=1, head=0.5, eyes=2, mouth=1.5)
    talk(Order(request, PHOTO), talker, tmp_path / "clip.mp4", hush, never)

    portrait, manner = animator.asked[0]
    assert (RIGHT, Manner(0.5, 2, 1.5, 5)) == (portrait.face, manner)


def test_progress_only_grows(talker: Talker, tmp_path: Path) -> None:
    """From speaking over animating to the end."""
    told: list[tuple[float, str]] = []
    talk(
        Order(asked(), PHOTO),
        talker,
        tmp_path / "clip.mp4",
        lambda share, stage: told.append((share, stage)),
        never,
    )

    assert [Stage.SPEAKING, Stage.ANIMATING, Stage.FINISHING] == list(dict.fromkeys(s for _, s in told))
    assert sorted(told, key=lambda each: each[0]) == told
    assert (0.0, 1.0) == (told[0][0], told[-1][0])


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"animator": "other"}, []),
        ({}, ["sketch_engine"]),
        ({"speech": LINE.model_copy(update={"voice": "fake/far"})}, ["sketch_engine", "voice_fallback"]),
        ({"speech": None, "sound": "sound", "captions": True}, ["sketch_engine", "captions_unavailable"]),
    ],
)
def test_what_should_be_known_is_told(
    talker: Talker, tmp_path: Path, fields: dict[str, object], expected: list[str]
) -> None:
    """Which engine, which voice instead of which, why there are no captions."""
    clip = talk(Order(asked(**fields), PHOTO, tone(1)), talker, tmp_path / "clip.mp4", hush, never)

    assert expected == [note.code for note in clip.notes]


def test_missing_face_is_refused(talker: Talker, tmp_path: Path) -> None:
    """The person counts from one."""
    with pytest.raises(NoSuchFace) as refused:
        talk(Order(asked(face=2), PHOTO), talker, tmp_path / "clip.mp4", hush, never)

    assert {"found": 2, "chosen": 3} == refused.value.facts


def test_unknown_animator_is_refused(talker: Talker, tmp_path: Path) -> None:
    """Those that are there are named."""
    with pytest.raises(AnimatorUnknown) as refused:
        talk(Order(asked(animator="magic"), PHOTO), talker, tmp_path / "clip.mp4", hush, never)

    assert {"name": "magic", "known": "other, puppet"} == refused.value.facts


def test_cancelled_clip_leaves_nothing(talker: Talker, tmp_path: Path) -> None:
    """Neither a file nor an answer."""
    with pytest.raises(Cancelled):
        talk(Order(asked(), PHOTO), talker, tmp_path / "clip.mp4", hush, lambda: True)

    assert [] == list(tmp_path.iterdir())


def test_clip_is_signed_where_a_key_is_set(talker: Talker, tmp_path: Path) -> None:
    """Within the limit of bytes."""
    keys = write_credentials(tmp_path)
    settings = AvatarSettings(
        _env_file=None, c2pa_certificate=keys.certificate, c2pa_key=keys.key, clip_megabytes=1
    )
    order = Order(asked(), PHOTO)
    clip = talk(order, replace(talker, settings=settings), tmp_path / "clip.mp4", hush, never)

    with clip.path.open("rb") as file:
        assert statement(file) is not None
    assert MEGABYTE >= clip.bytes == clip.path.stat().st_size


def test_clip_that_cannot_be_signed_is_not_given_out(talker: Talker, tmp_path: Path) -> None:
    """The operator wants every clip signed."""
    keys = write_credentials(tmp_path)
    keys.key.write_text("damaged")
    settings = AvatarSettings(_env_file=None, c2pa_certificate=keys.certificate, c2pa_key=keys.key)

    with pytest.raises(SigningFailed):
        talk(Order(asked(), PHOTO), replace(talker, settings=settings), tmp_path / "clip.mp4", hush, never)

    assert not (tmp_path / "clip.mp4").exists()


def test_certificate_needs_its_key(tmp_path: Path) -> None:
    """Said when the studio starts."""
    with pytest.raises(ValueError, match="LIMNER_C2PA_KEY"):
        AvatarSettings(_env_file=None, c2pa_certificate=tmp_path / "chain.pem")


def test_limit_is_the_operators(talker: Talker, tmp_path: Path) -> None:
    """Two minutes do not fit into one megabyte."""
    settings = AvatarSettings(_env_file=None, clip_megabytes=1)
    request = asked(speech=None, sound="sound")

    with pytest.raises(ClipTooLarge):
        talk(
            Order(request, PHOTO, tone(120)),
            replace(talker, settings=settings),
            tmp_path / "clip.mp4",
            hush,
            never,
        )


def test_every_choice_reaches_the_animator(talker: Talker, animator: Brightening, tmp_path: Path) -> None:
    """And the sketch engine tells which of them it does not know."""
    chosen = {"style": 12, "still": True, "turn": (0, 20), "mode": "full", "restore": 0.5, "expression": 2}
    clip = talk(Order(asked(**chosen), PHOTO), talker, tmp_path / "clip.mp4", hush, lambda: False)

    _, manner = animator.asked[0]
    assert (12, True, (0, 20), "full", 0.5, 2) == (
        manner.style,
        manner.still,
        manner.yaw,
        manner.mode,
        manner.restore,
        manner.expression,
    )
    ignored = [note.facts["options"] for note in clip.notes if note.code == "puppet_ignores"]
    assert ignored == ["framing, style, expression, still, turn, restore"]


def test_reference_video_reaches_the_animator(talker: Talker, animator: Brightening, tmp_path: Path) -> None:
    """Picture by picture; the sketch engine says that it cannot follow it."""
    film = [np.full((64, 96, 3), shade, np.uint8) for shade in (40, 120, 200)]
    request = asked(moves="uploads/moves.mp4", borrow="blinks")

    clip = talk(Order(request, PHOTO, moves=encode(film)), talker, tmp_path / "clip.mp4", hush, never)

    _, manner = animator.asked[0]
    assert manner.moves is not None
    assert Borrow.BLINKS is manner.borrow
    seen = [round(float(picture.mean())) for picture in manner.moves.pictures()]
    assert seen == pytest.approx([40, 120, 200], abs=4)
    assert [{"options": "moves"}] == [note.facts for note in clip.notes if note.code == "puppet_ignores"]
