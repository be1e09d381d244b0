"""Lists on Telegram: turned in their place, likes told over the button, and replies that mean a result."""

import pytest

from tasks.fetches import Fetching, Outcome
from tests.bots.telegram.studio import Studio
from tests.factories import BELOW
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_world import Person, Room


async def drawn(studio: Studio, alice: Person, room: Room, count: int) -> None:
    """Have pictures made."""
    for number in range(count):
        await studio.asked(alice, room, f"/imagine house {number}")
        await studio.draw()


async def test_pages_are_turned_in_their_place(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """One photo with words below it, whose picture and words change."""
    await drawn(studio, alice, room, 7)
    telegram.say(alice, room, "/history house")
    await telegram.until(lambda: len(room.shown) == 8)
    page = room.shown[-1]
    first = page.text
    telegram.press(alice, page, "turn")
    await telegram.until(lambda: page.text != first)

    assert "photo" == page.kind
    assert "house 6" in first
    assert "house 0" in page.text
    assert "house 6" not in page.text
    assert 8 == len(room.shown)


async def test_like_is_told_over_the_button_and_found_by_reply(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """The message stays; a reply with the command lets it go again."""
    await drawn(studio, alice, room, 2)
    first = room.shown[0]
    query = telegram.press(alice, first, "like")
    await telegram.until(lambda: query in telegram.methods.answered)
    telegram.say(alice, room, "/history --favourites on")
    await telegram.until(lambda: len(room.shown) == 3)
    telegram.say(alice, room, "/favourite", to=first)
    await telegram.until(lambda: len(room.shown) == 4)

    assert "♥ Kept among your favourites." == telegram.methods.answered[query]
    assert "♥ house 0" in room.shown[2].text
    assert "No longer a favourite." == room.shown[3].text


async def test_entry_opens_below_with_its_picture(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """And with everything that can be done with it."""
    await drawn(studio, alice, room, 1)
    telegram.say(alice, room, "/history")
    await telegram.until(lambda: len(room.shown) == 2)
    telegram.press(alice, room.shown[1], "open")
    await telegram.until(lambda: len(room.shown) == 3)

    entry = room.shown[2]
    assert "photo" == entry.kind
    assert {"same", *BELOW} == set(entry.buttons)


async def test_line_is_changed_in_its_place(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """The last becomes the first."""
    for words in ("one", "two"):
        await studio.asked(alice, room, f"/imagine {words}")
    telegram.say(alice, room, "/jobs")
    await telegram.until(lambda: len(room.shown) == 3)
    listed = room.shown[2]
    telegram.press(alice, listed, "first")
    await telegram.until(lambda: "1. two" in listed.text)

    assert 3 == len(room.shown)


async def test_model_on_its_way_is_followed_in_its_message(
    monkeypatch: pytest.MonkeyPatch, telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """Until it ends; the button that gives it up is gone then."""
    monkeypatch.setattr("bots.fetching.LOOK_S", 0.01)
    fetching = Fetching(
        "https://civitai.com/a", f"telegram:{alice.id}", "a.safetensors", 1_000_000, 4_000_000
    )
    studio.desk.fetches._running[fetching.id] = fetching
    telegram.say(alice, room, "/model_add")
    await telegram.until(lambda: room.shown and "25 %" in room.shown[0].text)
    fetching.here = 2_000_000
    await telegram.until(lambda: "50 %" in room.shown[0].text)
    fetching.outcome = Outcome("problem-fetch_stopped", {})
    await telegram.until(lambda: "Nothing of it was kept" in room.shown[0].text)

    assert 1 == len(room.shown)
    assert {} == room.shown[0].buttons


async def test_models_turn_in_place(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """By kinds, in the same message; a card comes below it and puts its command into the text field."""
    telegram.say(alice, room, "/models")
    await telegram.until(lambda: room.shown)
    telegram.press_data(alice, room.shown[0], "kind:lora.")
    await telegram.until(lambda: "pocket-lora-sepia" in room.shown[0].text.splitlines()[0])
    telegram.press(alice, room.shown[0], "card")
    await telegram.until(lambda: len(room.shown) == 2)

    assert ["/imagine --lora pocket-lora-sepia"] == room.shown[1].drafts
    assert "wield" not in room.shown[1].buttons
