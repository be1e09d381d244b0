"""What admins type: each command end to end at the counter, named people and sentences included."""

import re
from collections.abc import Iterator
from uuid import UUID

import pytest

from avatar.voices.shelf import Shelf
from bots.actions import Action
from bots.commands.admin_quota import QUOTA_GRANT
from bots.counter import Counter
from bots.grammar import spread
from bots.naming import span
from generation.catalogue import Catalogue
from generation.errors import Refusal
from tasks.desk import Desk
from tasks.settings import TasksSettings
from tests.bots.admins import ADA, BOSS, ROOM, SECOND, counter_of_admins, desk_of_admins, say, told
from tests.factories import image_request, key, sender


@pytest.fixture
def desk(settings: TasksSettings, catalogue: Catalogue) -> Iterator[Desk]:
    """Open a desk of two owners."""
    yield from desk_of_admins(settings, catalogue)


@pytest.fixture
def counter(desk: Desk, catalogue: Catalogue, shelf: Shelf) -> Iterator[Counter]:
    """Open a counter at that desk."""
    yield from counter_of_admins(desk, catalogue, shelf)


@pytest.mark.parametrize("named", ["@ada", "@ADA", "telegram:1001", "TELEGRAM:1001", "1001"])
async def test_people_are_named_in_many_ways(counter: Counter, named: str) -> None:
    """By the name they go by, by platform and number, or by the number alone."""
    answer = "Ada (telegram:1001): 200 of 200 credits left today, 0 set aside."
    assert answer == await told(counter, f"/quota_show {named}")


@pytest.mark.parametrize("named", ["@nobody", "telegram:999", "discord:1001", "<@1001>", "@limner_bot"])
async def test_strangers_and_bots_are_not_known(counter: Counter, named: str) -> None:
    """Nothing is given to nobody."""
    assert (await told(counter, f"/quota_grant {named} 50 x")).startswith("I have not met")


async def test_nobody_named_is_asked_for(counter: Counter) -> None:
    """Without a name and without a reply."""
    assert (await told(counter, "/quota_grant 50 x")).startswith("Say who is meant")


@pytest.mark.parametrize(
    ("amount", "part"),
    [
        ("0", "can be 1 to 1000000; you wrote 0"),
        ("-5", "can be 1 to 1000000; you wrote -5"),
        ("1000000000000", "can be 1 to 1000000; you wrote 1000000000000"),
        ("1.5", "“1.5” is not a number I can use for credits. Write one from 1 to 1000000"),
        ("many", "“many” is not a number"),
    ],
)
async def test_amounts_are_told_their_range(counter: Counter, amount: str, part: str) -> None:
    """In one sentence."""
    assert part in await told(counter, f"/quota_grant @ada {amount} thanks")


async def test_oneself_gets_nothing(counter: Counter) -> None:
    """An admin asks another one."""
    assert (await told(counter, "/quota_grant telegram:1 50 x")).startswith("You cannot do that to yourself")


async def test_credits_are_managed(counter: Counter) -> None:
    """Set, granted for a while, revoked, and back to the usual."""
    assert "50 of 50 credits left" in await told(counter, "/quota_set @ada 50 too many pictures")
    assert "60 of 50 credits left" in await told(counter, "/quota_grant @ada 10 for the help --days 3")
    assert "55 of 50 credits left" in await told(counter, "/quota_revoke @ada 5 back again")
    assert "of 200 credits" in await told(counter, "/quota_set @ada default")

    assert "for the help" in await told(counter, "/audit @ada")


async def test_same_event_gives_once(counter: Counter) -> None:
    """A repeat with another amount says what was done."""
    event = key()
    for _ in range(2):
        answer = await counter.say("/quota_grant @ada 50 thanks", BOSS, ROOM, event)
        assert "250 of 200" in answer.text
    other = await counter.say("/quota_grant @ada 51 thanks", BOSS, ROOM, event)
    assert other.text.startswith("Already done for telegram:1001 with 50")


async def test_large_grant_goes_to_a_second_admin(counter: Counter, desk: Desk) -> None:
    """By a button, which is nobody else's and not one's own."""
    asked = await say(counter, "/quota_grant @ada 500 a prize")
    approve, reject = asked.buttons
    assert ("approve", "reject") == (approve.action, reject.action)
    for who, part in ((BOSS, "You proposed this yourself"), (ADA, "You may not do that")):
        assert part in (await counter.press("approve", approve.job_id, who, ROOM, key())).text
    assert "500 credits for telegram:1001" in await told(counter, "/proposals", SECOND)
    for forged in ("", "x", "99", "1.5", "-1", "9" * 40):
        answer = await counter.press("approve", forged, SECOND, ROOM, key())
        assert answer.problem is not None

    assert (
        "700 credits are there" in (await counter.press("approve", approve.job_id, SECOND, ROOM, key())).text
    )
    assert "was approved before" in (await counter.press("reject", reject.job_id, BOSS, ROOM, key())).text
    assert 700 == desk.allowance(ADA).left
    assert "No grant waits" in await told(counter, "/proposals")


