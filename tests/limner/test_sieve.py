"""The filter of commands that draw by themselves, with the checker that ships."""

from pathlib import Path
from typing import Any

import pytest
import typer
from typer.core import TyperGroup

from generation.safety import blurred
from generation.settings import GenerationSettings
from limner.sieve import Sieve, open_sieve
from tasks.errors import ClipWithheld, PicturesWithheld, SourceFlagged
from tasks.filter import Filter
from tests.bots.web.growing import footage
from tests.fakes.signs import drawing, png, watched_catalogue

DRAWN = [drawing(True), drawing(False)]


def sieve(mode: Filter | None) -> Sieve:
    """Open a filter."""
    return open_sieve(mode, GenerationSettings(_env_file=None, device="cpu"), watched_catalogue())


@pytest.mark.parametrize(
    ("mode", "left"),
    [
        (Filter.STRICT, [None, DRAWN[1]]),
        (Filter.BLURRED, [blurred(DRAWN[0]), DRAWN[1]]),
        (Filter.OFF, DRAWN),
    ],
)
def test_flagged_picture_is_held_back(
    mode: Filter, left: list[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """Left out, blurred or shown; how many is told, and the harmless one passes."""
    opened = sieve(mode)

    assert left == [opened.sift(one, "pocket") for one in DRAWN]
    opened.tell()
    assert ("" if mode is Filter.OFF else "by the safety filter: 1\n") == capsys.readouterr().out[-24:]


def test_what_is_brought_is_judged_first() -> None:
    """Refused in both modes that filter; the last picture of a command is withheld, not written black."""
    for mode in (Filter.STRICT, Filter.BLURRED):
        with pytest.raises(SourceFlagged):
            sieve(mode).admit([png(False), png(True)], "pocket")
    sieve(Filter.OFF).admit([png(True)], "pocket")
    sieve(Filter.STRICT).admit([png(False)], "pocket")
    with pytest.raises(PicturesWithheld):
        sieve(Filter.STRICT).only(drawing(True))


def test_setting_of_private_chats_holds_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Strict where nothing is set."""
    monkeypatch.chdir(tmp_path)
    usual = sieve(None)
    monkeypatch.setenv("LIMNER_FILTER_PRIVATE", "blurred")
    chosen = sieve(None)

    assert usual.sift(drawing(True)) is None
    assert chosen.sift(drawing(True)) == blurred(drawing(True))


def test_flagged_clip_is_erased(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And a harmless one stays; where the filter is off nothing looks."""
    path = tmp_path / "clip.mp4"
    path.write_bytes(footage().clip)
    opened = sieve(Filter.STRICT)

    monkeypatch.setattr(opened._safety, "flagged", lambda pictures: [False] * len(pictures))
    opened.clip(path)
    assert path.is_file()
    monkeypatch.setattr(opened._safety, "flagged", lambda pictures: [False] * (len(pictures) - 1) + [True])
    with pytest.raises(ClipWithheld):
        opened.clip(path)
    assert not path.exists()


@pytest.mark.parametrize("command", ["imagine", "avatar", "upscale", "restore"])
def test_every_drawing_command_has_the_option(command: str) -> None:
    """By one name."""
    from limner.__main__ import app  # noqa: PLC0415 - it opens every command

    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)

    assert 1 == sum("--filter" in one.opts for one in group.commands[command].params)
