"""Logging in to the page by a link: who is whom from then on, and what forged, old and copied things do."""

import httpx
import pytest
from pydantic import SecretStr

from bots.errors import TooFast
from bots.web.doorman import COOKIE, Throttle
from bots.web.settings import WebSettings
from tasks.desk import Desk
from tasks.entrance import Entrance
from tasks.errors import StudioPausing
from tasks.job import Sender
from tasks.roles import Role
from tasks.standing import Standing
from tests.bots.web.conftest import LOCAL
from tests.factories import image_request, key, place, sender
from tests.fakes.worker import FakeWorker

ADA = sender("ada", name="Ada <b>")


async def log_in(client: httpx.AsyncClient, desk: Desk, who: Sender = ADA) -> httpx.Response:
    """Follow a link, as somebody does who got it in a chat."""
    return await client.post(f"/login/{desk.entrance.ticket(who).token}")


def csrf(text: str) -> str:
    """Take the mark out of a page's forms."""
    return text.partition('name="csrf" value="')[2].partition('"')[0]


async def test_link_asks_before_it_is_used_up(client: httpx.AsyncClient, desk: Desk) -> None:
    """A chat that looks what is behind a link does not spend it; the name is text, whatever is in it."""
    token = desk.entrance.ticket(ADA).token
    for _ in range(2):
        page = await client.get(f"/login/{token}")

    assert "Log in as Ada &lt;b&gt; from Telegram?" in page.text
    assert COOKIE not in client.cookies
    entered = await client.post(f"/login/{token}")
    assert (303, "/") == (entered.status_code, entered.headers["location"])
    flags = entered.headers["set-cookie"]
    assert all(flag in flags for flag in ("HttpOnly", "SameSite=strict", "Path=/"))
    assert "Secure" not in flags
    assert "no-store" == entered.headers["cache-control"]


async def test_cookie_is_secure_over_https(client: httpx.AsyncClient, desk: Desk) -> None:
    """Then it never travels in the open."""
    token = desk.entrance.ticket(ADA).token
    entered = await client.post(f"https://127.0.0.1:8420/login/{token}")

    assert "Secure" in entered.headers["set-cookie"]


async def test_link_works_once(client: httpx.AsyncClient, desk: Desk) -> None:
    """And where it leads is not to be chosen by whoever made the address."""
    token = desk.entrance.ticket(ADA).token
    first = await client.post(f"/login/{token}?next=https://evil.example")
    client.cookies.clear()
    for answer in (
        await client.post(f"/login/{token}"),
        await client.get(f"/login/{token}"),
        await client.get("/login/x"),
    ):
        assert 410 == answer.status_code
        assert "does not work any more" in answer.text

    assert "/" == first.headers["location"]
    assert COOKIE not in client.cookies


async def test_person_sees_their_own_history(client: httpx.AsyncClient, desk: Desk) -> None:
    """What they made in a chat, and not what the person of this machine made."""
    theirs = desk.submit(image_request("a green fox"), ADA, place(), key())
    mine = desk.submit(image_request("a grey cat"), LOCAL, place(platform="web"), key())
    FakeWorker(desk).work(theirs.id)
    picture = f"/media/{desk.job(theirs.id).media[0].key}"
    assert 404 == (await client.get(picture)).status_code

    await log_in(client, desk)
    page = (await client.get("/")).text

    assert "a green fox" in page
    assert 'href="/account"' in page
    assert "a grey cat" not in page
    assert 200 == (await client.get(picture)).status_code
    assert 404 == (await client.get(f"/api/jobs/{mine.id}")).status_code


