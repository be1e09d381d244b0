"""The page without JavaScript: it posts, reloads and shows everything."""

import httpx
import pytest

from tasks.desk import Desk
from tasks.errors import StudioPausing
from tasks.job import Job
from tasks.plan import Plan
from tasks.plans import subject_of
from tests.bots.web.conftest import LOCAL, newest
from tests.factories import recipe
from tests.fakes.worker import FakeWorker

SCRIPTED = {"X-Limner": "1"}


async def say(client: httpx.AsyncClient, text: str, **fields: str) -> httpx.Response:
    """Send the form of the text field."""
    return await client.post("/say", data={"text": text, **fields})


async def test_empty_page_invites(client: httpx.AsyncClient) -> None:
    """The first thing to see is what to do."""
    text = (await client.get("/")).text

    assert "What shall we draw?" in text
    assert "a red house on a green hill at night" in text
    assert "200 of 200 credits" in text


async def test_post_leads_back_to_the_picture(
    client: httpx.AsyncClient, desk: Desk, worker: FakeWorker
) -> None:
    """Post, redirect, get: a reload posts nothing twice."""
    answer = await say(client, "/imagine a red house --n 2")
    worker.work(newest(desk).id)
    text = (await client.get("/")).text

    assert (303, "/#end") == (answer.status_code, answer.headers["location"])
    assert 2 == text.count('<a class="picture"')


async def test_options_of_the_form_count(client: httpx.AsyncClient, desk: Desk) -> None:
    """The drawer fills the same form as flags do; what is empty is the model's choice."""
    await say(client, "a red house", steps="30", width="", scheduler="ddim", aspect="")
    request = recipe(newest(desk))

    assert (30, 128, "ddim") == (request.steps, request.width_px, request.scheduler.value)


async def test_loras_are_offered_and_worn(client: httpx.AsyncClient, desk: Desk) -> None:
    """The drawer proposes what fits; what is chosen is asked for."""
    page = await client.get("/")

    await say(client, "a house", lora="sepia:0.5")

    assert '<option value="pocket-lora-sepia" data-base="pocket"' in page.text
    worn = recipe(newest(desk)).adapters
    assert [("pocket-lora-sepia", 0.5)] == [(one.name, one.weight) for one in worn]


async def test_same_form_posted_twice_is_one_job(client: httpx.AsyncClient, desk: Desk) -> None:
    """A double click draws one picture."""
    await say(client, "a red house", key="k1")
    await say(client, "a red house", key="k1")

    assert 1 == len(desk.history(LOCAL))


async def test_refusal_keeps_the_text(client: httpx.AsyncClient, desk: Desk) -> None:
    """One friendly sentence, and nothing to type again."""
    answer = await say(client, "a castle --steps 9999")

    assert 422 == answer.status_code
    assert "Steps can be 1 to 150; you wrote 9999. Nothing was charged." in answer.text
    assert "autofocus>a castle --steps 9999</textarea>" in answer.text
    assert [] == desk.history(LOCAL)


@pytest.mark.parametrize(
    ("line", "word"), [("/help", "--cfg"), ("/quota", "200 of 200"), ("/history", "Nothing here")]
)
async def test_other_commands_answer_in_the_conversation(
    client: httpx.AsyncClient, line: str, word: str
) -> None:
    """Every command works where pictures are asked for."""
    assert word in (await say(client, line)).text


async def test_what_was_typed_is_no_markup(client: httpx.AsyncClient, worker: FakeWorker) -> None:
    """A prompt is data in every place that shows it."""
    await say(client, '<script>alert(1)</script> " onload=x {{ 7*7 }}')
    text = (await client.get("/")).text

    assert "<script>alert" not in text
    assert '" onload=x' not in text
    assert "{{ 7*7 }}" in text


async def test_buttons_work_as_forms(client: httpx.AsyncClient, desk: Desk, worker: FakeWorker) -> None:
    """Cancel, again, delete."""
    await say(client, "a red house")
    first = newest(desk)
    cancelled = await client.post(f"/jobs/{first.id}/cancel", data={"key": "1"})
    again = await client.post(f"/jobs/{first.id}/again", data={"key": "2"})
    deleted = await client.post(f"/jobs/{first.id}/delete", data={"key": "3"})

    assert [303] * 3 == [answer.status_code for answer in (cancelled, again, deleted)]
    assert [job.id for job in desk.history(LOCAL)] != [first.id]
    assert 1 == len(desk.history(LOCAL))


async def test_late_cancel_is_explained(client: httpx.AsyncClient, desk: Desk, worker: FakeWorker) -> None:
    """Pressing too late says so."""
    await say(client, "a red house")
    worker.work(newest(desk).id)
    answer = await client.post(f"/jobs/{newest(desk).id}/cancel")

    assert 409 == answer.status_code
    assert "nothing left to cancel" in answer.text


@pytest.mark.parametrize("path", ["/jobs/x/explode", f"/jobs/{0:08}/cancel", "/cards/x", "/nowhere"])
async def test_unknown_address_is_not_found(client: httpx.AsyncClient, path: str) -> None:
    """Nothing is guessed."""
    method = "POST" if path.startswith("/jobs") else "GET"

    assert 404 == (await client.request(method, path)).status_code


async def test_older_cards_come_in_parts(client: httpx.AsyncClient, desk: Desk) -> None:
    """Ten at a time, back to the first."""
    for number in range(12):
        await say(client, f"house {number}")
    page = (await client.get("/")).text
    before = page.partition('data-before="')[2].partition('"')[0]
    part = (await client.get(f"/cards?before={before}", headers=SCRIPTED)).text

    assert "house 2" in page
    assert '<p class="mine"><span class="hidden">You: </span>house 1</p>' not in page
    assert ["house 0", "house 1"] == [
        line.split("</span>")[1][:7] for line in part.splitlines() if "mine" in line
    ]
    assert "more" not in part


async def test_page_speaks_chinese(client: httpx.AsyncClient) -> None:
    """The browser's language decides."""
    text = (await client.get("/", headers={"Accept-Language": "zh-TW,zh;q=0.9,en;q=0.1"})).text

    assert '<html lang="zh-CN">' in text
    assert "今天画什么" in text


async def test_pausing_studio_keeps_the_page(
    client: httpx.AsyncClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the database away the page still opens and says so."""

    def away(*_: object) -> list[Job]:
        raise StudioPausing

    monkeypatch.setattr(desk, "history", away)
    answer = await client.get("/")

    assert 503 == answer.status_code
    assert "pausing" in answer.text
    assert "<textarea" in answer.text


@pytest.mark.parametrize("name", ["studio.js", "talk.js", "composer.js", "viewer.js", "base.css", "icon.svg"])
async def test_everything_is_local(client: httpx.AsyncClient, name: str) -> None:
    """Scripts and styles come from here, with their kind."""
    answer = await client.get(f"/static/{name}")
    kind = {"js": "javascript", "css": "css", "svg": "svg"}[name.rpartition(".")[2]]

    assert 200 == answer.status_code
    assert kind in answer.headers["content-type"]


async def test_card_of_a_waiting_job_tells_its_price(client: httpx.AsyncClient, desk: Desk) -> None:
    """Or that it waits in the slow lane, for nothing."""
    desk.plans.put(Plan(name="all", daily_credits=1, slow_lane=True))
    desk.plans.assign(subject_of("role:member"), "all")
    fields = {"text": "a red house", "key": "one"}
    paid, free = [
        (await client.post("/say", data={**fields, "key": one}, headers={"X-Limner": "1"})).text
        for one in ("one", "two")
    ]

    assert "1 credit" in paid
    assert "slow lane" in free
