"""Who wants to be answered alone: said each time, or once for always."""

import pytest

from bots.chat import Reply
from bots.counter import Counter
from tasks.desk import Desk
from tests.factories import key, place, sender

ADA, THERE = sender("1001"), sender("2002", "discord")


async def say(counter: Counter, text: str, server: str = "") -> Reply:
    """Say a line, in private or in a group."""
    return await counter.say(text, ADA, place("42", server=server), key())


@pytest.mark.parametrize("hidden", [ADA, THERE])
async def test_linking_hides_what_either_hid(desk: Desk, counter: Counter, hidden: object) -> None:
    """On both platforms from then on; and one word takes it back on both."""
    who = ADA if hidden == ADA else THERE
    desk.allowance(THERE)
    desk.admin.local.prefer(who, "private", "on")
    desk.link(THERE, desk.link_code(ADA).text)

    assert {"telegram:1001": "on", "discord:2002": "on"} == desk.discretion.chosen()
    await say(counter, "/prefer private off")
    assert {} == desk.discretion.chosen()
    assert "" == counter.discretion.chosen(ADA)


async def test_only_a_switch_can_be_set_and_only_for_oneself(counter: Counter) -> None:
    """A server has no such setting: what its people show is theirs to say."""
    refused = await say(counter, "/prefer private perhaps")
    unknown = await say(counter, "/prefer steps_limit 3")

    assert refused.problem
    assert "setting_unfit" == refused.problem.code
    assert unknown.problem
    assert "private" in unknown.text


async def test_nothing_is_asked_for_where_nobody_can_be_reached_alone(counter: Counter, desk: Desk) -> None:
    """A group of a platform that knows no way out of it."""
    refused = await say(counter, "/imagine a house --private on", server="42")
    plain = await say(counter, "/imagine a house --private off", server="42")

    assert refused.problem
    assert "not_reached" == refused.problem.code
    assert plain.job
    assert [plain.job.id] == [job.id for job in desk.history(ADA)]
