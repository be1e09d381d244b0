"""The admin pages: who sees them, and what they show and do."""

import httpx
import pytest

from bots.web.admin.charts import chart
from bots.web.admin.room import _inside
from bots.web.doorman import COOKIE
from tasks.desk import Desk
from tasks.job import Status
from tasks.machines import Announcement, Condition
from tasks.roles import Role
from tests.bots.web.admin import ADA, ANN, BOSS, appoint, keep_busy, log_in
from tests.factories import place

PAGES = (
    "",
    "/live",
    "/people",
    "/people/telegram/ada",
    "/jobs",
    "/models",
    "/settings",
    "/plans",
    "/words",
    "/keys",
    "/statistics",
    "/log",
)
FILES = ("/log.csv", "/log.json")
CHANGES = {
    "/workers/gpu1:4711": {"order": "stop"},
    "/people/telegram/ada/grant": {"amount": "50", "reason": "thanks"},
    "/people/telegram/ada/ban": {"reason": "spam"},
    "/people/telegram/ada/role": {"role": "owner"},
    "/settings/set": {"scope": "studio", "name": "steps_limit", "value": "9"},
    "/settings/halt": {"kind": "all", "reason": "moving"},
    "/plans/put": {"plan": "gold", "batch_limit": "40"},
}


@pytest.fixture(autouse=True)
def busy(desk: Desk) -> None:
    """Let there be much to see."""
    keep_busy(desk)


def state(desk: Desk) -> tuple[object, ...]:
    """Say all that the changes above would change."""
    return (
        desk.crew.all(ANN)[0].condition,
        desk.allowance(ADA).left,
        len(desk.sanctions.show(ANN, ADA)),
        desk.admin.offices.show(ANN, ADA),
        desk.admin.local.here(ADA, place()).settings,
        len(desk.admin.halts.every()),
    )


@pytest.mark.parametrize("path", [*PAGES, *FILES])
async def test_nobody_sees_anything_without_logging_in(client: httpx.AsyncClient, path: str) -> None:
    """No cookie, or a forged one: not even on loopback."""
    for cookie in (None, "x", f"{'0' * 32}.{'x' * 43}"):
        if cookie:
            client.cookies.set(COOKIE, cookie)
        answer = await client.get(f"/admin{path}")
        assert 401 == answer.status_code
        assert "red" not in answer.text


@pytest.mark.parametrize("path", [*PAGES, *FILES])
async def test_members_see_nothing(client: httpx.AsyncClient, desk: Desk, path: str) -> None:
    """Logged in or not; and neither does an admin whose role was taken away meanwhile."""
    await log_in(client, desk)
    assert 200 == (await client.get(f"/admin{path}")).status_code
    appoint(desk, Role.TRUSTED)

    answer = await client.get(f"/admin{path}")
    assert 403 == answer.status_code
    assert "red" not in answer.text


@pytest.mark.parametrize(("path", "form"), CHANGES.items())
async def test_nobody_changes_anything_without_the_right(
    client: httpx.AsyncClient, desk: Desk, path: str, form: dict[str, str]
) -> None:
    """No session, no mark, a wrong mark, another site, a member, a moderator."""
    before = state(desk)
    nobody = await client.post(f"/admin{path}", data=form)
    mark = await log_in(client, desk)
    unmarked = [await client.post(f"/admin{path}", data=form | more) for more in ({}, {"csrf": mark + "x"})]
    evil = {"Origin": "https://evil.example"}
    elsewhere = await client.post(f"/admin{path}", data=form | {"csrf": mark}, headers=evil)
    appoint(desk, Role.MEMBER)
    member = await client.post(f"/admin{path}", data=form | {"csrf": mark})

    assert [401, 403, 403, 403, 403] == [one.status_code for one in (nobody, *unmarked, elsewhere, member)]
    assert before == state(desk)
    if "ban" not in path:
        appoint(desk, Role.MODERATOR)
        assert 403 == (await client.post(f"/admin{path}", data=form | {"csrf": mark})).status_code
        assert before == state(desk)


async def test_names_and_prompts_are_text(client: httpx.AsyncClient, desk: Desk) -> None:
    """Whatever people put into them; and no page holds a script or a style of its own."""
    await log_in(client, desk)
    for path in PAGES:
        page = await client.get(f"/admin{path}")
        assert "<b>red" not in page.text
        assert "<script>" not in page.text
        assert " style=" not in page.text
        assert " onclick" not in page.text
        assert "script-src 'self'" in page.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
        assert "no-store" == page.headers["cache-control"]

    assert "Ada &lt;script&gt;" in (await client.get("/admin/people")).text


async def test_overview_shows_line_and_workers(client: httpx.AsyncClient, desk: Desk) -> None:
    """And says nothing anew where nothing changed."""
    await log_in(client, desk)
    page = (await client.get("/admin")).text
    for part in ("gpu1:4711", "NVIDIA H200, 140 GiB", "a &lt;b&gt;red&lt;/b&gt; house", "telegram:ada"):
        assert part in page

    first = await client.get("/admin/live")
    again = await client.get("/admin/live", headers={"If-None-Match": first.headers["etag"]})
    desk.crew.machines.announce(Announcement("gpu2:1", "gpu2", ("images",), 3, "1.0"))
    changed = await client.get("/admin/live", headers={"If-None-Match": first.headers["etag"]})

    assert [304, 200] == [again.status_code, changed.status_code]
    assert "gpu2:1" in changed.text


