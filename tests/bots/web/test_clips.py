"""The part of the JSON API that deals with faces and voices, as scripts use it."""

import tempfile
from base64 import b64encode
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest

from avatar.requests import AvatarRequest, SpeechRequest
from bots.intake import LIMIT_MEGABYTES
from bots.sitting import CONSENT_VERSION
from bots.web.guard import CLIP_LIMIT
from tasks.desk import Desk
from tests.bots.giving import JPEG, MP4, OGG, SAD, FakeIntake
from tests.bots.web.conftest import LOCAL, newest
from tests.fakes.worker import FakeWorker

FULL = 200
PHOTO = ("me.jpg", JPEG + b"1", "image/jpeg")
CROWD = ("us.jpg", JPEG + b"3", "image/jpeg")
MOVES = ("nod.mp4", MP4 + b"nod", "video/mp4")
VOICE = ("me.ogg", OGG + b"hello", "audio/ogg")
SAID = {"text": "Hello there.", "consent": "true"}
Json = dict[str, Any]  # what JSON holds
File = tuple[str, bytes, str]
Spool = tempfile.SpooledTemporaryFile[bytes]


async def clip(
    client: httpx.AsyncClient, files: dict[str, File] | None = None, /, **fields: str
) -> httpx.Response:
    """Ask for a clip."""
    return await client.post("/api/avatar", data=fields, files=files or {"photo": PHOTO})


def problem(answer: httpx.Response) -> Json:
    """Take what is wrong."""
    assert set(answer.json()) == {"problem"}
    found: Json = answer.json()["problem"]
    return found


async def test_photo_and_text_are_answered_with_the_job(client: httpx.AsyncClient, desk: Desk) -> None:
    """The same shape as for a picture; every option counts."""
    answer = await clip(client, **SAID, head="0.5", captions="on", aspect="9:16", size="512", seed="7")
    job = answer.json()

    assert (202, "queued", "avatar", "Hello there.") == (
        answer.status_code,
        job["state"],
        job["kind"],
        job["prompt"],
    )
    request = newest(desk).request
    assert isinstance(request, AvatarRequest)
    assert (0.5, True, "9:16", 512, 7) == (
        request.head,
        request.captions,
        request.aspect.value,
        request.size_px,
        request.seed,
    )


async def test_recording_speaks_in_place_of_a_text(client: httpx.AsyncClient, desk: Desk) -> None:
    """A voice of one's own."""
    answer = await clip(client, {"photo": PHOTO, "audio": VOICE}, consent="true")

    assert (202, "") == (answer.status_code, answer.json()["prompt"])
    request = newest(desk).request
    assert isinstance(request, AvatarRequest)
    assert request.sound.endswith(".flac")


async def test_face_borrows_from_a_video(client: httpx.AsyncClient, desk: Desk) -> None:
    """A file beside the others, and a field that says what is borrowed."""
    answer = await clip(client, {"photo": PHOTO, "moves": MOVES}, **SAID, borrow="pose")

    assert 202 == answer.status_code
    request = newest(desk).request
    assert isinstance(request, AvatarRequest)
    assert request.moves.endswith(".mp4")
    assert "pose" == request.borrow


