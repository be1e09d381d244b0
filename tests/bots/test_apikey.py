"""/apikey in chats, and its twin on the command line."""

import re
from base64 import b64decode
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bots.counter import Counter
from limner.commands.admin import app
from tasks.actor import Actor, operator
from tasks.desk import Desk
from tasks.keys import Scope, Terms
from tasks.roles import Role
from tests.factories import image_request, key, place, sender

KEY = re.compile(r"^lim_[0-9a-f]+_[\w-]{43}$", re.MULTILINE)
HOME = place(sender().account)


async def say(counter: Counter, text: str, locale: str = "en") -> str:
    """Say something as the usual sender, in private."""
    reply = await counter.say(text, sender(locale=locale), HOME, key())
    assert reply.private
    return reply.text


@pytest.mark.parametrize("locale", ["en", "zh-CN"])
async def test_key_is_made_listed_and_revoked(counter: Counter, desk: Desk, locale: str) -> None:
    """Whole, once, and to its person."""
    made = await say(counter, "/apikey new my script --scopes draw --days 0 --per_minute 3", locale)
    found = KEY.search(made)
    assert found is not None
    use = desk.keys.use(found[0])
    listed = await say(counter, "/apikey", locale)
    await say(counter, f"/apikey revoke {use.key.id}", locale)

    assert (sender().address, frozenset({Scope.DRAW}), None) == (
        use.sender.address,
        use.key.terms.scopes,
        use.key.expires_at,
    )
    assert "my script" in listed
    assert KEY.search(listed) is None
    assert 1 == (await say(counter, "/apikey", locale)).count(use.key.id)
    assert desk.keys.of(Actor(sender()))[0].revoked_at is not None


async def test_webhook_of_a_key_is_set_in_the_chat(counter: Counter, desk: Desk) -> None:
    """Its secret is whole, and its address is where jobs are told."""
    key_id = desk.keys.make(Actor(sender()), Terms())[0].id
    told = await say(counter, f"/apikey webhook {key_id} --url https://example.org/x")
    secret = next(line for line in told.splitlines() if line.startswith("whsec_"))

    assert 32 == len(b64decode(secret.removeprefix("whsec_")))
    asked = sender().model_copy(update={"api_key": key_id})
    desk.submit(image_request(), asked, place("local", "web"), key())
    assert ["https://example.org/x"] == [one.url for one in desk.webhooks.take()]


async def test_admins_alone_list_and_revoke_keys_of_others(counter: Counter, desk: Desk) -> None:
    """Whoever is none is not even told whether there is such a person."""
    boss = sender("2002")
    number = desk.keys.make(Actor(sender()), Terms())[0].id

    async def ask(text: str) -> tuple[str, str]:
        reply = await counter.say(text, boss, place(boss.account), key())
        return reply.text, reply.problem.code if reply.problem else ""

    for whom in (sender().address, "telegram:9"):
        assert "not_allowed" == (await ask(f"/apikey list --person {whom}"))[1]
    assert "no_such_key" == (await ask(f"/apikey revoke {number}"))[1]
    desk.admin.offices.appoint(operator("root"), boss, Role.ADMIN)
    assert number in (await ask(f"/apikey list --person {sender().address}"))[0]
    assert "" == (await ask(f"/apikey revoke {number}"))[1]
    assert desk.keys.of(Actor(sender()))[0].revoked_at is not None


@pytest.mark.parametrize("text", ["/apikey", "/apikey new x", "/apikey revoke x"])
async def test_keys_are_spoken_of_in_private(counter: Counter, desk: Desk, text: str) -> None:
    """A group of Telegram has no private answers."""
    reply = await counter.say(text, sender(), place("-42"), key())

    assert "key_in_private" == (reply.problem.code if reply.problem else "")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("/apikey new x --scopes rule", "unknown_choice"),
        ("/apikey new x --days 9999", "out_of_range"),
        ("/apikey new x --per_minute 0", "out_of_range"),
        ("/apikey revoke nothing", "no_such_key"),
        ("/apikey delete x", "unknown_choice"),
    ],
)
async def test_wrong_wish_is_explained(counter: Counter, text: str, code: str) -> None:
    """By the sentence of its code."""
    reply = await counter.say(text, sender(), HOME, key())

    assert code == (reply.problem.code if reply.problem else "")


def test_operator_makes_lists_and_revokes(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """For anybody, and of anybody."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LIMNER_DATA", str(desk.settings.data))

    def run(*words: str) -> str:
        return CliRunner().invoke(app, ["key", *words]).stdout.strip()

    text = run("make", "telegram:1001", "--name", "cron", "--daily", "5", "--scopes", "read,admin")
    number = text.split("_")[1]

    assert sender().address == desk.keys.use(text).sender.address
    assert f"{number}  telegram:1001  admin,read  until" in run("list")
    assert run("list", "telegram:1001").endswith("cron")
    assert "" == run("list", "telegram:1")
    assert "revoked" in run("revoke", text)
    assert "revoked" in run("list")
