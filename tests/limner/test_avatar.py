"""`limner avatar`, `say`, `voices` and `verify`: from a photo and words to files, without a server."""

import json
import subprocess
from pathlib import Path

import av
import pytest
from PIL import Image

from avatar.pace import FPS
from tests.factories import photograph
from tests.hostile.videos import film
from tests.limner.conftest import CLI, environment

NO_NETWORK = {"edge": "false"}


def limner(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run a command in a folder."""
    return subprocess.run(
        [*CLI, *words],
        cwd=folder,
        env=environment(**NO_NETWORK),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder with a photograph, and a recording that `limner say` made."""
    folder = tmp_path_factory.mktemp("clips")
    (folder / "face.png").write_bytes(photograph())
    spoken = limner(folder, "say", "Hello there, how are you?", "-o", "said.ogg")
    assert spoken.returncode == 0, spoken.stderr
    return folder


@pytest.fixture(scope="module")
def clip(folder: Path) -> Path:
    """Make a clip of words."""
    words = ("--text", "Hello there.", "--captions", "--seed", "7", "--aspect", "9:16")
    answer = limner(folder, "avatar", "face.png", *words, "-o", "clip")
    assert answer.returncode == 0, answer.stderr
    lines = answer.stdout.splitlines()
    assert "clip.mp4  seed 7" == lines[0]
    assert lines[1].startswith("puppet 256x456  ")
    assert "sketch engine" in lines[2]
    return folder / "clip.mp4"


def test_line_is_written_as_a_voice_message(folder: Path) -> None:
    """Ogg/Opus, as chats take it."""
    with av.open(str(folder / "said.ogg")) as sound:
        assert "opus" == sound.streams.audio[0].codec_context.name


def test_clip_of_words_plays(clip: Path) -> None:
    """Picture and sound, of the shape that was asked for."""
    with av.open(str(clip)) as file:
        [picture], [sound] = file.streams.video, file.streams.audio
        assert (256, 456) == (picture.width, picture.height)
        assert picture.average_rate == FPS
        assert "aac" == sound.codec_context.name


def test_recording_speaks(folder: Path) -> None:
    """The clip is as long as what was recorded, silence at its ends left out."""
    answer = limner(folder, "avatar", "face.png", "--audio", "said.ogg", "-o", "heard.mp4")

    assert answer.returncode == 0, answer.stderr
    with av.open(str(folder / "heard.mp4")) as file:
        assert file.duration is not None
        assert 0.8 < file.duration / av.time_base < 3


def test_video_is_handed_to_the_engine(folder: Path) -> None:
    """The sketch engine says that it cannot borrow from it."""
    (folder / "moves.mp4").write_bytes(film())
    words = ("--text", "Hello.", "--moves", "moves.mp4", "--borrow", "pose")
    answer = limner(folder, "avatar", "face.png", *words, "-o", "borrowed.mp4")

    assert answer.returncode == 0, answer.stderr
    assert "does not know: moves" in answer.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("face.png",), "Give either --audio FILE or --text WORDS."),
        (("face.png", "--text", "a", "--audio", "said.ogg"), "Give either --audio FILE or --text WORDS."),
        (("none.png", "--text", "a"), "none.png cannot be read: No such file or directory."),
        (("said.ogg", "--text", "a"), "I cannot read Ogg as a picture."),
        (("face.png", "--text", "a", "--moves", "said.ogg"), "I cannot read Ogg as a video."),
        (("face.png", "--text", "a", "-o", "no/where.mp4"), "name a .mp4 file in a folder that exists."),
        (("face.png", "--text", "a", "--voice", "nobody"), "There is no voice called “nobody”."),
        (("face.png", "--text", "a", "--variant", "2"), "together with the sheet's --seed"),
        (("face.png", "--text", "a", "--variant", "2", "--seed", "7", "--preview"), "without --preview"),
    ],
)
def test_wrong_input_is_one_sentence(folder: Path, words: tuple[str, ...], said: str) -> None:
    """And exit code 2, without a trace."""
    answer = limner(folder, "avatar", *words)

    assert 2 == answer.returncode
    assert said in answer.stderr
    assert 1 == len(answer.stderr.splitlines())