@pytest.mark.parametrize(
    ("files", "fields", "expected"),
    [
        ({"audio": VOICE}, {}, "photo_needed"),
        ({"photo": PHOTO}, {}, "voice_needed"),
        ({"photo": CROWD}, {"text": "Hi."}, "face_needed"),
        ({"photo": PHOTO}, {"text": "Hi."}, "consent_needed"),
        ({"photo": PHOTO}, {"text": "Hi.", "consent": "perhaps"}, "bad_value"),
        ({"photo": PHOTO, "audio": VOICE}, {"text": "Hi."}, "two_voices"),
        ({"photo": ("a.jpg", JPEG + SAD, "image/jpeg")}, {"text": "Hi."}, "file_damaged"),
        ({"photo": ("a.jpg", b"some words", "image/jpeg")}, {"text": "Hi."}, "not_a_picture"),
        ({"photo": PHOTO, "moves": VOICE}, {"text": "Hi."}, "not_a_video"),
        ({"photo": PHOTO}, {"text": "Hi.", "head": "3"}, "out_of_range"),
        ({"photo": PHOTO}, {"text": "Hi.", "heads": "1"}, "unknown_field"),
        ({"photo": PHOTO}, {"text": "Hi.", "aspect": "2:1"}, "unknown_choice"),
        ({"photo": PHOTO, "text": ("a.txt", b"Hi.", "text/plain")}, {}, "bad_value"),
    ],
)
async def test_what_is_wrong_or_missing_is_told_at_once(
    client: httpx.AsyncClient, desk: Desk, files: dict[str, File], fields: dict[str, str], expected: str
) -> None:
    """A program is asked nothing: it gets a code, a sentence, and keeps its credits."""
    answer = await clip(client, files, **fields)

    assert (422, expected) == (answer.status_code, problem(answer)["code"])
    assert [] == desk.history(LOCAL)
    assert FULL == desk.allowance(LOCAL).left


async def test_refusal_tells_what_to_agree_to(client: httpx.AsyncClient) -> None:
    """Version and wording can be read, agreed to, and then count for every later clip."""
    refused = problem(await clip(client, text="Hi."))
    wanted = (await client.get("/api/consent")).json()
    wrong = await client.post("/api/consent", json={"version": "0"})
    agreed = await client.post("/api/consent", json={"version": refused["facts"]["version"]})

    assert {"version": CONSENT_VERSION} == refused["facts"]
    assert (CONSENT_VERSION, False) == (wanted["version"], wanted["agreed"])
    assert "has allowed it" in wanted["text"]
    assert "consent_needed" == problem(wrong)["code"]
    assert agreed.json()["agreed"]
    assert 202 == (await clip(client, text="Hi.")).status_code


async def test_faces_are_told_and_chosen_by_number(client: httpx.AsyncClient, desk: Desk) -> None:
    """How many there are is a fact of the refusal."""
    refused = problem(await clip(client, {"photo": CROWD}, **SAID))
    chosen = await clip(client, {"photo": CROWD}, **SAID, face="2")

    assert {"faces": 3} == refused["facts"]
    assert 202 == chosen.status_code
    request = newest(desk).request
    assert isinstance(request, AvatarRequest)
    assert 1 == request.face


async def test_idempotency_key_gives_the_same_clip(client: httpx.AsyncClient, desk: Desk) -> None:
    """Sent again after a timeout, one clip is made."""
    headers = {"Idempotency-Key": "abc"}
    first, second = [
        (await client.post("/api/avatar", data=SAID, files={"photo": PHOTO}, headers=headers)).json()
        for _ in range(2)
    ]

    assert first["id"] == second["id"]
    assert 1 == len(desk.history(LOCAL))


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{}"),
        ("multipart/form-data", b"--x--"),
        ("multipart/form-data; boundary=x", b"--y\r\nwhat is this"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\ncut of'),
        ("", b""),
    ],
)
async def test_what_is_no_form_is_refused(client: httpx.AsyncClient, kind: str, body: bytes) -> None:
    """In the same shape as everything else."""
    answer = await client.post("/api/avatar", content=body, headers={"Content-Type": kind})

    assert 422 == answer.status_code
    assert problem(answer)["code"] in {"form_unreadable", "photo_needed"}


async def test_large_file_is_refused_by_name(client: httpx.AsyncClient, intake: FakeIntake) -> None:
    """It is not even looked at."""
    large = JPEG + bytes(LIMIT_MEGABYTES * 1_000_000)
    answer = await clip(client, {"photo": ("a.jpg", large, "image/jpeg")}, **SAID)

    assert (413, "file_too_large") == (answer.status_code, problem(answer)["code"])
    assert 0 == intake.photos


