"""What the admin page finds: people, jobs, keys and the log."""

import csv
import json
from io import StringIO

import httpx
import pytest

from tasks.actor import Actor
from tasks.desk import Desk
from tasks.keys import Terms
from tasks.roles import Role
from tasks.vouching import Vouching
from tests.bots.web.admin import ADA, ANN, BOSS, keep_busy, log_in
from tests.factories import image_request, key, place, sender
from tests.fakes.worker import FakeWorker


@pytest.fixture(autouse=True)
def busy(desk: Desk) -> None:
    """Let there be much to see."""
    keep_busy(desk)


async def test_people_and_jobs_are_found(client: httpx.AsyncClient, desk: Desk) -> None:
    """Filtered and sorted by the address alone, wrong values like none."""
    await log_in(client, desk)
    job = desk.submit(image_request("a green fox"), BOSS, place(), key())
    FakeWorker(desk).work(job.id)

    assert (
        "Boss &lt;b&gt;</b>"
        not in (await client.get("/admin/people?text=ada&order=name")).text.partition("<main")[2]
    )
    assert "telegram:ada" in (await client.get("/admin/people?role=nonsense&order=nonsense&page=-3")).text
    found = (await client.get("/admin/jobs?text=fox&status=rendered&kind=text-to-image")).text
    assert "a green fox" in found
    assert "house" not in found


async def test_log_is_taken_along(client: httpx.AsyncClient, desk: Desk) -> None:
    """What a spreadsheet would reckon is marked as text."""
    await log_in(client, desk)
    desk.admin.credits.grant(ANN, ADA, 5, "=1+1", "k1")

    table = await client.get("/admin/log.csv?whom=telegram:ada")
    rows = list(csv.DictReader(StringIO(table.text)))
    entries = json.loads((await client.get("/admin/log.json?whom=telegram:ada")).text)

    assert [("quota.grant", "'=1+1")] == [(row["act"], row["reason"]) for row in rows]
    assert [("quota.grant", "=1+1")] == [(row["act"], row["reason"]) for row in entries]
    assert "attachment" in table.headers["content-disposition"]


async def test_person_is_shown_on_every_platform(client: httpx.AsyncClient, desk: Desk) -> None:
    """With the role that counts, the one that was given, and the groups that made it so."""
    there = sender("2002", "discord", groups=("discord:9001",))
    mapped = desk.settings.model_copy(update={"roles": frozenset({("discord:9001", Role.TRUSTED)})})
    desk.link(there, desk.link_code(ADA).text)
    Vouching(desk.database, mapped).note(there, "55")
    desk.settings = mapped
    await log_in(client, desk)
    page = (await client.get("/admin/people/telegram/ada")).text

    assert "discord:2002" in page
    assert "Trusted by discord:9001, seen" in page
    assert "Role given here: Member" in page
    assert "<b>everybody</b><span>Plan" in page


async def test_keys_of_all_are_listed_and_ended(client: httpx.AsyncClient, desk: Desk) -> None:
    """With whose they are, limits, and where they tell; the end is written down with its reason."""
    terms = Terms("render <b>", per_minute=7, daily_credits=40)
    made, text = desk.keys.make(Actor(ADA), terms)
    desk.webhooks.set(Actor(ADA), made.id, "https://example.org/hear")
    desk.keys.make(Actor(BOSS), Terms("mine"))
    mark = await log_in(client, desk)
    page = (await client.get("/admin/keys?text=RENDER")).text
    form = {"csrf": mark, "reason": "it leaked", "back": "/admin/keys"}
    gone = await client.post(f"/admin/keys/{made.id}/revoke", data=form)

    for told in ("render &lt;b&gt;", "telegram:ada", "never used", "7 requests a minute", "40 credits a day"):
        assert told in page
    assert "https://example.org/hear" in page
    assert "mine" not in page.partition("<main")[2].partition("</form>")[2]
    assert text not in page
    assert "/admin/keys?done=key" == gone.headers["location"]
    assert "render" not in (await client.get("/admin/keys?works=1")).text
    entry = desk.audit.entries()[0]
    assert ("key.revoke", BOSS.address, ADA.address, "it leaked") == (
        entry.act, entry.actor, entry.whom, entry.reason,
    )  # fmt: skip
    assert (made.id, True) == (entry.before["key"], bool(entry.after["revoked_at"]))


async def test_moderator_ends_no_key_of_others(client: httpx.AsyncClient, desk: Desk) -> None:
    """Nor sees them."""
    made, _ = desk.keys.make(Actor(ADA), Terms("render"))
    mark = await log_in(client, desk, Role.MODERATOR)

    assert 403 == (await client.get("/admin/keys")).status_code
    assert 404 == (await client.post(f"/admin/keys/{made.id}/revoke", data={"csrf": mark})).status_code
    assert desk.keys.of(Actor(ADA))[0].revoked_at is None
