"""What tests of clips that several workers draw ask of a studio, and see of it."""

import json
import subprocess
from collections import Counter
from typing import Any

import redis

from tasks.job import Job, Progress, Status
from tasks.outbox import EVENT, stream
from tests.factories import avatar_request, key, place, sender, speech_request
from tests.tasks.conftest import Studio, eventually

Worker = subprocess.Popen[bytes]


def hire(studio: Studio) -> Worker:
    """Start a worker that makes fake clips."""
    return studio.hire("-m", "tests.fakes.clip_process")


def ask(studio: Studio, line: str) -> Job:
    """Submit a clip as the usual sender."""
    photo = studio.desk.keep(sender(), b"a photo", "image/png")
    request = avatar_request(photo=photo, speech=speech_request(line))
    return studio.desk.submit(request, sender(), place(), key())


def logged(studio: Studio, event: str) -> list[dict[str, Any]]:  # Any: what was logged
    """List what the workers logged of one kind."""
    lines = (line for line in studio.log.read_text().splitlines() if f'"event": "{event}"' in line)
    return [json.loads(line) for line in lines]


def drawn(studio: Studio) -> Counter[int]:
    """Count how often each range was drawn to its end."""
    return Counter(one["number"] for one in logged(studio, "range.drawn"))


def clip(studio: Studio, job: Job) -> bytes:
    """Read a clip that is made."""
    return studio.desk.read(job.media[0].key)


def joined(count: int) -> bytes:
    """Say what a clip of so many ranges must be."""
    return b"\0\0\0\x18ftyp" + b"".join(f"[{50 * number}+50]".encode() for number in range(count))


def made_of(studio: Studio, job: Job) -> Job:
    """Wait until a job is made."""
    return studio.wait(job.id, Status.RENDERED)


def stored(studio: Studio, job: Job, pattern: str) -> list[str]:
    """List what lies in the store for a job."""
    root = studio.desk.settings.blobs
    return sorted(str(path.relative_to(root)) for path in (root / str(job.id)).rglob(pattern))


def refused(studio: Studio) -> bool:
    """Tell whether a worker noticed that its range is not its own any more."""
    return bool(logged(studio, "job.gone") or logged(studio, "range.refused"))


def notes(job: Job) -> dict[str, object]:
    """Give what is told with a job, by its code."""
    return {note.code: note.facts for note in job.notes}


def drawers(studio: Studio, job: Job) -> list[str]:
    """Name the workers that draw or have drawn ranges; the holder of the job has the first."""
    return list(dict.fromkeys(one.worker for one in studio.ranges(job.id) if one.worker))


def together(studio: Studio, job: Job) -> tuple[Worker, Worker]:
    """Wait until two workers draw ranges of a clip. Returns: its holder, its helper."""
    names = eventually(
        lambda: found if len(found := drawers(studio, job)) == 2 else None, studio.log.read_text
    )
    pids = [int(name.rpartition(":")[2]) for name in names]
    holder, helper = (next(one for one in studio.workers if one.pid == pid) for pid in pids)
    return holder, helper


def shares(studio: Studio, job: Job) -> list[float]:
    """List how far a clip was, as its asker was told."""
    with redis.Redis.from_url(studio.redis.url) as client:
        entries = client.xrange(stream("telegram"))
    events = [EVENT.validate_json(entry[b"event"]) for _, entry in entries]
    return [round(one.share, 3) for one in events if isinstance(one, Progress) and one.job_id == job.id]


def pieces(studio: Studio, job: Job) -> list[int]:
    """List the first frames of the pieces that can be seen."""
    return [one.first for one in studio.desk.pieces(job.id, sender())]
