"""Replies as Discord messages."""

from io import BytesIO

import PIL.Image
import pytest

from bots.chat import Button, Reply
from bots.discord.post import Composer, plain, shrink
from bots.discord.tickets import FILE_LIMIT
from tasks.job import Status
from tests.bots.discord.made import job_of, jpeg, media, png
from tests.fakes.discord_world import Person, Room, World


async def read(key: str) -> bytes:
    """Read a stored picture."""
    return png(seed=int(key))


async def test_several_pictures_have_names_of_their_own() -> None:
    """Discord tells files apart by name."""
    pictures = tuple(media(png(), key=str(number), seed=7 + number) for number in range(4))

    post = await Composer(read).compose(Reply("a house", media=pictures), FILE_LIMIT)

    assert ["limner-1-7.png", "limner-2-8.png", "limner-3-9.png", "limner-4-10.png"] == [
        file.name for file in post.files or ()
    ]
    assert [png(seed=number) for number in range(4)] == [file.data for file in post.files or ()]


async def test_finished_pictures_take_the_place_of_the_preview() -> None:
    """A message shows one or the other."""
    post = await Composer(read).compose(
        Reply("a house", media=(media(png(), key="0"),), preview=jpeg()), FILE_LIMIT
    )

    assert ["limner-1-7.png"] == [file.name for file in post.files or ()]


async def test_message_without_files_takes_the_old_ones_off() -> None:
    """An edit that names no attachments keeps none."""
    post = await Composer(read).compose(Reply("gone"), FILE_LIMIT)

    assert [] == post.body()["attachments"]
    assert [] == post.body()["components"]


async def test_progress_without_news_leaves_the_preview() -> None:
    """A picture that appears must not flicker."""
    interaction = World().interact(2, Person("3001", "Ada"), Room("1"))
    running = job_of(interaction, Status.RUNNING)

    post = await Composer(read).compose(Reply("50 %", job=running), FILE_LIMIT)

    assert "attachments" not in post.body()


async def test_nobody_is_pinged_but_who_asked() -> None:
    """Whatever the prompt says."""
    quiet = await Composer(read).compose(Reply("@everyone"), FILE_LIMIT)
    loud = await Composer(read).compose(Reply("@everyone"), FILE_LIMIT, ping="3001")

    assert {"parse": [], "users": []} == quiet.body()["allowed_mentions"]
    assert {"parse": [], "users": ["3001"]} == loud.body()["allowed_mentions"]
    assert loud.text.startswith("<@3001>\n")


async def test_long_label_is_cut() -> None:
    """Discord refuses more than 80 characters."""
    post = await Composer(read).compose(Reply("x", (Button("again", "1", "y" * 99),)), FILE_LIMIT)

    assert 80 == len(post.components[0]["components"][0]["label"])


def test_long_prompt_gives_way_to_the_recipe() -> None:
    """Even where every character needs escaping."""
    text = plain("*" * 1500 + "\n128x128, 20 steps", 2000)

    assert 2000 >= len(text)
    assert text.endswith("…\n128x128, 20 steps")


@pytest.mark.parametrize("typed", ["_a_", "**a**", "`a`", "||a||", "> a", "# a", "<@1>", "<t:1>"])
def test_markup_is_escaped(typed: str) -> None:
    """What was typed is shown as it was typed."""
    assert "\\" in plain(typed, 2000)


def test_shrunk_picture_fits_and_is_a_picture() -> None:
    """Noise is the hardest; it gets smaller until it fits."""
    small = shrink(png(256), 5_000)

    assert 5_000 >= len(small)
    with PIL.Image.open(BytesIO(small)) as image:
        assert ("JPEG", "RGB") == (image.format, image.mode)
