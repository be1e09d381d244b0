"""What admins type of plans, models, pools and settings; see also test_admin_commands."""

from collections.abc import Iterator

import pytest

from avatar.voices.shelf import Shelf
from bots.chat import Reply, follow
from bots.counter import Counter
from bots.fetching import reply_of
from bots.wording import Wording
from generation.catalogue import Catalogue
from tasks.admin_errors import FetchStopped
from tasks.desk import Desk
from tasks.fetches import Fetching, Outcome
from tasks.settings import TasksSettings
from tests.bots.admins import ADA, BOSS, ROOM, counter_of_admins, desk_of_admins, say, told
from tests.factories import key, place, recipe


@pytest.fixture
def desk(settings: TasksSettings, catalogue: Catalogue) -> Iterator[Desk]:
    """Open a desk of two owners."""
    yield from desk_of_admins(settings, catalogue)


@pytest.fixture
def counter(desk: Desk, catalogue: Catalogue, shelf: Shelf) -> Iterator[Counter]:
    """Open a counter at that desk."""
    yield from counter_of_admins(desk, catalogue, shelf)


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
