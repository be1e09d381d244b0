"""Settings of the desk: defaults that work, and words for what does not."""

from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from tasks.queue import broker_url
from tasks.settings import TasksSettings


def read(**values: object) -> TasksSettings:
    """Read settings without a file."""
    return TasksSettings.model_validate(values)


def test_everything_lies_in_the_data_folder() -> None:
    """No settings: SQLite, a socket and a folder side by side."""
    settings = read(data="/srv/limner")

    assert "sqlite:////srv/limner/limner.sqlite" == settings.database_address
    assert "unix:///srv/limner/redis.sock" == settings.redis_address
    assert Path("/srv/limner/blobs") == settings.blobs


def test_admins_are_split() -> None:
    """One setting names them all."""
    assert {"telegram:1", "discord:2"} == read(admins="telegram:1, discord:2").admins


def test_seconds_may_be_bare() -> None:
    """A number is seconds."""
    assert timedelta(seconds=45) == read(lease="45").lease


@pytest.mark.parametrize("url", ["postgres://a:b@c/d", "postgresql://a:b@c/d"])
def test_postgres_gets_its_driver(url: str) -> None:
    """The URL that every host prints is the URL to set."""
    assert "postgresql+psycopg://a:b@c/d" == read(database_url=url).database_address


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"admins": "1001"}, "telegram:1001"),
        ({"lease": "3"}, "LIMNER_HEARTBEAT"),
        ({"data": "/srv/" + "long/" * 30}, "shorter folder"),
        ({"daily_credits": "-1"}, "daily_credits"),
    ],
)
def test_wrong_value_is_named(values: dict[str, object], said: str) -> None:
    """The message says which setting, and what would be right."""
    with pytest.raises(ValidationError, match=said):
        read(**values)


def test_passwords_are_not_shown() -> None:
    """Neither in a repr nor in an error."""
    assert "hunter2" not in repr(read(database_url="postgresql://a:hunter2@c/d"))


@pytest.mark.parametrize(
    ("ours", "celerys"),
    [
        ("unix:///srv/redis.sock", "redis+socket:///srv/redis.sock"),
        ("unix:///srv/redis.sock?db=2", "redis+socket:///srv/redis.sock?virtual_host=2"),
        ("redis://host:6379/1", "redis://host:6379/1"),
    ],
)
def test_broker_speaks_of_the_same_redis(ours: str, celerys: str) -> None:
    """Celery writes the URL of a socket in its own way."""
    assert celerys == broker_url(ours)
