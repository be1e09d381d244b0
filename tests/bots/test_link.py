"""/link and /unlink, as people and programs see them."""

import re

import pytest

from bots.chat import Reply
from bots.counter import Counter
from tasks.desk import Desk
from tasks.job import Sender
from tests.factories import key, place, sender

ADA = sender("1001")
ADA_THERE = sender("2002", "discord")
CODE = re.compile(r"\b[A-Z]{8}\b")


async def say(counter: Counter, text: str, who: Sender, chat: str = "") -> Reply:
    """Say a line in a private chat, or in another."""
    return await counter.say(text, who, place(chat or who.account, who.platform), key())


@pytest.mark.parametrize("locale", ["en", "zh-CN"])
async def test_code_from_one_chat_links_another(counter: Counter, desk: Desk, locale: str) -> None:
    """The code is shown to its owner alone; the other chat tells where the person is, and the balance."""
    given = await say(counter, "/link", ADA.model_copy(update={"locale": locale}))
    [code] = set(CODE.findall(given.text))
    linked = await say(counter, f"/link {code.lower()}", ADA_THERE)

    assert given.private
    assert linked.private
    assert "Telegram, Discord" in linked.text
    assert "200" in linked.text
    assert ["telegram", "discord"] == list(desk.platforms(ADA))


async def test_parted_chat_says_so(counter: Counter) -> None:
    """And a chat that is not linked says that."""
    [code] = set(CODE.findall((await say(counter, "/link", ADA)).text))
    await say(counter, f"/link {code}", ADA_THERE)

    assert "starts anew" in (await say(counter, "/unlink", ADA_THERE)).text
    refused = await say(counter, "/unlink", ADA_THERE)
    assert refused.problem is not None
    assert "not_linked" == refused.problem.code


async def test_code_is_not_shown_to_a_group(counter: Counter) -> None:
    """In a group of Telegram every answer is read by all."""
    refused = await say(counter, "/link", ADA, chat="-10042")

    assert refused.problem is not None
    assert "link_in_private" == refused.problem.code


@pytest.mark.parametrize("code", ["AAAABBBB", "12345678", "--", "ß", "A" * 41])
async def test_wrong_code_is_refused(counter: Counter, code: str) -> None:
    """Whatever is typed, nothing is linked and the answer is a sentence."""
    refused = await say(counter, f"/link {code}", ADA)

    assert refused.problem is not None
