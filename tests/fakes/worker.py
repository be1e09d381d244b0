"""A worker without an engine, in the test's own thread: it moves jobs through the real workshop."""

from io import BytesIO
from uuid import UUID

import numpy as np
from PIL import Image
from safetensors.numpy import save

from avatar.requests import AvatarRequest, PreviewRequest, SpeechRequest
from generation.notes import Note
from generation.picture import Picture, encode_png
from generation.requests import (
    DescribeRequest,
    Drawing,
    ExpandRequest,
    RestoreRequest,
    ShortenRequest,
    TrainingRequest,
    UpscaleRequest,
)
from generation.shelf import private
from tasks.desk import Desk
from tasks.job import Done, Job, Media, Problem, Progress, Status
from tasks.own import Learnt
from tasks.worker.shelving import Shelving
from tasks.workshop import Workshop


class FakeWorker:
    """Finishes queued jobs with plain pictures, and announces what a worker announces."""

    def __init__(self, desk: Desk, name: str = "fake") -> None:
        self._desk = desk
        self._name = name
        self.workshop = Workshop(desk.database, desk.store, desk.settings)

    def claim(self, job_id: UUID) -> Job:
        """Take a job that waits."""
        job = self.workshop.claim(job_id, self._name)
        assert job is not None, f"job {job_id} does not wait"
        return job

    def progress(self, job: Job, share: float, preview: str = "", note: str = "rendering") -> None:
        """Announce that a claimed job got further."""
        event = Progress(job_id=job.id, attempt=job.attempt, share=share, note=note, preview=preview)
        self._desk.outbox.publish(job.place.platform, event)

    def finish(
        self, job: Job, notes: tuple[Note, ...] = (), mark: str = "", drawn_s: float | None = None
    ) -> Job | None:
        """Draw, store and announce a claimed job, with notes. Returns None if it was lost meanwhile.

        ``mark`` is the fingerprint of its first result; ``drawn_s`` what it took: if nothing else is said,
        little less than was expected.
        """
        learnt: Learnt | None = None
        match job.request:
            case Drawing():
                stored = self._pictures(job, job.request)
            case RestoreRequest(photo=sent) | UpscaleRequest(picture=sent) | DescribeRequest(picture=sent):
                png = self._desk.read(sent)
                stored = [self._keep(job, "0.png", png, mime="image/png", width_px=64, height_px=64)]
            case ShortenRequest() | ExpandRequest():
                stored = []
            case AvatarRequest():
                stored = [self._clip(job, job.request)]
            case PreviewRequest():
                stored = [self._clip(job, job.request.of)]
            case TrainingRequest():
                png = encode_plain(job.request.seed)
                stored = [self._keep(job, "0.png", png, mime="image/png", width_px=128, height_px=128)]
                learnt = self.learnt(job.request, png)
            case SpeechRequest():
                stored = [self._keep(job, "0.ogg", b"OggS", mime="audio/ogg", duration_s=1.0)]
        marks = {stored[0][0].key: mark} if mark else {}
        finished = self.workshop.finish(
            job,
            stored,
            job.price - 0.9 if drawn_s is None else drawn_s,
            notes=notes,
            marks=marks,
            learnt=learnt,
        )
        Shelving(self.workshop).settle(job, learnt, finished)
        return self._announce(finished)

    def fail(self, job: Job, problem: Problem) -> Job | None:
        """Refund and announce a claimed job. Returns None if it was lost meanwhile."""
        return self._announce(self.workshop.fail(job, problem))

    def work(self, job_id: UUID) -> Job:
        """Claim and finish a job."""
        finished = self.finish(self.claim(job_id))
        assert finished is not None, f"job {job_id} was lost"
        return finished

    def work_all(self) -> list[Job]:
        """Claim and finish every job that was rung for and still waits."""
        rung: list[UUID] = list(dict.fromkeys(getattr(self._desk.bell, "rung", [])))
        waiting = [job_id for job_id in rung if self._desk.job(job_id).status is Status.QUEUED]
        return [self.work(job_id) for job_id in waiting]

    def _pictures(self, job: Job, request: Drawing) -> list[tuple[Media, str]]:
        stored = []
        for index in range(request.count):
            seed = (request.seed + index) % 2**32
            data = encode_png(Picture(plain(request, seed), seed), request)
            size = {"width_px": request.width_px, "height_px": request.height_px}
            stored.append(self._keep(job, f"{index}.png", data, mime="image/png", seed=seed, **size))
        return stored

    def _clip(self, job: Job, request: AvatarRequest) -> tuple[Media, str]:
        size_px = request.size_px
        thumbnail = encode_jpeg(Image.new("RGB", (size_px, size_px), (128, 64, 32)))
        small, _ = self._keep(job, "0.jpg", thumbnail, mime="image/jpeg")
        data = b"\0\0\0\x18ftypmp42" + bytes(64)
        return self._keep(
            job,
            "0.mp4",
            data,
            mime="video/mp4",
            width_px=size_px,
            height_px=size_px,
            duration_s=1.0,
            seed=request.seed,
            thumbnail=small.key,
        )

    def learnt(self, request: TrainingRequest, sample: bytes) -> Learnt:
        """Put a LoRA on the shelf that changes nothing."""
        tensors = {
            f"unet.mid_block.attn2.to_k.lora_{side}.weight": np.zeros(shape, np.float16)
            for side, shape in (("A", (4, 128)), ("B", (128, 4)))
        }
        file = save(tensors, {"modelspec.trigger_phrase": request.words})
        card = private.keep(file, self._desk.trainings.shelf, request.name, sample)
        return Learnt(card.name, len(file))

    def _keep(self, job: Job, name: str, data: bytes, **facts: str | int | float) -> tuple[Media, str]:
        key = f"{job.id}/{job.attempt}/{name}"
        media = Media.model_validate({"key": key, "bytes": len(data), **facts})
        return media, self._desk.store.put(key, data)

    def _announce(self, job: Job | None) -> Job | None:
        if job is not None:
            self._desk.outbox.publish(job.place.platform, Done(job_id=job.id))
        return job


def plain(request: Drawing, seed: int) -> Image.Image:
    """Draw one colour, which depends on the seed."""
    colour = (seed % 251, seed // 251 % 241, 128)
    return Image.new("RGB", (request.width_px, request.height_px), colour)


def encode_plain(seed: int) -> bytes:
    """Encode a small picture of one colour, which depends on the seed."""
    buffer = BytesIO()
    Image.new("RGB", (128, 128), (seed % 251, 0, 128)).save(buffer, "PNG")
    return buffer.getvalue()


def encode_jpeg(image: Image.Image) -> bytes:
    """Encode a small picture."""
    buffer = BytesIO()
    image.save(buffer, "JPEG")
    return buffer.getvalue()
