"""Clips that are still being made, over HTTP, as players and scripts ask for them."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import av
import httpx
import pytest
from openapi_schema_validator import OAS31Validator

from tasks.desk import Desk
from tests.avatar.clip.footage import SIDE_PX
from tests.bots.web.conftest import LOCAL
from tests.bots.web.growing import DURATION_S, TOTAL, GrowingClip, footage
from tests.bots.web.previewing import listed, preview, problem, track
from tests.bots.web.test_clips import PHOTO, SAID
from tests.bots.web.test_clips import clip as order
from tests.bots.web.test_events import follow
from tests.factories import submit
from tests.fakes.worker import FakeWorker

Json = dict[str, Any]  # what JSON holds


@pytest.fixture
def clip(desk: Desk, worker: FakeWorker) -> GrowingClip:
    """Give a clip that a worker has begun."""
    begun = GrowingClip(desk, worker, footage())
    begun.plan()
    return begun


async def job_of(client: httpx.AsyncClient, clip: GrowingClip) -> Json:
    """Ask for its job."""
    found: Json = (await client.get(f"/api/jobs/{clip.job.id}")).json()
    return found


async def test_job_names_its_preview_from_the_first_piece_to_the_end(
    client: httpx.AsyncClient, clip: GrowingClip
) -> None:
    """Not before there is something to play, not after the clip is there."""
    before = await job_of(client, clip)
    clip.draw()
    growing = await job_of(client, clip)
    [listed] = (await client.get("/api/jobs")).json()["jobs"]
    clip.draw(4)
    clip.finish()
    after = await job_of(client, clip)

    assert ["", preview(clip), ""] == [job["preview"] for job in (before, growing, after)]
    assert preview(clip) == listed["preview"]
    assert 200 == (await client.get(preview(clip))).status_code


async def test_order_repeated_with_its_key_names_the_preview(
    client: httpx.AsyncClient, desk: Desk, worker: FakeWorker
) -> None:
    """The answer of POST /api/avatar is a job as it stands."""

    async def ask() -> Json:
        key, photo = {"Idempotency-Key": "mine"}, {"photo": PHOTO}
        answer: Json = (await client.post("/api/avatar", data=SAID, files=photo, headers=key)).json()
        return answer

    first = await ask()
    clip = GrowingClip(desk, worker, footage())
    clip.job = desk.history(LOCAL, 2)[1]
    clip.plan()
    clip.draw()
    again = await ask()

    assert (first["id"], "") == (again["id"], first["preview"])
    assert preview(clip) == again["preview"]


async def test_playlists_grow_and_end(client: httpx.AsyncClient, clip: GrowingClip) -> None:
    """What was listed stays; EXT-X-ENDLIST only with the last frame."""
    clip.draw()
    addresses = await listed(client, clip)
    early = [(await client.get(address)).text for address in addresses]
    clip.draw(4)
    late = [(await client.get(address)).text for address in addresses]

    for before, after in zip(early, late, strict=True):
        assert after.startswith(before)
        assert ("#EXT-X-ENDLIST" in before, "#EXT-X-ENDLIST" in after) == (False, True)
        assert "#EXT-X-PLAYLIST-TYPE:EVENT" in before
        assert "#EXT-X-START:TIME-OFFSET=0" in before  # not near the end, as players begin with what is live
    assert [1, 5] == [text.count("#EXTINF") for text in (early[0], late[0])]


async def test_first_playlist_says_what_a_player_needs(client: httpx.AsyncClient, clip: GrowingClip) -> None:
    """Codecs, size, and the group of the sound."""
    clip.draw()
    answer = await client.get(preview(clip))

    assert "application/vnd.apple.mpegurl" == answer.headers["content-type"]
    assert 'CODECS="avc1.64' in answer.text
    assert f"RESOLUTION={SIDE_PX}x{SIDE_PX}" in answer.text
    assert 'AUDIO="sound"' in answer.text


async def test_all_parts_together_are_the_clip(
    client: httpx.AsyncClient, clip: GrowingClip, tmp_path: Path
) -> None:
    """Every frame once, and the whole sound."""
    clip.draw(5)
    video, sound = await listed(client, clip)
    pictures, sounds = await track(client, video), await track(client, sound)
    file = tmp_path / "all.mp4"

    file.write_bytes(b"".join(part.content for part in pictures))
    with av.open(str(file)) as opened:
        assert TOTAL == sum(1 for _ in opened.decode(video=0))
    file.write_bytes(b"".join(part.content for part in sounds))
    with av.open(str(file)) as opened:
        heard_s = sum(frame.samples / frame.sample_rate for frame in opened.decode(audio=0))
    assert DURATION_S == pytest.approx(heard_s, abs=0.1)
    assert {"video/mp4"} == {part.headers["content-type"] for part in pictures}
    assert {"audio/mp4"} == {part.headers["content-type"] for part in sounds}


def test_player_of_playlists_plays_it(served: str, clip: GrowingClip) -> None:
    """One that knows nothing but the first address."""
    clip.draw(5)
    with av.open(f"{served}{preview(clip)}", "r", format="hls", options={"extension_picky": "0"}) as file:
        shown = [frame.time or 0.0 for frame in file.decode(video=0)]
    with av.open(f"{served}{preview(clip)}", "r", format="hls", options={"extension_picky": "0"}) as file:
        heard_s = sum(frame.samples / frame.sample_rate for frame in file.decode(audio=0))

    assert TOTAL == len(shown)
    assert DURATION_S == pytest.approx(heard_s, abs=0.1)


def test_events_tell_what_there_is_to_play(served: str, clip: GrowingClip) -> None:
    """Each piece is told; a page need not ask."""
    with follow(served, str(clip.job.id)) as events:
        told = [next(events)[1]["clip"]]
        for _ in range(2):
            clip.draw()
            told.append(next(events)[1]["clip"])
        clip.draw(3)
        clip.finish()
        names = [name for name, _ in events]

    whole = {"url": preview(clip), "duration_s": DURATION_S}
    assert [None, {**whole, "ready_s": 2.0}, {**whole, "ready_s": 4.0}] == told
    assert "done" == names[-1]


async def test_parts_may_be_kept_and_playlists_not(client: httpx.AsyncClient, clip: GrowingClip) -> None:
    """A segment never changes; a part of it may be asked for."""
    clip.draw()
    video, _ = await listed(client, clip)
    segment = (await track(client, video))[1]
    address = str(segment.url)
    known = await client.get(address, headers={"If-None-Match": segment.headers["etag"]})
    piece = await client.get(address, headers={"Range": "bytes=4-7"})

    assert "immutable" in segment.headers["cache-control"]
    assert "no-store" == (await client.get(video)).headers["cache-control"]
    assert 304 == known.status_code
    assert (206, b"moof") == (piece.status_code, piece.content)


async def test_nothing_is_there_before_the_first_piece(client: httpx.AsyncClient, clip: GrowingClip) -> None:
    """The answer says that it will come; parts that are not drawn yet are answered alike."""
    early = await client.get(preview(clip))
    clip.draw(2)
    video, sound = await listed(client, clip)
    ahead = [await client.get(f"{track.removesuffix('.m3u8')}/2.m4s") for track in (video, sound)]

    assert (404, "preview_not_ready") == problem(early)
    assert [(404, "preview_not_ready")] * 2 == [problem(answer) for answer in ahead]


async def test_preview_is_gone_once_its_pieces_are(client: httpx.AsyncClient, clip: GrowingClip) -> None:
    """Some minutes after the end; until then it plays, the whole of it."""
    clip.draw(5)
    video, _ = await listed(client, clip)
    clip.finish()
    kept = await client.get(video)
    clip.forget()

    assert "#EXT-X-ENDLIST" in kept.text
    assert [(410, "preview_gone")] * 2 == [problem(await client.get(each)) for each in (video, preview(clip))]


async def test_cancelled_clip_has_no_preview(client: httpx.AsyncClient, clip: GrowingClip) -> None:
    """Nobody polls for what will never grow."""
    clip.draw()
    await client.delete(f"/api/jobs/{clip.job.id}")

    assert (410, "preview_gone") == problem(await client.get(preview(clip)))
    assert "" == (await job_of(client, clip))["preview"]


async def test_clip_that_is_begun_anew_has_new_addresses(
    client: httpx.AsyncClient, clip: GrowingClip
) -> None:
    """No browser mixes kept parts of two takes."""
    clip.draw(2)
    old, _ = await listed(client, clip)
    clip.begin_anew()
    clip.draw()
    new, _ = await listed(client, clip)

    assert old != new
    assert (410, "preview_gone") == problem(await client.get(old))
    assert 1 == (await client.get(new)).text.count("#EXTINF")


@pytest.mark.parametrize(
    "name", ["playlist.m3u8", "x/video.m3u8", "x/video/init.mp4", "x/video/0.m4s", "x/sound/0.m4s"]
)
async def test_only_the_owner_of_a_clip_has_a_preview(
    client: httpx.AsyncClient, desk: Desk, name: str
) -> None:
    """A stranger's job is as if it were not there; a picture is no clip."""
    stranger = submit(desk)
    picture = (await client.post("/api/imagine", json={"prompt": "a red house"})).json()
    answers = [
        problem(await client.get(f"/api/jobs/{each}/preview/{name}"))
        for each in (stranger.id, uuid4(), "nonsense", picture["id"])
    ]

    assert [(404, "no_such_job")] * 3 + [(404, "no_such_page")] == answers


