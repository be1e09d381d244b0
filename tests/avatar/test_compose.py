"""What people fill in becomes a request of exact choices."""

import pytest

from avatar.cast import Cast, Engine
from avatar.compose import AvatarForm, Size, SpeechForm, compose_avatar, compose_speech, read_angles
from avatar.errors import AnimatorMissing, BadAngles
from avatar.requests import Aspect
from avatar.settings import AvatarSettings
from avatar.voices.errors import SpeechEmpty, UnsupportedScript
from avatar.voices.shelf import Shelf, open_shelf
from generation.compose import Switch
from generation.errors import UnknownChoice

PHOTO, SOUND = "uploads/photo.png", "uploads/sound.flac"


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    """Set up the voices that need no network."""
    return open_shelf(AvatarSettings(_env_file=None, edge=False))


def test_empty_form_is_a_small_clip_of_natural_motion(shelf: Shelf) -> None:
    """Only the seed is drawn."""
    request = compose_avatar(AvatarForm(), PHOTO, SOUND, shelf)

    assert (256, Aspect.PHOTO, 0) == (request.size_px, request.aspect, request.face)
    assert (1, 1, 1) == (request.head, request.eyes, request.mouth)
    assert request.seed != compose_avatar(AvatarForm(), PHOTO, SOUND, shelf).seed


def test_every_choice_reaches_the_request(shelf: Shelf) -> None:
    """Faces are counted from one by people, from nought by us."""
    form = AvatarForm(
        text=" Good  morning ",
        voice="EN-GB",
        captions=Switch.ON,
        aspect=Aspect.TALL,
        size=Size.LARGE,
        rate=1.5,
        pitch=-3,
        seed=7,
        round=Switch.ON,
        face=3,
    )
    request = compose_avatar(form, PHOTO, "", shelf)

    assert (True, Aspect.TALL, 512, 7, True, 2) == (
        request.captions,
        request.aspect,
        request.size_px,
        request.seed,
        request.round,
        request.face,
    )
    assert request.speech == compose_speech(
        SpeechForm(text="Good morning", voice="espeak-ng/en-gb", rate=1.5, pitch=-3), shelf
    )


def test_recording_needs_no_voice(shelf: Shelf) -> None:
    """Words in the form are left aside where a recording speaks."""
    assert compose_avatar(AvatarForm(text="Hello"), PHOTO, SOUND, shelf).speech is None


@pytest.mark.parametrize(
    ("text", "locale", "voice"),
    [
        ("Good morning", "", "espeak-ng/en-us"),
        ("Guten Morgen", "de", "espeak-ng/de"),
        ("你好，世界", "en", "espeak-ng/cmn"),
        ("Доброе утро", "", "espeak-ng/ru"),
    ],
)
def test_voice_is_of_the_texts_language(shelf: Shelf, text: str, locale: str, voice: str) -> None:
    """The letters tell, and among Latin ones the asker's own language."""
    assert compose_speech(SpeechForm(text=text), shelf, locale).voice.startswith(voice)


@pytest.mark.parametrize(
    ("form", "error"),
    [
        (SpeechForm(), SpeechEmpty),
        (SpeechForm(text="🏠"), SpeechEmpty),
        (SpeechForm(text="Hello", voice="nobody"), UnknownChoice),
        (SpeechForm(text="你好", voice="ru"), UnsupportedScript),
    ],
)
def test_what_cannot_be_spoken_is_refused(shelf: Shelf, form: SpeechForm, error: type[Exception]) -> None:
    """Each case has its own class."""
    with pytest.raises(error):
        compose_speech(form, shelf)


@pytest.mark.parametrize(
    ("written", "angles"),
    [("", ()), ("0 20 -20", (0, 20, -20)), ("0, 12.5,-7", (0, 12.5, -7)), (" 5；6 ", (5, 6)), ("+60", (60,))],
)
def test_angles_are_read_as_people_write_lists(written: str, angles: tuple[float, ...]) -> None:
    """Spaces, commas and semicolons stand between them."""
    assert read_angles("turn", written) == angles


@pytest.mark.parametrize("written", ["left", "61", "0 -60.5", "1e1", "nan", "1 " * 33, "0 20°"])
def test_other_angles_are_refused(written: str) -> None:
    """The field and what was given are named."""
    with pytest.raises(BadAngles) as refused:
        read_angles("turn", written)

    assert refused.value.facts["field"] == "turn"


def test_animator_is_the_studios_own_unless_one_is_named(shelf: Shelf) -> None:
    """One whose weights are not here is refused; an old request without the choices still reads."""
    both = Cast((Engine.PUPPET, Engine.SADTALKER), Engine.SADTALKER)

    assert compose_avatar(AvatarForm(), PHOTO, SOUND, shelf, "", both).animator == "sadtalker"
    assert (
        compose_avatar(AvatarForm(engine=Engine.PUPPET), PHOTO, SOUND, shelf, "", both).animator == "puppet"
    )
    with pytest.raises(AnimatorMissing):
        compose_avatar(AvatarForm(engine=Engine.SADTALKER), PHOTO, SOUND, shelf)
