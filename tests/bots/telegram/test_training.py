"""Pictures for a training come as albums, and as files: all of them count, and one message tells so."""

from PIL import Image

from tasks.job import Place, Sender
from tasks.portfolios import Portfolio
from tests.bots.giving import as_png
from tests.bots.telegram.studio import Studio
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_world import Person, Room


def picture(colour: str) -> bytes:
    """Draw a picture that is large enough to be learnt."""
    return as_png(Image.new("RGB", (128, 128), colour))


def gathered(studio: Studio, room: Room) -> Portfolio:
    """Read what Alice has gathered."""
    here = Place(platform="telegram", chat=str(room.id))
    found = studio.desk.portfolios.of(Sender(platform="telegram", account="1001"), here)
    return found or Portfolio(mark="none")


async def test_albums_are_gathered_whole(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """An album with the command, another without, a file: one message for each, brought up to date."""
    for number, colour in enumerate(("red", "green", "blue")):
        telegram.show(alice, room, picture(colour), "/train wuff a dog" if number == 0 else "", album="77")
    await telegram.until(lambda: any("wuff: 3 of 5" in message.text for message in room.shown))
    for colour in ("black", "white"):
        telegram.show(alice, room, picture(colour), album="78")
    await telegram.until(lambda: any("wuff: 5 of 5" in message.text for message in room.shown))
    telegram.send(alice, room, "document", picture("pink"), mime="image/png")
    await telegram.until(lambda: any("wuff: 6 of 5" in message.text for message in room.shown))

    assert 6 == len(gathered(studio, room).pictures)
    assert 3 == len(room.shown)
    assert [] == studio.jobs


async def test_training_begins_at_a_press(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """The question loses its buttons, and a placeholder shows how it goes."""
    for number, colour in enumerate(("red", "green", "blue", "black", "white")):
        telegram.show(alice, room, picture(colour), "/train wuff" if number == 0 else "", album="77")
    await telegram.until(lambda: any("5 of 5" in message.text for message in room.shown))
    [question] = room.shown
    telegram.press(alice, question, "learn")
    await telegram.until(lambda: len(studio.jobs) == 1)
    await telegram.until(lambda: studio.desk.job(studio.jobs[0]).placeholder)

    assert 2 == len(room.shown)
    assert {} == room.shown[0].buttons