@pytest.mark.parametrize("name", ["x/smell.m3u8", "x/video/-1.m4s", "x/video/first.m4s"])
async def test_what_is_no_part_is_refused(client: httpx.AsyncClient, clip: GrowingClip, name: str) -> None:
    """In the shape of the API."""
    clip.draw()

    assert (422, "bad_value") == problem(await client.get(preview(clip, name)))


async def test_damaged_plan_or_piece_is_no_preview(
    client: httpx.AsyncClient, clip: GrowingClip, desk: Desk
) -> None:
    """The job goes on; only its preview is not to be had."""
    clip.draw()
    [piece] = desk.pieces(clip.job.id, LOCAL)
    desk.store.put(piece.key, b"nothing")
    first = await client.get(preview(clip))
    desk.store.put(piece.plan, b"nothing")

    assert (410, "preview_gone") == problem(first)
    assert 200 == (await client.get(f"/api/jobs/{clip.job.id}")).status_code


async def test_answers_are_what_openapi_says(client: httpx.AsyncClient, clip: GrowingClip) -> None:
    """Every kind of answer is described."""
    clip.draw()
    spec = (await client.get("/openapi.json")).json()
    routes = {
        "playlist.m3u8": "/playlist.m3u8",
        "x/video.m3u8": "/{take}/{track}.m3u8",
        "x/video/init.mp4": "/{take}/{track}/init.mp4",
        "x/video/0.m4s": "/{take}/{track}/{number}.m4s",
    }
    for name, route in routes.items():
        described = spec["paths"]["/api/jobs/{job_id}/preview" + route]["get"]["responses"]
        answer = await client.get(preview(clip, name))
        kind = answer.headers["content-type"]
        content = described[str(answer.status_code)]["content"]
        assert kind in content
        if kind == "application/json":
            OAS31Validator({**content[kind]["schema"], "components": spec["components"]}).validate(
                answer.json()
            )
    assert "preview" in spec["components"]["schemas"]["JobOut"]["properties"]
    assert "" == (await order(client, **SAID)).json()["preview"]