async def test_person_pays_for_what_they_ask_here(client: httpx.AsyncClient, desk: Desk) -> None:
    """And may use a key that somebody else used."""
    named = {"Idempotency-Key": "one"}
    local = (await client.post("/api/imagine", json={"prompt": "a"}, headers=named)).json()["id"]
    await log_in(client, desk)
    theirs = (await client.post("/api/imagine", json={"prompt": "a"}, headers=named)).json()["id"]
    again = (await client.post("/api/imagine", json={"prompt": "a"}, headers=named)).json()["id"]

    assert local != theirs == again
    assert (199, 199) == (desk.allowance(ADA).left, desk.allowance(LOCAL).left)


async def test_account_page_logs_out(client: httpx.AsyncClient, desk: Desk) -> None:
    """Here or everywhere; without the mark of the session nothing happens."""
    await log_in(client, desk)
    other = await log_in(httpx.AsyncClient(transport=client._transport, base_url=client.base_url), desk)
    kept = other.cookies[COOKIE]
    page = await client.get("/account")
    assert "Ada &lt;b&gt;" in page.text
    assert "/admin" not in page.text

    for form in ({}, {"csrf": "x"}, {"csrf": csrf(page.text) + "x"}):
        assert 403 == (await client.post("/logout", data=form)).status_code
    held = client.cookies[COOKIE]
    left = await client.post("/logout", data={"csrf": csrf(page.text), "everywhere": "1"})

    assert (303, "/") == (left.status_code, left.headers["location"])
    assert COOKIE not in client.cookies
    for cookie in (held, kept):
        assert desk.entrance.session(cookie) is None


async def test_admin_is_led_to_the_admin_pages(client: httpx.AsyncClient, desk: Desk) -> None:
    """Everybody else to their pictures."""
    Standing(desk.database, desk.settings).appoint(ADA, Role.MODERATOR, Role.OWNER)

    assert "/admin" == (await log_in(client, desk)).headers["location"]
    assert 'href="/admin"' in (await client.get("/account")).text


async def test_forged_cookie_is_the_person_of_this_machine(client: httpx.AsyncClient, desk: Desk) -> None:
    """On loopback without a password, a stranger's cookie opens nothing more than none."""
    await log_in(client, desk)
    client.cookies.set(COOKIE, client.cookies[COOKIE] + "x")

    assert 303 == (await client.get("/account")).status_code


async def test_nobody_is_mistaken_while_the_studio_pauses(
    client: httpx.AsyncClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rather no answer than one to somebody else."""

    def away(self: Entrance, cookie: str) -> None:
        raise StudioPausing

    await log_in(client, desk)
    monkeypatch.setattr(Entrance, "session", away)

    assert 503 == (await client.get("/")).status_code


async def test_tries_are_slowed_down(client: httpx.AsyncClient) -> None:
    """From one address."""
    codes = [(await client.get(f"/login/{number}")).status_code for number in range(12)]

    assert [410] * 10 + [429] * 2 == codes


def test_throttle_forgets() -> None:
    """After its time."""
    moment = [0.0]
    throttle = Throttle(2, 10.0, lambda: moment[0])
    throttle.count("ada")
    throttle.count("ada")
    throttle.count("bo")
    with pytest.raises(TooFast) as refused:
        throttle.count("ada")
    moment[0] = 10.0
    throttle.count("ada")

    assert 10 == refused.value.seconds


class TestPassword:
    """A page with a password: a link opens it as well."""

    @pytest.fixture
    def web_settings(self) -> WebSettings:
        """Give the settings of a page that others may reach."""
        return WebSettings(
            _env_file=None,
            web_host="0.0.0.0",  # noqa: S104 - nothing listens in this test
            web_password=SecretStr("x"),
        )

    async def test_link_takes_the_place_of_the_password(self, client: httpx.AsyncClient, desk: Desk) -> None:
        """Until the person leaves."""
        assert 401 == (await client.get("/api/jobs")).status_code
        await log_in(client, desk)

        assert 200 == (await client.get("/api/jobs")).status_code
        page = await client.get("/account")
        await client.post("/logout", data={"csrf": csrf(page.text)})
        assert 401 == (await client.get("/api/jobs")).status_code
