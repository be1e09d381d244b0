"""What stands between the page and the rest of the world."""

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr, ValidationError

from bots.web.login import COOKIE
from bots.web.settings import WebSettings

PASSWORD = "correct horse"


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8420", "localhost:8420", "LOCALHOST", "[::1]:8420", "localhost:9000"]
)
async def test_own_names_are_answered(client: httpx.AsyncClient, host: str) -> None:
    """Loopback has three names, and tunnels have other ports."""
    assert 200 == (await client.get("/healthz", headers={"Host": host})).status_code


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "", "192.168.1.5", "[::1", "a@localhost:b"]
)
async def test_other_names_are_refused(client: httpx.AsyncClient, host: str) -> None:
    """A site that points its name at this machine reads nothing."""
    answer = await client.get("/", headers={"Host": host})

    assert (400, "foreign_host") == (answer.status_code, answer.json()["problem"]["code"])


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize("path", ["/api/imagine", "/say", "/login", "/jobs/x/delete"])
async def test_other_sites_cannot_write(
    client: httpx.AsyncClient, path: str, headers: dict[str, str]
) -> None:
    """A form on another site does nothing here."""
    answer = await client.post(path, json={"prompt": "a"}, headers=headers)

    assert (403, "foreign_origin") == (answer.status_code, answer.json()["problem"]["code"])


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "http://127.0.0.1:8420"}, {"Sec-Fetch-Site": "same-origin"}]
)
async def test_own_page_and_scripts_can_write(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    """Programs send no origin; our page sends its own."""
    assert 202 == (await client.post("/api/imagine", json={"prompt": "a"}, headers=headers)).status_code


async def test_page_allows_nothing_from_elsewhere(client: httpx.AsyncClient) -> None:
    """No inline script, no other host, no frame."""
    answer = await client.get("/")
    policy = answer.headers["content-security-policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "http://" not in answer.text.replace("http://www.w3.org", "")
    assert "https://" not in answer.text
    assert " style=" not in answer.text
    assert " onclick" not in answer.text


def test_other_addresses_need_a_password() -> None:
    """The start is refused with the name of what is missing."""
    with pytest.raises(ValidationError, match="LIMNER_WEB_PASSWORD"):
        WebSettings(_env_file=None, web_host="0.0.0.0")  # noqa: S104 - refused is the point

    assert not WebSettings(_env_file=None, web_host="0.0.0.0", web_password=SecretStr("x")).loopback  # noqa: S104


@pytest.mark.parametrize("values", [{"web_host": "everywhere"}, {"web_port": 0}, {"web_port": 70000}])
def test_wrong_setting_stops_the_start(values: dict[str, object]) -> None:
    """An address is an address, a port a port."""
    with pytest.raises(ValidationError):
        WebSettings.model_validate(values)


def test_password_is_in_no_text() -> None:
    """Neither what is printed nor what is complained about holds it."""
    settings = WebSettings(_env_file=None, web_password=SecretStr(PASSWORD))

    assert PASSWORD not in repr(settings)


class TestLogin:
    """A page with a password, under a name of its own."""

    @pytest.fixture
    def web_settings(self) -> WebSettings:
        """Give the settings of a page that others may reach."""
        return WebSettings(
            _env_file=None,
            web_host="0.0.0.0",  # noqa: S104 - nothing listens in this test
            web_password=SecretStr(PASSWORD),
            web_hosts=frozenset({"studio.example"}),
        )

    async def test_nothing_is_shown_before(self, client: httpx.AsyncClient) -> None:
        """The page leads to the log-in, the API says that one is needed."""
        page = await client.get("/", headers={"Accept": "text/html"})
        api = await client.get("/api/jobs")
        media = await client.get("/media/x")

        assert (303, "/login") == (page.status_code, page.headers["location"])
        assert ["login_needed"] * 2 == [answer.json()["problem"]["code"] for answer in (api, media)]
        assert 200 == (await client.get("/healthz")).status_code

    async def test_right_password_opens(self, client: httpx.AsyncClient) -> None:
        """A cookie that no script can read remembers it."""
        answer = await client.post("/login", data={"password": PASSWORD})

        assert 303 == answer.status_code
        assert {"HttpOnly", "SameSite=lax"} <= set(answer.headers["set-cookie"].split("; "))
        assert 200 == (await client.get("/")).status_code

    async def test_wrong_password_does_not(self, client: httpx.AsyncClient) -> None:
        """Wrong is said, and costs a moment."""
        answer = await client.post("/login", data={"password": "wrong"})

        assert 401 == answer.status_code
        assert "not the password" in answer.text
        assert 401 == (await client.get("/api/jobs")).status_code

    @pytest.mark.parametrize("cookie", ["", "9999999999.x", "9999999999.", "x.y", "²." + "0" * 64])
    async def test_forged_cookie_does_not(self, client: httpx.AsyncClient, cookie: str) -> None:
        """Only our signature counts."""
        headers = {b"Cookie": f"{COOKIE}={cookie}".encode()}

        assert 401 == (await client.get("/api/jobs", headers=headers)).status_code

    async def test_programs_send_it_along(self, client: httpx.AsyncClient) -> None:
        """HTTP Basic, with any name."""
        assert 200 == (await client.get("/api/jobs", auth=("me", PASSWORD))).status_code
        assert 401 == (await client.get("/api/jobs", auth=("me", "wrong"))).status_code

    async def test_own_name_and_bare_addresses_are_answered(
        self, client: httpx.AsyncClient, app: FastAPI
    ) -> None:
        """Names must be listed; an address cannot be made to point elsewhere."""
        answers = [
            (await client.get("/healthz", headers={"Host": host})).status_code
            for host in ("studio.example", "192.168.1.5:8420", "evil.example")
        ]

        assert [200, 200, 400] == answers
