"""What admins type: each command end to end at the counter, named people and sentences included."""

import re
from collections.abc import Iterator
from uuid import UUID

import pytest

from avatar.voices.shelf import Shelf
from bots.actions import Action
from bots.chat import Reply, follow
from bots.commands.admin_quota import QUOTA_GRANT
from bots.counter import Counter
from bots.fetching import reply_of
from bots.grammar import spread
from bots.naming import span
from bots.wording import Wording
from generation.catalogue import Catalogue
from generation.errors import Refusal
from tasks.admin_errors import FetchStopped
from tasks.desk import Desk
from tasks.fetches import Fetching, Outcome
from tasks.job import Place, Sender
from tasks.settings import TasksSettings
from tests.bots.giving import FakeIntake
from tests.conftest import open_test_desk
from tests.factories import image_request, key, place, recipe, sender
from tests.fakes.outbox import MemoryOutbox

BOSS = sender("1", name="Boss")
SECOND = sender("2", name="Second")
ADA = sender("1001", handle="Ada")
ROOM = place("-42", server="-42")


@pytest.fixture
def desk(settings: TasksSettings, catalogue: Catalogue) -> Iterator[Desk]:
    """Open a desk of two owners, where 100 credits a day may be granted alone."""
    values = {**settings.model_dump(), "admins": "telegram:1,telegram:2", "grant_alone": 100}
    opened = open_test_desk(TasksSettings.model_validate(values), catalogue, MemoryOutbox())
    for one in (BOSS, SECOND, ADA):
        opened.allowance(one)
    opened.admin.known.note(ADA)
    yield opened
    opened.close()


@pytest.fixture
def counter(desk: Desk, catalogue: Catalogue, shelf: Shelf) -> Iterator[Counter]:
    """Open a counter at that desk."""
    opened = Counter(desk, catalogue, intake=FakeIntake(), voices=shelf)
    yield opened
    opened.close()


async def say(counter: Counter, text: str, who: Sender = BOSS, where: Place = ROOM) -> Reply:
    """Type a line."""
    return await counter.say(text, who, where, key())


async def told(counter: Counter, text: str, who: Sender = BOSS) -> str:
    """Type a line, and read the answer."""
    return (await say(counter, text, who)).text


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
    assert (f"job.{action}", str(job.id), {"owner": "telegram:1001"}) == (entry.act, entry.whom, entry.after)


async def test_plans_are_arranged(counter: Counter) -> None:
    """Created, changed, assigned to people, roles and this place, and taken away."""
    assert "• gold: daily_credits 90" in await told(counter, "/plan_set gold --daily-credits 90")
    changed = await told(counter, "/plan_set gold --steps-limit 20 --slow-lane on --models pocket")
    assert "daily_credits 90" in changed
    assert "steps_limit 20" in changed
    for subject in ("@ada", "role:trusted", "server", "channel"):
        assert "→ gold" in await told(counter, f"/plan_assign gold {subject}")
    assert "steps_limit = 20" in await told(counter, "/plan_of @ada")
    assert "role:trusted → gold" in await told(counter, "/plans")
    assert "telegram:server:-42 → none" in await told(counter, "/plan_assign none server")
    assert (await say(counter, "/plan_set Gold!")).problem is not None
    assert (await say(counter, "/plan_delete gold")).problem is not None
    assert (await say(counter, "/plan_set silver --daily-credits 101")).problem is not None


async def test_models_are_kept_for_some(counter: Counter) -> None:
    """By role, server and channel; whoever is outside neither sees nor draws with them."""
    assert "pocket may be used by: role:trusted." == await told(counter, "/model_allow pocket trusted")
    assert "telegram:channel:-42" in await told(counter, "/model_allow pocket channel")
    assert "pocket (" not in await told(counter, "/models", ADA)
    refused = await say(counter, "/imagine a house", ADA)
    assert "kept for: role:trusted, telegram:channel:-42. Nothing was charged." in refused.text
    assert "everybody" in await told(counter, "/model_allow pocket")
    assert "1. pocket (used" in await told(counter, "/models", ADA)
    for wrong in ("/model_allow pokcet", "/model_allow pocket nobody", "/model_remove pocket"):
        assert (await say(counter, wrong)).problem is not None


async def test_models_are_fetched_from_links(counter: Counter, desk: Desk) -> None:
    """By those who may; how far it is, the same command says."""
    link = "https://civitai.com/ink.safetensors"
    assert "You are fetching nothing." in await told(counter, "/model_add")
    assert "You may not do that" in (await say(counter, f"/model_add {link}", ADA)).text
    elsewhere = (await say(counter, "/model_add https://example.org/a")).text
    assert "is not followed: give an https link to one of these: civitai.com, huggingface.co." in elsewhere
    fetching = Fetching(link, BOSS.address, "ink.safetensors", 3_000_000, 4_000_000)
    desk.fetches._running["1"] = fetching
    shown = await say(counter, "/model_add")
    assert "ink.safetensors: 75 % · 3.0 of 4.0 MB · " in shown.text
    assert "is being fetched already" in (await say(counter, f"/model_add {link}")).text
    answers = [await counter.press("unfetch", fetching.id, who, ROOM, key()) for who in (ADA, BOSS)]
    assert "You are fetching nothing." in answers[0].text
    assert "nothing of it is kept" in answers[1].text
    assert ["fetch", "unfetch"] == [one.action for one in shown.buttons]
    with pytest.raises(FetchStopped):
        fetching.report("ink.safetensors", 4, 4)


