"""/words, and what people are told whose words are not allowed."""

import pytest

from bots.chat import Reply
from bots.counter import Counter
from tasks.actor import STUDIO
from tasks.desk import Desk
from tasks.job import Place, Sender
from tasks.roles import Role
from tasks.rules import Rule
from tests.factories import key, sender

BO = sender("3003", "discord")
ADA = sender("2002", "discord")
ROOM = Place(platform="discord", chat="77", server="55")


@pytest.fixture(autouse=True)
def moderator(desk: Desk) -> None:
    """Let Bo be a moderator."""
    desk.authority._standing.appoint(BO, Role.MODERATOR, Role.OWNER)


async def say(counter: Counter, text: str, who: Sender = BO) -> Reply:
    """Say a line in a channel of a server."""
    return await counter.say(text, who, ROOM, key())


@pytest.mark.parametrize("locale", ["en", "zh-CN"])
async def test_moderator_keeps_a_list(counter: Counter, locale: str) -> None:
    """Add, list, try, remove; what is refused is not repeated."""
    bo = BO.model_copy(update={"locale": locale})
    await say(counter, '/words gore, blood* --act add --name gore --reason "no gore here"', bo)

    assert "gore, blood*" in (await say(counter, "/words", bo)).text
    assert "gore" in (await say(counter, "/words b l o o d y --act test", bo)).text
    refused = await say(counter, "/imagine BLOODY murder", ADA)
    assert refused.problem is not None
    assert "no gore here" in refused.text
    assert "bloody" not in refused.text.casefold()
    assert refused.private
    await say(counter, "/words --act remove --name gore", bo)
    assert (await say(counter, "/imagine BLOODY murder", ADA)).job is not None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("/words gore --act add", "bad_value"),
        ("/words --act add --name gore", "bad_value"),
        ("/words a --act add --name a --measure rewrite --together b", "bad_value"),
        ("/words --act remove --name gore", "no_such_rule"),
        ("/words gore --act add --name minors", "rule_fixed"),
        ("/words gore --act add --name gore --where studio", "not_allowed"),
    ],
)
async def test_what_makes_no_rule_is_refused(counter: Counter, text: str, code: str) -> None:
    """With what is wrong."""
    refused = await say(counter, text)

    assert refused.problem is not None
    assert code == refused.problem.code


async def test_others_keep_no_list(counter: Counter) -> None:
    """Nor do they see what it holds."""
    refused = await say(counter, "/words", ADA)

    assert refused.problem is not None
    assert "not_allowed" == refused.problem.code


async def test_warnings_are_counted_aloud(counter: Counter, desk: Desk) -> None:
    """How many there are, and what comes next."""
    desk.words.save(STUDIO, "studio", Rule(name="gore", words=("gore",), warns=True))
    texts = [(await say(counter, "/imagine gore", ADA)).text for _ in range(3)]

    assert "warning 1 of 3" in texts[0]
    assert "until" in texts[2]


async def test_rewritten_prompt_says_so_at_once(counter: Counter, desk: Desk) -> None:
    """Before anything is drawn."""
    desk.words.save(
        STUDIO, "studio", Rule.model_validate({"name": "gore", "words": ["gore"], "measure": "rewrite"})
    )
    reply = await say(counter, "/imagine gore in a red house", ADA)

    assert reply.text.startswith("in a red house\n")
    assert "I changed a word" in reply.text
