"""Appeals in chats: why, ask, answer; the person hears of it."""

import pytest

from bots.chat import Button, Reply
from bots.counter import Counter
from tasks.actor import STUDIO
from tasks.desk import Desk
from tasks.job import Place
from tasks.roles import Role
from tasks.rules import Rule
from tests.bots.delivering import delivering, until
from tests.factories import key, sender
from tests.fakes.chat import FakeChat
from tests.fakes.outbox import MemoryOutbox

ADA, BO = sender("1001"), sender("3003")
ROOM = Place(platform="telegram", chat="-10042", server="-10042")
MODS = Place(platform="telegram", chat="-10099", server="-10099")


@pytest.fixture(autouse=True)
def moderator(desk: Desk) -> None:
    """Let Bo be a moderator, and gore be forbidden."""
    desk.authority._standing.appoint(BO, Role.MODERATOR, Role.OWNER)
    desk.words.save(STUDIO, "studio", Rule(name="gore", words=("gore",), warns=True))
    desk.appeals.call_to(STUDIO, "telegram:server:-10042", MODS, "en")


def button(reply: Reply, action: str) -> Button:
    """Find a button of a reply."""
    return next(one for one in reply.buttons if one.action == action)


async def press(counter: Counter, one: Button, who: str = "1001") -> Reply:
    """Press a button."""
    return await counter.press(one.action, one.job_id, sender(who), ROOM, key())


@pytest.mark.parametrize(
    ("action", "told"),
    [("allow", "being made"), ("lift", "warning is taken back"), ("uphold", "stays blocked")],
)
async def test_appeal_goes_to_the_moderators_and_back(
    counter: Counter, desk: Desk, chat: FakeChat, outbox: MemoryOutbox, action: str, told: str
) -> None:
    """By buttons alone; after a restart in between as well, for all of it is kept."""
    refused = await counter.say("/imagine gore", ADA, ROOM, key())
    why = await press(counter, button(refused, "why"))
    sent = await press(counter, button(why, "appeal"))

    async with delivering(chat, counter, outbox):
        await until(lambda: bool(chat.told) and not desk.notices.waiting("telegram"))
        where, question = chat.told[0]
    answer = await press(counter, button(question, action), "3003")
    async with delivering(chat, counter, outbox):
        await until(lambda: len(chat.told) > 1)

    assert "gore" not in refused.text.casefold()
    assert "counted as a warning" in why.text
    assert "moderators were asked" in sent.text
    assert ("-10099", "gore") == (where, question.hidden)
    assert answer.problem is None
    assert "1001" == chat.told[1][0]
    assert told in chat.told[1][1].text
    assert (action == "allow") == bool(desk.history(ADA))


async def test_others_do_not_answer(counter: Counter, desk: Desk) -> None:
    """Whoever forges the button is refused."""
    refused = await counter.say("/imagine gore", ADA, ROOM, key())
    case = button(refused, "appeal").job_id
    await press(counter, button(refused, "appeal"))
    forged = await counter.press("allow", case, ADA, ROOM, key())

    assert forged.problem is not None
    assert "not_allowed" == forged.problem.code
    assert [] == desk.history(ADA)


async def test_shipped_list_offers_no_way_to_allow(
    counter: Counter, chat: FakeChat, outbox: MemoryOutbox
) -> None:
    """Moderators are asked all the same: a warning may have been wrong."""
    refused = await counter.say("/imagine nude child", ADA, ROOM, key())
    await press(counter, button(refused, "appeal"))
    async with delivering(chat, counter, outbox):
        await until(lambda: bool(chat.told))

    assert ["lift", "uphold"] == [one.action for one in chat.told[0][1].buttons]


async def test_chat_of_the_moderators_is_chosen_there(counter: Counter, desk: Desk) -> None:
    """By a moderator, for the server; for another it takes an admin."""
    here = await counter.say("/moderators", BO, ROOM, key())
    other = await counter.say("/moderators --of telegram:server:-1", BO, ROOM, key())

    assert here.problem is None
    assert other.problem is not None
    await press(counter, button(await counter.say("/imagine gore", ADA, ROOM, key()), "appeal"))
    assert ["-10042"] == [one.place.chat for one in desk.notices.waiting("telegram")]
