"""Wrong settings in words."""

from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest
from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from limner.settings import WRONG_SETTING, check, known, read, strangers


class RoomSettings(BaseSettings):
    """What a room may be told."""

    model_config = SettingsConfigDict(env_prefix="LIMNER_", env_file=".env", extra="ignore")

    web_port: int = Field(8420, ge=1, le=65535)
    mode: Literal["polling", "webhook"] = "polling"
    lease: timedelta = timedelta(seconds=30)
    bot_token: SecretStr | None = None
    blobs_url: str | None = Field(None, examples=["file:///srv/limner/blobs"])
    sizes: list[int] = [1]

    @field_validator("bot_token")
    @classmethod
    def _token(cls, value: SecretStr | None) -> SecretStr | None:
        if value and ":" not in value.get_secret_value():
            raise ValueError(f"{value.get_secret_value()} has no colon")  # a careless message
        return value

    @field_validator("blobs_url")
    @classmethod
    def _url(cls, value: str | None) -> str | None:
        if value and not value.startswith("file:"):
            raise ValueError("it must start with file:///")
        return value


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        (
            "WEB_PORT",
            "eighty",
            'LIMNER_WEB_PORT: "eighty" is not a whole number. Example: LIMNER_WEB_PORT=8420',
        ),
        ("WEB_PORT", "70000", 'LIMNER_WEB_PORT: "70000" is above 65535. Example: LIMNER_WEB_PORT=8420'),
        ("WEB_PORT", "0", 'LIMNER_WEB_PORT: "0" is below 1. Example: LIMNER_WEB_PORT=8420'),
        (
            "MODE",
            "push",
            "LIMNER_MODE: \"push\" is not one of 'polling' or 'webhook'. Example: LIMNER_MODE=polling",
        ),
        ("LEASE", "soon", 'LIMNER_LEASE: "soon" is not a duration. Example: LIMNER_LEASE=0:00:30'),
        (
            "BLOBS_URL",
            "s3://bucket",
            "LIMNER_BLOBS_URL: is not usable: it must start with file:///. "
            "Example: LIMNER_BLOBS_URL=file:///srv/limner/blobs",
        ),
        ("SIZES", "[1", "LIMNER_SIZES: cannot be read. Example: LIMNER_SIZES=[1]"),
    ],
)
def test_wrong_value_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str, line: str
) -> None:
    """The name, the problem and an example."""
    monkeypatch.setenv(f"LIMNER_{name}", value)

    with pytest.raises(SystemExit) as leaving:
        read(RoomSettings)

    assert leaving.value.code == WRONG_SETTING
    assert capsys.readouterr().err == line + "\n"


def test_every_wrong_value_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One look is enough to mend them all, in `.env` too."""
    (tmp_path / ".env").write_text("LIMNER_MODE=push\n")
    monkeypatch.setenv("LIMNER_WEB_PORT", "eighty")

    with pytest.raises(SystemExit):
        read(RoomSettings)

    assert [line.split(":")[0] for line in capsys.readouterr().err.splitlines()] == [
        "LIMNER_WEB_PORT",
        "LIMNER_MODE",
    ]


def test_secret_is_never_repeated(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not even by a careless validator."""
    monkeypatch.setenv("LIMNER_BOT_TOKEN", "canary-4711")

    with pytest.raises(SystemExit):
        read(RoomSettings)

    assert capsys.readouterr().err == "LIMNER_BOT_TOKEN: is not usable.\n"


def test_wrong_token_alone_may_be_left_to_its_bot(monkeypatch: pytest.MonkeyPatch) -> None:
    """One bot's token does not stop the studio; any other wrong value does."""
    monkeypatch.setenv("LIMNER_BOT_TOKEN", "canary-4711")
    check(RoomSettings, but="bot_token")

    monkeypatch.setenv("LIMNER_WEB_PORT", "eighty")
    with pytest.raises(SystemExit):
        check(RoomSettings, but="bot_token")


def test_unread_variables_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A misspelt name is not silently ignored."""
    (tmp_path / ".env").write_text("LIMNER_MOED=webhook\nPATH=/bin\n")
    monkeypatch.setenv("LIMNER_WEBPORT", "80")
    monkeypatch.setenv("LIMNER_LEASE", "20")

    assert strangers(known([RoomSettings])) == [
        "LIMNER_MOED is not a setting and is ignored. Did you mean LIMNER_MODE?",
        "LIMNER_WEBPORT is not a setting and is ignored. Did you mean LIMNER_WEB_PORT?",
    ]


def test_blank_means_not_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line of `.env` without a value leaves the default."""
    (tmp_path / ".env").write_text("LIMNER_BLOBS_URL=\nLIMNER_BOT_TOKEN=\n")
    monkeypatch.setenv("LIMNER_WEB_PORT", "")

    settings = read(RoomSettings)

    assert (settings.blobs_url, settings.bot_token, settings.web_port) == (None, None, 8420)
