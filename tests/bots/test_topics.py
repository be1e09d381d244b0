"""Choices are explained where people meet them."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from bots.commands.menu import COMMANDS
from bots.counter import Counter
from bots.grammar import flag_of
from bots.topics.tell import FOLDER, TOPICS, topic_of, topic_reply
from bots.wording import LOCALES, Wording
from tests.factories import key, place, sender

MESSAGE = 1024  # characters, what Telegram lets stand under a picture
DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_is_told(topic: str, locale: str) -> None:
    """In one message, with a picture that can be looked at where there is one."""
    reply = topic_reply(topic, Wording(locale))

    assert not reply.text.startswith("topic-")
    assert len(reply.text) <= MESSAGE
    assert reply.private
    assert bool(TOPICS[topic]) == bool(reply.preview)
    if reply.preview:
        assert "JPEG" == Image.open(BytesIO(reply.preview)).format


@pytest.mark.parametrize(
    ("typed", "topic"),
    [
        ("steps", "steps"),
        ("--steps", "steps"),
        ("CFG", "guidance"),
        ("no", "negative_prompt"),
        ("negative-prompt", "negative_prompt"),
        ("imagine", ""),
        ("", ""),
    ],
)
def test_topic_is_found_as_it_is_typed(typed: str, topic: str) -> None:
    """By name or flag; a command is none."""
    assert topic == topic_of(typed)


def test_no_topic_hides_a_command() -> None:
    """Or its options could not be asked for."""
    assert not {command.name for command in COMMANDS} & {*TOPICS, *map(flag_of, TOPICS)}


async def test_help_tells_a_topic(counter: Counter) -> None:
    """And lists them all."""
    told = await counter.hear("/help guidance", (), sender(), place(), key())
    listed = await counter.hear("/help", (), sender(), place(), key())

    assert told.text.startswith("Guidance: how firmly")
    assert told.preview
    assert all(flag_of(topic) in listed.text for topic in TOPICS)


@pytest.mark.parametrize("name", ["how-it-works.md", "how-it-works.zh-CN.md"])
def test_page_shows_every_picture(name: str) -> None:
    """The page that tells the whole story, in both languages."""
    text = (DOCS / name).read_text("utf-8")

    assert [] == [picture.name for picture in FOLDER.glob("*.webp") if f"topics/{picture.name})" not in text]