async def test_people_are_restrained(counter: Counter) -> None:
    """Warned, muted for a time, banned, and let go; each is told for all to see."""
    assert "That is the first warning." in await told(counter, "/warn @ada be kind")
    muted = await say(counter, "/mute @ada 2h be very kind")
    assert "be very kind" in muted.text
    assert not muted.private
    assert "You cannot ask for anything new until" in await told(counter, "/imagine a house", ADA)
    assert "may ask for things again" in await told(counter, "/unmute @ada")
    assert "until a moderator lifts it" in await told(counter, "/ban @ada threats")
    assert "You are shut out of this studio until a moderator lifts it." in await told(
        counter, "/imagine a house", ADA
    )
    assert "is let in again" in await told(counter, "/unban @ada sorry")
    assert "has no ban" in await told(counter, "/unban @ada")

    assert 4 == len((await told(counter, "/sanctions @ada")).splitlines())
    assert "warned" in await told(counter, "/sanctions", ADA)
    assert "You may not do that" in await told(counter, "/sanctions telegram:1", ADA)


@pytest.mark.parametrize("lasts", ["2fortnights", "2", "0m", "5000d"])
async def test_odd_time_mutes_nobody(counter: Counter, desk: Desk, lasts: str) -> None:
    """Least of all for ever."""
    assert (await say(counter, f"/mute @ada {lasts} spam")).problem is not None

    assert [] == list(desk.sanctions.mine(ADA))


async def test_roles_are_given(counter: Counter) -> None:
    """And shown."""
    assert "is a member" in await told(counter, "/role @ada")
    assert "is a moderator" in await told(counter, "/role @ada moderator helps a lot")
    assert "is a moderator" in await told(counter, "/role @ada")
    assert "You may not" in await told(counter, "/role @ada owner", ADA)


async def test_jobs_of_others_are_listed_and_cancelled(counter: Counter, desk: Desk) -> None:
    """The owner reads why."""
    job = desk.submit(image_request(), ADA, ROOM, key())
    listed = await told(counter, "/jobs_of @ada")
    assert [str(job.id)] == re.findall(r"[0-9a-f-]{36}", listed)
    assert "1 credit went back" in await told(counter, f"/job_cancel {job.id} not here")

    assert desk.job(job.id).problem is not None
    assert "finished" in await told(counter, f"/job_cancel {job.id} again")
    assert "no such" in await told(counter, f"/job_cancel {UUID(int=1)} x")
    assert "Say why" in await told(counter, f"/job_cancel {job.id}")


@pytest.mark.parametrize("action", ["cancel", "delete"])
async def test_moderators_press_for_others(counter: Counter, desk: Desk, action: Action) -> None:
    """And it is written down; for others there is no such job."""
    job = desk.submit(image_request(), ADA, ROOM, key())
    stranger = await counter.press(action, job.id, sender("9"), ROOM, key())
    assert stranger.problem is not None
    assert "no_such_job" == stranger.problem.code
    assert (await counter.press(action, job.id, BOSS, ROOM, key())).job is not None

    assert desk.job(job.id).status.final
    [entry] = desk.audit.entries()
    assert (f"job.{action}", str(job.id)) == (entry.act, entry.whom)
    assert {"status": "refunded", "owner": "telegram:1001", "price": 1} == entry.after


def test_words_fill_fields_in_order() -> None:
    """A word that is no person is left to the next field; flags stand anywhere."""
    fields = QUOTA_GRANT.words

    assert {"person": "@ada", "credits": "5", "reason": "so kind"} == spread(
        "@ada 5 so kind", QUOTA_GRANT.form, fields
    )
    assert {"credits": "5", "reason": "kind", "days": "3"} == spread(
        "5 --days 3 kind", QUOTA_GRANT.form, fields
    )
    assert {"credits": "5000", "reason": "kind"} == spread("5000 kind", QUOTA_GRANT.form, fields)
    assert {} == spread("", QUOTA_GRANT.form, fields)
    with pytest.raises(Refusal):
        spread("5 kind --reason x", QUOTA_GRANT.form, fields)


@pytest.mark.parametrize(
    ("text", "hours"), [("2h", 2), ("90m", 1.5), ("3d", 72), ("1w", 168), ("3天", 72), ("2 小时", 2)]
)
def test_times_are_read(text: str, hours: float) -> None:
    """In both languages."""
    lasts = span(text)
    assert lasts is not None
    assert hours * 3600 == lasts.total_seconds()