async def test_endless_upload_is_stopped(client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bytes are counted while they come, whatever was announced, and none of them stays."""
    spools: list[Spool] = []

    def watched(max_size: int) -> Spool:
        spools.append(tempfile.SpooledTemporaryFile(max_size))  # noqa: SIM115 - the parser closes it
        return spools[-1]

    monkeypatch.setattr("starlette.formparsers.SpooledTemporaryFile", watched)
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        yield b'--x\r\nContent-Disposition: form-data; name="photo"; filename="a"\r\n\r\n'
        while True:
            sent += 2**20
            yield bytes(2**20)

    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    streamed = await client.post("/api/avatar", content=endless(), headers=kind)
    announced = await client.post(
        "/api/avatar", content=b"", headers={**kind, "Content-Length": str(CLIP_LIMIT + 1)}
    )

    assert [413, 413] == [streamed.status_code, announced.status_code]
    assert "request_too_large" == problem(streamed)["code"]
    assert sent < CLIP_LIMIT + 2 * 2**20
    assert [True] == [spooled.closed for spooled in spools]


async def test_other_places_take_no_uploads(client: httpx.AsyncClient) -> None:
    """Only where files are wanted may a body be large."""
    answer = await client.post("/api/speech", content=b" " * 2**17)

    assert 413 == answer.status_code


async def test_line_is_spoken(client: httpx.AsyncClient, desk: Desk) -> None:
    """Quick and cheap: words, and a voice."""
    answer = await client.post("/api/speech", json={"text": "Hello there.", "voice": "en-gb", "rate": 1.2})

    assert (202, "speech") == (answer.status_code, answer.json()["kind"])
    request = newest(desk).request
    assert isinstance(request, SpeechRequest)
    assert ("espeak-ng/en-gb", 1.2) == (request.voice, request.rate)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"[]", "malformed_request"),
        (b"{}", "speech_empty"),
        (b'{"text": "Hi.", "rate": 9}', "out_of_range"),
        (b'{"text": "Hi.", "voice": "nobody"}', "unknown_choice"),
        (b'{"text": "Hi.", "words": "x"}', "unknown_field"),
    ],
)
async def test_bad_line_is_refused(client: httpx.AsyncClient, desk: Desk, body: bytes, expected: str) -> None:
    """With a code and a sentence, and nothing charged."""
    answer = await client.post("/api/speech", content=body)

    assert (422, expected) == (answer.status_code, problem(answer)["code"])
    assert FULL == desk.allowance(LOCAL).left


async def test_voices_are_listed_by_language(client: httpx.AsyncClient) -> None:
    """What can be named as ``voice``."""
    every = (await client.get("/api/voices")).json()["voices"]
    english = (await client.get("/api/voices?language=en-GB")).json()["voices"]
    unknown = await client.get("/api/voices?language=xx")

    assert len(every) > len(english) > 1
    assert ("espeak-ng/en-gb", "en-GB", True) == tuple(
        english[0][name] for name in ("id", "language", "offline")
    )
    assert (422, "unknown_choice") == (unknown.status_code, problem(unknown)["code"])


async def test_file_is_verified(client: httpx.AsyncClient) -> None:
    """What it tells of where it comes from, for programs and for people."""
    signed = await client.post("/api/verify", files={"file": ("a.jpg", JPEG + b"signed", "image/jpeg")})
    unknown = await client.post("/api/verify", files={"file": PHOTO})
    missing = await client.post("/api/verify", data={"file": "a.jpg"})

    assert (True, True) == (signed.json()["made_here"], signed.json()["signed_here"])
    assert (False, "", None) == tuple(unknown.json()[name] for name in ("made_here", "job", "made_at"))
    assert "no sign" in unknown.json()["message"]
    assert (422, "attachment_missing") == (missing.status_code, problem(missing)["code"])


async def test_clip_of_ours_is_known_again(client: httpx.AsyncClient, worker: FakeWorker) -> None:
    """By its fingerprint: the job that made it, and when."""
    mark = b64encode(b"LF1" + (8).to_bytes(4, "big") + bytes(range(8))).decode()
    job = (await clip(client, **SAID)).json()
    worker.finish(worker.claim(UUID(job["id"])), mark=mark)
    found = (await client.post("/api/verify", files={"file": ("a", mark.encode(), "")})).json()

    assert (True, False, job["id"][:8]) == (found["made_here"], found["signed_here"], found["job"])
    assert found["made_at"]