async def test_fetch_is_followed_until_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes, then the checks, then how it ended, without buttons; what did not change is not shown again."""
    monkeypatch.setattr("bots.fetching.LOOK_S", 0.0)
    fetching = Fetching("https://civitai.com/a", "telegram:1", "a.safetensors", 1_000_000, 2_000_000)
    fetching.begun_at -= 1e9
    shown: list[Reply] = []

    async def show(reply: Reply) -> bool:
        shown.append(reply)
        if fetching.checking:
            fetching.outcome = Outcome("problem-fetch_stopped", {})
        fetching.check("a.safetensors", len(shown) * 1_000_000, 2_000_000)
        return True

    await follow(reply_of(fetching, Wording("en")), show)

    assert ["a.safetensors: 50 % · 1.0 of 2.0 MB · 0.0 MB a second"] == [shown[0].text]
    assert "I look into it before anybody can use it: 50 %" in shown[1].text
    assert "Fetching was ended. Nothing of it was kept." == shown[-1].text
    assert [2, 2, 0] == [len(one.buttons) for one in shown]


async def test_pools_are_opened_filled_and_ended(counter: Counter) -> None:
    """For this server, this channel or another place; who asks there pays nothing meanwhile."""
    assert "There are no pools." == await told(counter, "/pools")
    opened = await told(counter, "/pool_open party 40 2")
    assert opened.startswith("• party: 40 credits left, 0 held, for telegram:server:-42, until ")
    assert "for telegram:channel:-42" in await told(counter, "/pool_open night 1 0.5 channel")
    assert "for discord:server:7" in await told(counter, "/pool_open far 1 --scope discord:server:7")
    assert "party: 45 credits left" in await told(counter, "/pool_add party 5")
    assert "paid from the pool" in await told(counter, "/imagine a house --n 2", ADA)
    assert "party: 43 credits left, 2 held" in await told(counter, "/pools")
    assert ", ended " in await told(counter, "/pool_end party")
    for wrong in (
        "/pool_add party 5",
        "/pool_add ball 5",
        "/pool_open party 5",
        "/pool_open x 101",
        "/pool_open X 1",
    ):
        assert (await say(counter, wrong)).problem is not None
    assert "There is no server here" in (await say(counter, "/pool_open mine 5", BOSS, place("7"))).text
    assert 3 == len((await told(counter, "/pools")).splitlines())


async def test_studio_is_paused_and_resumed(counter: Counter) -> None:
    """One kind, or all, here or everywhere."""
    await told(counter, "/pause text-to-image the card is hot")
    assert "the card is hot" in await told(counter, "/imagine a house", ADA)
    assert "Paused (text-to-image): the card is hot" in await told(counter, "/settings", ADA)
    await told(counter, "/resume text-to-image")
    await told(counter, "/pause --where server")
    assert "takes nothing new" in await told(counter, "/imagine a house", ADA)
    assert (await say(counter, "/imagine a house", ADA, place("7"))).job is not None
    assert "There is no server here" in (await say(counter, "/pause --where server", BOSS, place("7"))).text


async def test_settings_of_a_place_hold_there(counter: Counter) -> None:
    """Defaults are filled in, limits kept, and everybody sees where a value comes from."""
    await told(counter, "/setting negative_prompt blur, text --where server")
    shown = await told(counter, "/setting steps_limit 20")
    assert "negative_prompt = blur, text ← telegram:server:-42" in shown
    job = (await say(counter, "/imagine a house", ADA)).job
    assert job is not None
    assert "blur, text" == recipe(job).negative_prompt
    assert "Steps can be at most 20 here" in await told(counter, "/imagine a house --steps 21", ADA)
    assert "cars ← person" in await told(counter, "/prefer negative_prompt cars", ADA)
    job = (await say(counter, "/imagine a house", ADA)).job
    assert job is not None
    assert "blur, text, cars" == recipe(job).negative_prompt
    job = (await say(counter, "/imagine a house --no trees", ADA)).job
    assert job is not None
    assert "blur, text, cars, trees" == recipe(job).negative_prompt
    job = (await say(counter, "/imagine a house --no-defaults --no trees", ADA)).job
    assert job is not None
    assert "trees" == recipe(job).negative_prompt


async def test_models_say_what_may_be_used(counter: Counter) -> None:
    """By place and plan."""
    shown = await told(counter, "/models", ADA)

    assert "1. pocket (used unless you say)" in shown
    assert "A number opens a card." in shown


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