def test_sheet_is_drawn_and_a_variant_of_it_made(folder: Path) -> None:
    """By its number and the sheet's seed: the same clip as with the variant's choices by hand."""
    words = ("avatar", "face.png", "--text", "Hello there.", "--seed", "7")
    sheet = limner(folder, *words, "--preview", "-o", "sheet.mp4")
    taken = limner(folder, *words, "--variant", "4", "-o", "taken.mp4")
    still = limner(folder, *words, "--head", "0", "-o", "still.mp4")

    assert sheet.returncode == taken.returncode == still.returncode == 0, sheet.stderr + taken.stderr
    lines = sheet.stdout.splitlines()
    assert "sheet.mp4  seed 7" == lines[0]
    assert lines[1].startswith("puppet 960x540  ")
    assert ["1  as you asked", "4  head still"] == [lines[-7], lines[-4]]
    assert "--variant N --seed 7" in lines[-1]
    assert (folder / "still.mp4").read_bytes() == (folder / "taken.mp4").read_bytes()


def test_voices_are_listed_by_language(folder: Path) -> None:
    """What is listed can be asked for."""
    answer = limner(folder, "voices", "--language", "de", "--json")

    cards = json.loads(answer.stdout)
    assert cards
    assert {"de"} == {card["language"].partition("-")[0] for card in cards}
    assert 2 == limner(folder, "voices", "--language", "xx").returncode


def test_clip_of_ours_says_so(clip: Path) -> None:
    """Tags are read of the file; without a studio's database nothing is compared."""
    answer = limner(clip.parent, "verify", clip.name, "--json")

    told = json.loads(answer.stdout)
    assert (0, True, True, False) == (answer.returncode, told["tagged"], told["declared"], told["compared"])


def test_strange_picture_has_no_origin(folder: Path) -> None:
    """Exit code 1, as grep says that there is nothing."""
    answer = limner(folder, "verify", "face.png")

    assert 1 == answer.returncode
    assert "none of Limner's" in answer.stdout


def test_what_is_no_clip_is_refused(folder: Path) -> None:
    """A sound is nothing to be verified."""
    answer = limner(folder, "verify", "said.ogg")

    assert 2 == answer.returncode
    assert "Nothing was charged." in answer.stderr


@pytest.mark.parametrize("heavy", ["celery", "sqlalchemy", "torch", "fastapi", "discord", "telegram"])
def test_speaking_and_animating_imports_no_server(heavy: str) -> None:
    """What is not needed is not waited for."""
    code = (
        "import sys, bots.wording, limner.commands.avatar, limner.commands.say, limner.settings;"
        "import avatar.compose, avatar.preview, avatar.talk, avatar.talker, avatar.intake.photo, tasks.job;"
        f"raise SystemExit({heavy!r} in sys.modules)"
    )

    assert subprocess.run([CLI[0], "-c", code], check=False).returncode == 0


def test_one_of_several_faces_is_chosen_by_its_number(folder: Path) -> None:
    """Which one is asked before anything is made."""
    face = Image.open(folder / "face.png")
    pair = Image.new("RGB", (2 * face.width, face.height))
    for number in range(2):
        pair.paste(face, (number * face.width, 0))
    pair.save(folder / "pair.png")

    asked = limner(folder, "avatar", "pair.png", "--text", "Hi.", "-o", "pair.mp4")
    chosen = limner(folder, "avatar", "pair.png", "--text", "Hi.", "--face", "2", "-o", "pair.mp4")

    assert 2 == asked.returncode
    assert "This picture has 2 faces. Choose one, from the left: --face 1 to 2." in asked.stderr
    assert 0 == chosen.returncode, chosen.stderr
    beyond = limner(folder, "avatar", "pair.png", "--text", "Hi.", "--face", "3", "-o", "pair.mp4")
    assert 2 == beyond.returncode
    assert "This picture has 2 faces; number 3 was chosen." in beyond.stderr
