"""API keys over HTTP: who a program is, what it may do, and how it is told otherwise."""

import re

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from bots.web.keyring import ACCOUNT, needed
from tasks.actor import Actor
from tasks.desk import Desk
from tasks.errors import StudioPausing
from tasks.keys import Scope, Terms
from tests.bots.web.admin import BOSS, log_in
from tests.bots.web.conftest import LOCAL
from tests.bots.web.test_api import code
from tests.factories import image_request, key, place, sender
from tests.fakes.worker import FakeWorker

ADA = sender("ada", platform="discord", name="Ada")


def made(desk: Desk, **terms: object) -> dict[str, str]:
    """Make a key of Ada's. Returns the header that shows it."""
    text = desk.keys.make(Actor(ADA), Terms(**terms))[1]  # type: ignore[arg-type]  # as each test has it
    return {"Authorization": f"Bearer {text}"}


async def test_program_is_the_person_of_its_key(
    client: httpx.AsyncClient, desk: Desk, worker: FakeWorker
) -> None:
    """Whoever made it in a chat has its pictures there, and nobody at this page has them."""
    mine = made(desk)
    told = await client.post("/api/imagine", json={"prompt": "a"}, headers=mine)
    job = worker.work(desk.history(ADA)[0].id)
    shown = (await client.get(f"/api/jobs/{job.id}", headers=mine)).json()

    assert (202, str(job.id)) == (told.status_code, told.json()["id"])
    assert (await client.get(shown["media"][0]["url"], headers=mine)).content.startswith(b"\x89PNG")
    assert 404 == (await client.get(shown["media"][0]["url"])).status_code
    assert 404 == (await client.get(f"/api/jobs/{job.id}")).status_code
    assert [] == (await client.get("/api/jobs")).json()["jobs"]


@pytest.mark.parametrize("path", ["/api/jobs", "/media/x", "/keys", "/healthz", "/", "/admin"])
async def test_wrong_key_opens_nothing(client: httpx.AsyncClient, desk: Desk, path: str) -> None:
    """Not even what is open without one, and not with the cookie of somebody else beside it."""
    await log_in(client, desk)
    answer = await client.get(path, headers={"Authorization": "Bearer lim_0_0"})

    assert (401, "key_unknown") == (answer.status_code, code(answer))
    assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_key_counts_and_not_the_cookie_beside_it(client: httpx.AsyncClient, desk: Desk) -> None:
    """A browser extension that sends both is the person of the key."""
    await log_in(client, desk)
    theirs = desk.submit(image_request(), BOSS, place("local", "web"), key())

    assert 404 == (await client.get(f"/api/jobs/{theirs.id}", headers=made(desk))).status_code


async def test_ended_key_says_so(client: httpx.AsyncClient, desk: Desk) -> None:
    """By a code that programs can act on."""
    mine = made(desk)
    desk.keys.revoke(Actor(ADA), mine["Authorization"].partition(" ")[2])

    assert "key_revoked" == code(await client.get("/api/jobs", headers=mine))


async def test_key_needs_no_password_of_the_page(client: httpx.AsyncClient, desk: Desk, app: FastAPI) -> None:
    """Where the page asks for one, a program shows its key; other sites' pages never can."""
    app.state.studio.login._password = SecretStr("word")
    mine = made(desk)
    foreign = {"Origin": "https://evil.example"}

    assert 401 == (await client.get("/api/jobs")).status_code
    assert 200 == (await client.get("/api/jobs", headers=mine)).status_code
    posted = await client.post("/api/imagine", json={"prompt": "a"}, headers=mine | foreign)
    asked = await client.options("/api/imagine", headers=foreign | {"Access-Control-Request-Method": "POST"})
    assert 202 == posted.status_code
    assert "access-control-allow-origin" not in asked.headers


async def test_minute_is_told_and_kept(client: httpx.AsyncClient, desk: Desk) -> None:
    """How much is left stands in each answer, and when to come back in the one that refuses."""
    mine = made(desk, per_minute=2)
    answers = [await client.get("/api/jobs", headers=mine) for _ in range(3)]
    if int(answers[0].headers["ratelimit-reset"]) < int(answers[-1].headers["ratelimit-reset"]):
        pytest.skip("a minute ended meanwhile")

    assert [200, 200, 429] == [answer.status_code for answer in answers]
    assert ["1", "0", "0"] == [answer.headers["ratelimit-remaining"] for answer in answers]
    assert {"2"} == {answer.headers["ratelimit-limit"] for answer in answers}
    assert "key_too_fast" == code(answers[-1])
    assert 0 < int(answers[-1].headers["retry-after"]) <= 60


async def test_credits_of_a_key_are_a_limit(client: httpx.AsyncClient, desk: Desk) -> None:
    """429 with the time of the next day; the person has them still."""
    mine = made(desk, daily_credits=1)
    first, second = [await client.post("/api/imagine", json={"prompt": "a"}, headers=mine) for _ in range(2)]

    assert (202, 429) == (first.status_code, second.status_code)
    assert "key_spent" == code(second)
    assert int(second.headers["retry-after"]) > 0


CALLS = (
    ("POST", "/api/imagine", Scope.DRAW),
    ("POST", "/api/restore", Scope.DRAW),
    ("POST", "/api/speech", Scope.SPEAK),
    ("POST", "/api/avatar", Scope.SPEAK),
    ("GET", "/api/jobs", Scope.READ),
    ("GET", "/media/x", Scope.READ),
    ("POST", "/api/quote", Scope.READ),
    ("GET", "/api/keys", Scope.ADMIN),
    ("POST", "/api/keys", Scope.ADMIN),
    ("DELETE", "/api/keys/x", Scope.ADMIN),
    ("POST", "/api/link", Scope.ADMIN),
    ("POST", "/api/mydata/erase", Scope.ADMIN),
    ("POST", "/api/whatever-comes", Scope.ADMIN),
)