async def test_admin_does_all_that_the_chats_do(client: httpx.AsyncClient, desk: Desk) -> None:
    """Each by a form, each written down as done on the page."""
    mark = await log_in(client, desk)
    job = desk.history(ADA)[0]
    acts = {
        "/workers/gpu1:4711": {"order": "drain"},
        "/people/telegram/ada/grant": {"amount": "50", "days": "3", "reason": "thanks"},
        "/people/telegram/ada/revoke": {"amount": "10", "reason": "too much"},
        "/people/telegram/ada/role": {"role": "trusted"},
        "/people/telegram/ada/warn": {"reason": "be nice"},
        "/people/telegram/ada/mute": {"reason": "loud", "hours": "2"},
        "/people/telegram/ada/lift": {"sort": "mute"},
        f"/jobs/{job.id}/cancel": {"reason": "not here"},
        "/settings/set": {"scope": "discord:server:55", "name": "steps_limit", "value": "30"},
        "/settings/halt": {"kind": "avatar", "reason": "cleaning"},
        "/plans/put": {"plan": "gold", "batch_limit": "40", "models": "pocket", "slow_lane": "off"},
        "/plans/assign": {"plan": "gold", "subject": "role:trusted"},
    }
    for path, form in acts.items():
        answer = await client.post(
            f"/admin{path}", data=form | {"csrf": mark, "back": "/admin/people?text=a"}
        )
        assert 303 == answer.status_code, (path, answer.text)
        assert answer.headers["location"].startswith("/admin/people?text=a&done=")
        assert 'class="done"' in (await client.get(answer.headers["location"])).text

    assert Condition.DRAINED is not desk.crew.all(ANN)[0].condition is Condition.DRAINING
    assert 240 == desk.allowance(ADA).left
    assert Role.TRUSTED is desk.admin.offices.show(ANN, ADA)
    assert Status.REFUNDED is desk.job(job.id).status
    assert {("studio", "avatar"): "cleaning"} == desk.admin.halts.every()
    assert {"page"} == {one.origin for one in desk.audit.entries() if one.actor == BOSS.address}
    shown = (await client.get("/admin/settings?scope=discord:server:55")).text
    assert "30, set for discord:server:55" in shown
    gold = (await client.get("/admin/plans")).text
    assert 'name="batch_limit" maxlength="500" value="40"' in gold
    assert "role:trusted → <b>gold</b>" in gold
    assert 40 == desk.plans.of(ADA, place()).plan.batch_limit


async def test_large_grant_takes_a_second_admin(client: httpx.AsyncClient, desk: Desk) -> None:
    """Who proposed it cannot approve it; another one can, once."""
    mark = await log_in(client, desk)
    form = {"csrf": mark, "amount": "900000", "reason": "a festival", "back": "/admin"}
    asked = await client.post("/admin/people/telegram/ada/grant", data=form)
    own = desk.admin.credits.proposals(ANN)[0]
    refused = await client.post(f"/admin/proposals/{own.id}", data={"csrf": mark, "approve": "1"})
    held = desk.allowance(ADA).left
    assert "900000 credits for telegram:ada" in (await client.get("/admin")).text

    assert "/admin?done=proposed" == asked.headers["location"]
    assert (422, 199) == (refused.status_code, held)
    desk.admin.credits.approve(ANN, own.id)
    assert 900_199 == desk.allowance(ADA).left
    late = await client.post(f"/admin/proposals/{own.id}", data={"csrf": mark, "decline": "1"})
    assert 422 == late.status_code


async def test_refusals_are_told_and_lead_back(client: httpx.AsyncClient, desk: Desk) -> None:
    """Nothing half done, and nobody is led to another site."""
    mark = await log_in(client, desk)
    form = {"csrf": mark, "amount": "0", "reason": "x"}
    referer = {"Referer": "http://127.0.0.1:8420/admin/people/telegram/ada"}
    refused = await client.post("/admin/people/telegram/ada/grant", data=form, headers=referer)
    foreign = await client.post(
        "/admin/people/telegram/ada/grant", data=form, headers={"Referer": "https://evil.example/admin/x"}
    )

    assert 422 == refused.status_code
    assert 'href="/admin/people/telegram/ada"' in refused.text
    assert "evil" not in foreign.text
    assert 404 == (await client.get("/admin/people/telegram/nobody")).status_code


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example",
        "//evil.example",
        "/admin//evil\\x",
        "/adminx",
        "/",
        "",
        "/admin/\r\nX: y",
        "/admin@x",
    ],
)
def test_nobody_is_led_elsewhere(address: str) -> None:
    """A form that came from us may still hold anything."""
    assert "/admin" == _inside(address)


async def test_moderator_sees_their_pages_only(client: httpx.AsyncClient, desk: Desk) -> None:
    """People and jobs, but neither settings, statistics, log nor workers."""
    await log_in(client, desk, Role.MODERATOR)
    home = (await client.get("/admin")).text

    assert [200, 200, 403, 403, 403] == [
        (await client.get(f"/admin/{name}")).status_code
        for name in ("people", "jobs", "settings", "statistics", "log")
    ]
    assert "gpu1" not in home
    assert "/admin/settings" not in home


async def test_changes_are_slowed_down(client: httpx.AsyncClient, desk: Desk) -> None:
    """Of one session."""
    mark = await log_in(client, desk)
    form = {"csrf": mark, "kind": "avatar", "resume": "1"}
    codes = {(await client.post("/admin/settings/halt", data=form)).status_code for _ in range(61)}

    assert {422, 429} == codes


def test_charts_fit() -> None:
    """Whatever is in them."""
    for values in ([], [("1/1", 0.0)], [(f"1/{day}", day * 1e6) for day in range(90)]):
        drawn = chart(values)
        assert all(0 <= one.y and one.x + one.width <= drawn.width for one in drawn.columns)
        assert len(values) == len(drawn.columns)
