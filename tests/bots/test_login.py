"""/login in chats, and its twin on the command line."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bots.counter import Counter
from limner.commands.admin import app
from tasks.desk import Desk
from tasks.roles import Role
from tasks.standing import Standing
from tests.factories import key, place, sender


async def test_link_is_given_in_private_alone(counter: Counter, desk: Desk) -> None:
    """Whole, and to the page that the operator named; in a group it is refused."""
    assert "LIMNER_PAGE_URL" in (await counter.say("/login", sender(), place("1001"), key())).text
    desk.settings.page_url = "https://studio.example.org"

    reply = await counter.say("/login", sender(), place("1001"), key())
    group = await counter.say("/login", sender(), place("-42"), key())

    link = next(line for line in reply.text.splitlines() if line.startswith("https://"))
    assert reply.private
    assert (
        "telegram:1001" == desk.entrance.look(link.removeprefix("https://studio.example.org/login/")).address
    )
    assert "login_in_private" == (group.problem.code if group.problem else "")


@pytest.mark.parametrize(
    ("words", "who", "role"),
    [((), "web:operator", Role.OWNER), (("telegram:1001",), "telegram:1001", Role.MEMBER)],
)
def test_operator_gets_a_link(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: tuple[str, ...], who: str, role: Role
) -> None:
    """As the owner of the studio, or as anybody."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LIMNER_DATA", str(desk.settings.data))
    monkeypatch.setenv("LIMNER_WEB_PORT", "8427")

    link = CliRunner().invoke(app, ["login", *words]).stdout.strip()
    guest = desk.entrance.look(link.removeprefix("http://127.0.0.1:8427/login/"))

    assert who == guest.address
    assert role is Standing(desk.database, desk.settings).role(guest)
