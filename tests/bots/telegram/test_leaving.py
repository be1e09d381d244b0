"""What a group makes of people ends when it says that they have left."""

from collections.abc import Iterator

import pytest

from avatar.voices.shelf import Shelf
from generation.catalogue import Catalogue
from tasks.actor import Actor
from tasks.desk import Desk
from tasks.roles import Role
from tasks.settings import TasksSettings
from tests.bots.doors import BOT_NUMBER, TelegramDoor, Watched
from tests.bots.giving import FakeIntake
from tests.conftest import open_test_desk
from tests.factories import sender
from tests.fakes.outbox import MemoryOutbox

GROUP = {"id": -42, "type": "group", "title": "Mods"}


@pytest.fixture
def desk(settings: TasksSettings, catalogue: Catalogue) -> Iterator[Desk]:
    """Open a desk that makes moderators of a group."""
    chosen = TasksSettings.model_validate({**settings.model_dump(), "roles": "telegram:-42=moderator"})
    opened = open_test_desk(chosen, catalogue, MemoryOutbox())
    yield opened
    opened.close()


def message(number: int, account: int, **more: object) -> dict[str, object]:
    """Write a message of the group."""
    about = {"message_id": number, "date": 1_700_000_000, "chat": GROUP, "from": user(account)}
    return {**about, **more}


def user(account: int) -> dict[str, object]:
    """Write a person, or the bot."""
    return {"id": account, "is_bot": account == BOT_NUMBER, "first_name": "x"}


@pytest.mark.parametrize("left", [7, BOT_NUMBER])
async def test_who_left_is_a_member_again(desk: Desk, catalogue: Catalogue, shelf: Shelf, left: int) -> None:
    """Sent away by somebody else; or the bot was, and nobody vouches any more."""
    door = TelegramDoor(Watched(desk, catalogue, intake=FakeIntake(), voices=shelf))
    moderator = Actor(sender("7"))
    await door.take(message=message(1, 7, text="/help"))
    assert Role.MODERATOR is desk.authority.role(moderator)
    await door.take(message=message(2, 8, left_chat_member=user(9)))
    assert Role.MODERATOR is desk.authority.role(moderator)
    await door.take(message=message(3, 8, left_chat_member=user(left)))

    assert Role.MEMBER is desk.authority.role(moderator)
    door.counter.close()
