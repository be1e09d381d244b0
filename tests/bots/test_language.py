"""/language: everybody reads the language that they chose, wherever they are."""

import pytest

from bots.chat import Button, Reply
from bots.counter import Counter
from bots.tongues import Tongues
from tasks.desk import Desk
from tasks.errors import StudioPausing
from tasks.job import Sender
from tests.bots.delivering import delivering, ended, until
from tests.factories import key, place, sender
from tests.fakes.chat import FakeChat
from tests.fakes.outbox import MemoryOutbox
from tests.fakes.worker import FakeWorker

ADA = sender("1001")


async def say(counter: Counter, text: str, who: Sender = ADA) -> Reply:
    """Say a line in a private chat."""
    return await counter.say(text, who, place(who.account, who.platform), key())


@pytest.mark.parametrize("name", ["zh-CN", "zh", "中文", "Chinese"])
async def test_chosen_language_is_spoken(counter: Counter, name: str) -> None:
    """From the very answer on, whatever the app is set to."""
    assert "中文" in (await say(counter, f"/language {name}")).text

    assert "点" in (await say(counter, "/quota")).text
    assert "credits" in (await say(counter, "/quota", sender("2002"))).text


async def test_language_is_offered(counter: Counter) -> None:
    """With one tap, each by its own name; the one that is spoken is not."""
    offered = await say(counter, "/language")
    await counter.press("speak", "zh-CN", ADA, place(), key())

    assert (Button("speak", "en", "English"), Button("speak", "zh-CN", "中文")) == offered.buttons[:2]
    again = await say(counter, "/language")
    assert ["en", "app"] == [button.job_id for button in again.buttons]
    assert "中文" in again.text


async def test_app_is_followed_again(counter: Counter) -> None:
    """Nothing stays of a choice that was taken back."""
    await say(counter, "/language zh")
    await say(counter, "/language app")

    assert "credits" in (await say(counter, "/quota")).text


async def test_unknown_language_is_refused(counter: Counter) -> None:
    """With those that there are."""
    refused = await say(counter, "/language klingon")

    assert refused.problem is not None
    assert "unknown_choice" == refused.problem.code
    assert "中文" in refused.text


async def test_choice_holds_on_linked_platforms_and_in_other_processes(desk: Desk, counter: Counter) -> None:
    """It belongs to the person, and is read from the database."""
    there = sender("2002", "discord")
    desk.link(there, desk.link_code(ADA).text)
    desk.languages.choose(ADA, "zh-CN")

    assert "点" in (await say(counter, "/quota", there)).text


@pytest.mark.parametrize(("guests", "kept"), [("zh-CN", "zh-CN"), ("en", "zh-CN"), ("", "zh-CN")])
async def test_linking_keeps_a_choice(desk: Desk, guests: str, kept: str) -> None:
    """The host's own, where both have one."""
    there = sender("2002", "discord")
    desk.languages.choose(there, guests)
    if guests != kept:
        desk.languages.choose(ADA, kept)
    desk.link(there, desk.link_code(ADA).text)

    assert {"telegram:1001": kept, "discord:2002": kept} == desk.languages.chosen()


async def test_result_comes_in_the_language_that_is_chosen_by_then(
    counter: Counter, desk: Desk, chat: FakeChat, outbox: MemoryOutbox, worker: FakeWorker
) -> None:
    """Also where the words were put into the queue before."""
    job = (await say(counter, "a red house")).job
    assert job is not None
    await say(counter, "/language zh")

    async with delivering(chat, counter, outbox):
        worker.work(job.id)
        await until(ended(desk, job))

    assert "种子" in chat.results[0][1].text


async def test_pausing_studio_speaks_as_before() -> None:
    """What is known holds; nobody hears of it."""
    looks = iter([{"telegram:1001": "zh-CN"}])

    async def look() -> dict[str, str]:
        try:
            return next(looks)
        except StopIteration:
            raise StudioPausing from None

    tongues = Tongues(look)
    await tongues.refresh()
    tongues._next_at = 0.0
    await tongues.refresh()

    assert "zh-CN" == tongues.spoken(ADA).locale
