"""The admin page of word lists and appeals: who sees it, and what it does."""

from uuid import UUID

import httpx
import pytest

from tasks.actor import operator
from tasks.desk import Desk
from tasks.moderation_errors import WordsBlocked
from tasks.roles import Role
from tasks.rules import Rule
from tasks.words import STUDIO, shipped
from tests.bots.web.admin import ADA, log_in
from tests.factories import image_request, key, place

ROOT = operator("root")
GORE = Rule(name="gore", words=("gore",), warns=True)
FORM = {"scope": "studio", "name": "mud", "words": "mud, dirt*", "measure": "rewrite", "replacement": "sand"}


def rules(desk: Desk) -> dict[str, Rule]:
    """List the studio's own rules."""
    ships = {rule.name for rule in shipped()}
    return {one.rule.name: one.rule for one in desk.words.listed(ROOT, STUDIO) if one.rule.name not in ships}


def blocked(desk: Desk) -> str:
    """Let Ada be refused, and appeal. Returns: the case."""
    with pytest.raises(WordsBlocked) as caught:
        desk.submit(image_request("<b>gore</b> at night"), ADA, place(), key())
    case = str(caught.value.caught)
    desk.appeals.ask(ADA, UUID(case))
    return case


@pytest.mark.parametrize("role", [Role.MEMBER, Role.TRUSTED])
async def test_others_see_and_change_nothing(client: httpx.AsyncClient, desk: Desk, role: Role) -> None:
    """Not even with a mark of their own session."""
    mark = await log_in(client, desk, role)

    assert 403 == (await client.get("/admin/words")).status_code
    assert 403 == (await client.post("/admin/words/save", data=FORM | {"csrf": mark})).status_code
    assert rules(desk) == {}


async def test_moderator_keeps_lists_of_servers_alone(client: httpx.AsyncClient, desk: Desk) -> None:
    """That of the studio is for admins."""
    mark = await log_in(client, desk, Role.MODERATOR)
    of_studio = await client.post("/admin/words/save", data=FORM | {"csrf": mark})
    scope = "discord:server:55"
    of_server = await client.post("/admin/words/save", data=FORM | {"csrf": mark, "scope": scope})

    assert (403, 303) == (of_studio.status_code, of_server.status_code)
    assert rules(desk) == {}
    assert "mud" in [one.rule.name for one in desk.words.listed(ROOT, scope)]


async def test_rule_is_saved_tried_and_dropped(client: httpx.AsyncClient, desk: Desk) -> None:
    """By an admin, in both languages."""
    mark = await log_in(client, desk)
    saved = await client.post("/admin/words/save", data=FORM | {"csrf": mark, "back": "/admin/words"})
    assert "/admin/words?done=rule" == saved.headers["location"]
    assert rules(desk)["mud"].words == ("mud", "dirt*")
    assert rules(desk)["mud"].replacement == "sand"

    page = (await client.get("/admin/words?text=a dirty house")).text
    assert "Caught by mud (studio)" in page
    assert "No rule catches that." in (await client.get("/admin/words?text=a clean house")).text
    chinese = await client.get("/admin/words", headers={"Accept-Language": "zh-CN"})
    assert "没有人在等答复" in chinese.text

    gone = await client.post("/admin/words/drop", data={"csrf": mark, "scope": "studio", "name": "mud"})
    assert 303 == gone.status_code
    assert rules(desk) == {}


@pytest.mark.parametrize(
    "change",
    [{"name": "No Such"}, {"words": ""}, {"measure": "burn"}, {"together": "child"}, {"words": "x" * 1001}],
)
async def test_rule_that_makes_no_sense_is_refused(
    client: httpx.AsyncClient, desk: Desk, change: dict[str, str]
) -> None:
    """In one sentence; nothing is kept."""
    mark = await log_in(client, desk)
    answer = await client.post("/admin/words/save", data=FORM | {"csrf": mark} | change)

    assert answer.is_client_error
    assert rules(desk) == {}


async def test_shipped_rule_stays(client: httpx.AsyncClient, desk: Desk) -> None:
    """The page offers no way to remove it, and takes none."""
    mark, fixed = await log_in(client, desk, Role.OWNER), shipped()[0].name
    page = (await client.get("/admin/words")).text
    answer = await client.post("/admin/words/drop", data={"csrf": mark, "scope": "studio", "name": fixed})

    assert fixed in page
    assert f'value="{fixed}"' not in page
    assert answer.is_client_error


@pytest.mark.parametrize(("word", "makes"), [("allow", 1), ("lift", 0), ("uphold", 0)])
async def test_appeal_is_answered_once(client: httpx.AsyncClient, desk: Desk, word: str, makes: int) -> None:
    """What was asked for is shown as text; a second, other word comes too late."""
    desk.words.save(ROOT, STUDIO, GORE)
    case = blocked(desk)
    mark = await log_in(client, desk)
    page = (await client.get("/admin/words")).text
    assert "&lt;b&gt;gore&lt;/b&gt; at night" in page

    address = f"/admin/words/appeals/{case}"
    first = await client.post(f"{address}/{word}", data={"csrf": mark})
    other = "uphold" if word != "uphold" else "lift"
    second = await client.post(f"{address}/{other}", data={"csrf": mark})

    assert (303, True) == (first.status_code, second.is_client_error)
    assert makes == len(desk.history(ADA))
    assert "at night" not in (await client.get("/admin/words")).text


async def test_unknown_answer_is_no_page(client: httpx.AsyncClient, desk: Desk) -> None:
    """Nor is an unknown case."""
    mark = await log_in(client, desk)
    unknown = "00000000-0000-0000-0000-000000000001"
    for path in (f"{unknown}/burn", f"{unknown}/allow", "x/allow"):
        answer = await client.post(f"/admin/words/appeals/{path}", data={"csrf": mark})
        assert answer.is_client_error
