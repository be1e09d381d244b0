"""A sheet of variants over HTTP: asked for, shown with its buttons, taken."""

from uuid import UUID, uuid4

import httpx
import pytest

from avatar.requests import VARIANTS, PreviewRequest, take
from bots.sitting import CONSENT_VERSION
from tasks.desk import Desk
from tasks.job import Job
from tests.bots.giving import JPEG, voice
from tests.bots.web.conftest import LOCAL, newest
from tests.factories import place, sender, submit
from tests.fakes.worker import FakeWorker

PHOTO = ("me.jpg", JPEG + b"1", "image/jpeg")
SAID = {"text": "Hello there.", "consent": "true"}
SCRIPT = {"X-Limner": "1"}


async def sheet(client: httpx.AsyncClient, desk: Desk, worker: FakeWorker) -> Job:
    """Have a sheet made."""
    answer = await client.post("/api/avatar", data={**SAID, "preview": "true"}, files={"photo": PHOTO})
    assert 202 == answer.status_code, answer.text
    job = worker.work(UUID(answer.json()["id"]))
    return desk.delivered(job.id, job.attempt, "page")


def preview(job: Job) -> PreviewRequest:
    """Take the request of a sheet."""
    assert isinstance(job.request, PreviewRequest)
    return job.request


@pytest.mark.parametrize(("wish", "kind"), [("true", "preview"), ("on", "preview"), ("false", "avatar")])
async def test_preview_is_a_yes_or_no(client: httpx.AsyncClient, wish: str, kind: str) -> None:
    """As programs write it, too."""
    answer = await client.post("/api/avatar", data={**SAID, "preview": wish}, files={"photo": PHOTO})

    assert (202, kind) == (answer.status_code, answer.json()["kind"])


async def test_sheet_is_told_with_its_variants(
    client: httpx.AsyncClient, desk: Desk, worker: FakeWorker
) -> None:
    """So that a program can show its own buttons."""
    job = await sheet(client, desk, worker)
    told = (await client.get(f"/api/jobs/{job.id}")).json()

    assert ["asked", "calmer", "livelier", "still", "mouth", "chance"] == [
        variant["idea"] for variant in told["recipe"]["variants"]
    ]
    assert ["video/mp4"] == [media["mime"] for media in told["media"]]
    assert "Hello there." == told["prompt"]


async def test_variant_is_taken_once(client: httpx.AsyncClient, desk: Desk, worker: FakeWorker) -> None:
    """Asked twice it is the same job."""
    job = await sheet(client, desk, worker)
    answers = [await client.post(f"/api/jobs/{job.id}/take", json={"variant": 3}) for _ in range(2)]

    assert [202, 202] == [answer.status_code for answer in answers]
    assert answers[0].json()["id"] == answers[1].json()["id"] == str(newest(desk).id)
    assert take(preview(job), 3) == newest(desk).request
    assert answers[0].json()["price"] > 0


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"variant": 0}, 422, "out_of_range"),
        ({"variant": VARIANTS + 1}, 422, "out_of_range"),
        ({"variant": "x"}, 422, "not_a_number"),
        ({}, 422, "bad_value"),
        ({"number": 1}, 422, "unknown_field"),
        ([1], 422, "malformed_request"),
    ],
)
async def test_wrong_variant_is_refused(
    client: httpx.AsyncClient, desk: Desk, worker: FakeWorker, body: object, status: int, code: str
) -> None:
    """In the shape of all refusals."""
    job = await sheet(client, desk, worker)
    answer = await client.post(f"/api/jobs/{job.id}/take", json=body)

    assert (status, code) == (answer.status_code, answer.json()["problem"]["code"])
    assert job.id == newest(desk).id


async def test_what_is_no_sheet_is_refused(client: httpx.AsyncClient, desk: Desk) -> None:
    """A picture; nothing; somebody else's."""
    picture = submit(desk, platform="web").model_copy()
    own = desk.submit(picture.request, LOCAL, place(platform="web"), "own")
    answers = [
        await client.post(f"/api/jobs/{job}/take", json={"variant": 1})
        for job in (own.id, uuid4(), "nonsense", picture.id)
    ]

    assert [422, 404, 404, 404] == [answer.status_code for answer in answers]
    assert "no_variants" == answers[0].json()["problem"]["code"]
    assert sender().account != LOCAL.account


async def test_card_of_a_sheet_has_six_buttons(
    client: httpx.AsyncClient, desk: Desk, worker: FakeWorker
) -> None:
    """Below the clip, each with what it tries."""
    job = await sheet(client, desk, worker)
    card = (await client.get(f"/cards/{job.id}")).text

    assert VARIANTS == card.count('data-action="take"')
    assert "<video" in card
    assert f'action="/jobs/{job.id}/take"' in card
    assert all(idea in card for idea in ("as you asked", "calmer", "head still", "drawn anew"))
    assert f"limner-{preview(job).of.seed}.mp4" in card


async def test_waiting_sheet_shows_the_photo(client: httpx.AsyncClient, desk: Desk) -> None:
    """As a clip does."""
    await client.post("/api/avatar", data={**SAID, "preview": "true"}, files={"photo": PHOTO})
    job = newest(desk)

    assert f"/media/{preview(job).of.photo}" in (await client.get(f"/cards/{job.id}")).text


async def test_button_of_the_page_makes_the_clip(
    client: httpx.AsyncClient, desk: Desk, worker: FakeWorker
) -> None:
    """With the script a card comes, without it the page."""
    job = await sheet(client, desk, worker)
    scripted = await client.post(f"/jobs/{job.id}/take", data={"variant": "2", "key": "a"}, headers=SCRIPT)
    first = newest(desk)
    plain = await client.post(f"/jobs/{job.id}/take", data={"variant": "2"})
    wrong = await client.post(f"/jobs/{job.id}/take", data={}, headers=SCRIPT)

    assert (200, 303, 422) == (scripted.status_code, plain.status_code, wrong.status_code)
    assert f"job-{first.id}" in scripted.text
    assert first.id == newest(desk).id
    assert take(preview(job), 2) == first.request


async def test_form_of_the_page_asks_for_a_sheet(client: httpx.AsyncClient, desk: Desk) -> None:
    """By a box to tick; the face stays for the clip that is taken."""
    desk.consent(LOCAL, CONSENT_VERSION)
    page = (await client.get("/?make=clip")).text
    made = await client.post(
        "/avatar", data={"text": "Hi.", "preview": "on"}, files={"photo": PHOTO}, headers=SCRIPT
    )

    assert 'name="preview" value="on"' in page
    assert 200 == made.status_code, made.text
    photo = preview(newest(desk)).of.photo
    assert f"/media/{photo}" in made.text
    assert 'class="drop filled"' in made.text


async def test_recording_has_a_sheet_too(client: httpx.AsyncClient, desk: Desk) -> None:
    """Its two seconds are those of the recording."""
    data = await voice().read(1)
    files = {"photo": PHOTO, "audio": ("me.ogg", data, "audio/ogg")}
    answer = await client.post("/api/avatar", data={"consent": "true", "preview": "true"}, files=files)

    assert 202 == answer.status_code, answer.text
    assert preview(newest(desk)).of.sound.endswith(".flac")
