"""A dear request is asked back before anything is held; what is too dear comes with something cheaper."""

import pytest

from bots.chat import Reply
from bots.counter import Counter
from bots.sitting import CONSENT_VERSION
from tasks.desk import Desk
from tasks.plan import Plan
from tasks.plans import subject_of
from tests.bots.giving import photo
from tests.bots.sitting import hear
from tests.factories import key, place, sender, submit
from tests.fakes.worker import FakeWorker

ASKED = "/imagine a red house --n 4"  # four credits


def plan(desk: Desk, **values: object) -> None:
    """Give everybody a plan."""
    desk.plans.put(Plan.model_validate({"name": "all", **values}))
    desk.plans.assign(subject_of("role:member"), "all")


def actions(reply: Reply) -> list[str]:
    """List what can be pressed."""
    return [button.action for button in reply.buttons]


async def pressed(counter: Counter, reply: Reply, action: str, who: str = "1001") -> Reply:
    """Press a button."""
    button = next(one for one in reply.buttons if one.action == action)
    return await counter.press(button.action, button.job_id, sender(who), place(), key())


async def test_dear_request_shows_price_balance_time_and_ways(counter: Counter, desk: Desk) -> None:
    """And is no job yet."""
    worker = FakeWorker(desk)
    worker.work(submit(desk).id)  # so that it is known how long a picture takes
    plan(desk, confirm_above=3, daily_credits=200)
    reply = await hear(counter, ASKED)

    assert "This costs 4 credits and leaves you 195 · ready in 1 to 2 s" in reply.text
    assert ["make", "cheaper", "leave"] == actions(reply)
    assert "3 × 128×128, 20 steps · 3 credits" == reply.buttons[1].label
    assert (None, None) == (reply.job, reply.problem)
    assert 1 == len(desk.history(sender()))


async def test_press_makes_it_once(counter: Counter, desk: Desk) -> None:
    """A second press shows the same job."""
    plan(desk, confirm_above=3)
    reply = await hear(counter, ASKED)
    jobs = [(await pressed(counter, reply, action)).job for action in ("make", "make", "cheaper")]

    assert 1 == len({job.id for job in jobs if job})
    assert 4 == desk.allowance(sender()).held


async def test_no_makes_nothing(counter: Counter, desk: Desk) -> None:
    """Nothing was held, nothing is."""
    plan(desk, confirm_above=3)
    reply = await pressed(counter, await hear(counter, ASKED), "leave")

    assert "Nothing was made" in reply.text
    assert (None, None, []) == (reply.job, reply.problem, desk.history(sender()))


async def test_spent_credits_come_with_a_button(counter: Counter, desk: Desk) -> None:
    """Price, what is left, when it fills up, and what would fit."""
    plan(desk, daily_credits=2)
    reply = await hear(counter, ASKED)
    made = await pressed(counter, reply, "cheaper")

    assert "This costs 4 credits, and you have 2 left. Your credits fill up at 00:00 UTC" in reply.text
    assert ["cheaper"] == actions(reply)
    assert made.job is not None
    assert 2 == made.job.price


async def test_offers_of_others_are_refused(counter: Counter, desk: Desk) -> None:
    """In one sentence."""
    plan(desk, confirm_above=3)
    reply = await pressed(counter, await hear(counter, ASKED), "make", who="66")

    assert reply.problem is not None
    assert "no_such_offer" == reply.problem.code


async def test_slow_lane_is_told(counter: Counter, desk: Desk) -> None:
    """It costs nothing and is made last."""
    plan(desk, daily_credits=2, slow_lane=True)
    reply = await hear(counter, ASKED)

    assert reply.job is not None
    assert "slow lane" in reply.text
    assert 0 == reply.job.cost


@pytest.mark.parametrize("action", ["make", "leave"])
async def test_clip_that_is_asked_back_is_in_the_offer(counter: Counter, desk: Desk, action: str) -> None:
    """The sitting is over, so the next photo begins another."""
    desk.consent(sender(), CONSENT_VERSION)
    plan(desk, confirm_above=0)
    reply = await hear(counter, "/avatar Hello there", photo())
    answer = await pressed(counter, reply, action)

    assert (answer.job is not None) == (action == "make")
    assert desk.conversation(sender(), place()) is None


async def test_price_is_told_in_chinese(counter: Counter, desk: Desk) -> None:
    """Every word of it."""
    plan(desk, confirm_above=3)
    reply = await counter.say(ASKED, sender(locale="zh-CN"), place(), key())

    assert "这需要 4 点，之后你还剩 196 点" in reply.text
    assert ["制作", "3 × 128×128，20 步 · 3 点", "不用了"] == [button.label for button in reply.buttons]