@pytest.mark.parametrize(("method", "path", "scope"), CALLS)
async def test_key_does_what_it_may(
    client: httpx.AsyncClient, desk: Desk, method: str, path: str, scope: Scope
) -> None:
    """With all scopes but the right one it is refused; with that one alone it is let in."""
    others = made(desk, scopes=frozenset(Scope) - {scope})
    right = made(desk, scopes=frozenset({scope}))
    refused = await client.request(method, path, headers=others)
    taken = await client.request(method, path, headers=right)

    assert (403, "key_scope_missing") == (refused.status_code, code(refused))
    assert scope.value == refused.json()["problem"]["facts"]["needed"]
    assert "key_scope_missing" not in taken.text


@pytest.mark.parametrize("path", ["/", "/say", "/keys", "/admin", "/jobs/x/cancel", "/mydata", "/login/x"])
async def test_no_key_opens_a_page(client: httpx.AsyncClient, desk: Desk, path: str) -> None:
    """Forms have other guards, and commands of admins are typed there."""
    everything = made(desk, scopes=frozenset(Scope))
    for method in ("GET", "POST"):
        answer = await client.request(method, path, headers=everything)
        assert (403, "key_scope_missing") == (answer.status_code, code(answer))


async def test_every_route_takes_a_scope_on_purpose(client: httpx.AsyncClient) -> None:
    """What only the account's own scope opens is listed here: whoever adds a route decides."""
    paths = (await client.get("/openapi.json")).json()["paths"]
    fallen = {
        (method.upper(), path)
        for path, methods in paths.items()
        for method in methods
        if needed(method.upper(), re.sub(r"\{\w+\}", "x", path)) == ACCOUNT
    }

    assert {
        ("GET", "/api/keys"),
        ("POST", "/api/keys"),
        ("DELETE", "/api/keys/{number}"),
        ("PUT", "/api/keys/{number}/webhook"),
        ("GET", "/api/link"),
        ("POST", "/api/link"),
        ("DELETE", "/api/link"),
        ("POST", "/api/mydata/export"),
        ("POST", "/api/mydata/erase"),
    } == fallen


async def test_keys_over_the_api(client: httpx.AsyncClient, desk: Desk) -> None:
    """Made, shown once, listed without the secret, revoked."""
    body = {"name": "bot", "scopes": ["read"], "days": 1, "per_minute": 5}
    new = await client.post("/api/keys", json=body)
    text = new.json()["key"]
    listed = await client.get("/api/keys")
    used = await client.get("/api/jobs", headers={"Authorization": f"Bearer {text}"})
    gone = await client.delete(f"/api/keys/{new.json()['id']}")

    assert (201, ["read"], 5) == (new.status_code, new.json()["scopes"], new.json()["per_minute"])
    assert text.split("_", 2)[2] not in listed.text
    assert 200 == used.status_code
    assert gone.json()["revoked_at"]
    assert "unknown_choice" == code(await client.post("/api/keys", json={"scopes": ["rule"]}))
    assert "no_such_key" == code(await client.delete("/api/keys/x"))


async def test_page_makes_and_revokes(client: httpx.AsyncClient, desk: Desk) -> None:
    """The key is in the page that follows, and in no later one."""
    made_page = await client.post("/keys", data={"name": "a <b>", "scopes": "read", "days": "0"})
    text = re.search(r"<code>(lim_\w+_[\w-]+)</code>", made_page.text)
    later = (await client.get("/keys")).text
    assert text is not None
    number = text[1].split("_")[1]
    await client.post(f"/keys/{number}/revoke")

    assert desk.keys.of(Actor(LOCAL))[0].revoked_at is not None
    assert "a &lt;b&gt;" in later
    assert text[1] not in later
    assert 422 == (await client.post("/keys", data={"scopes": "rule"})).status_code


async def test_page_sets_a_webhook(client: httpx.AsyncClient, desk: Desk) -> None:
    """Its secret is in the page that follows, its address in later ones; an odd address is refused there."""
    key, _ = desk.keys.make(Actor(LOCAL), Terms("script", per_minute=9))
    url = "https://example.org/hear"
    told = await client.post(f"/keys/{key.id}/webhook", data={"url": url})
    later = (await client.get("/keys")).text
    odd = await client.post(f"/keys/{key.id}/webhook", data={"url": "http://x"})

    assert re.search(r"<code>whsec_[\w+/=]+</code>", told.text)
    assert f"tells {url}" in later
    assert "9 requests a minute" in later
    assert "whsec_" not in later
    assert (422, url) == (odd.status_code, desk.webhooks.addresses([key])[key.id])
    assert 404 == (await client.post("/keys/x/webhook", data={"url": url})).status_code
    assert {"key": key.id, "url": url} == desk.audit.entries()[0].after


async def test_page_of_somebody_wants_its_mark(client: httpx.AsyncClient, desk: Desk) -> None:
    """A form that another site sends in somebody's name makes no key."""
    mark = await log_in(client, desk)
    forged = await client.post("/keys", data={"name": "x"})
    own = await client.post("/keys", data={"name": "x", "csrf": mark})

    assert (403, 200) == (forged.status_code, own.status_code)
    assert 1 == len(desk.keys.of(Actor(BOSS)))


async def test_pausing_studio_takes_nobody_for_somebody_else(
    client: httpx.AsyncClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where keys cannot be looked up, whoever shows one waits."""

    def away(*_: object) -> None:
        raise StudioPausing

    monkeypatch.setattr(desk.keys, "use", away)

    assert 503 == (await client.get("/api/jobs", headers={"Authorization": "Bearer lim_0_0"})).status_code
