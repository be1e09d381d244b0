"""Inputs for tests: each needs only what the test is about."""

from io import BytesIO
from itertools import count
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from avatar.requests import AvatarRequest, PreviewRequest, SpeechRequest
from avatar.variants import preview_of
from generation.catalogue import Base, Card, Catalogue, ExtraCard, Purpose, Scheduler
from generation.requests import ImageRequest, ImageToImageRequest, RestoreRequest
from tasks.desk import Desk
from tasks.job import Job, Place, Sender

_numbers = count(1)

BELOW = (  # a picture of words
    "vary",
    "rework",
    "again",
    "edit",
    "upscale",
    "around",
    "talk",
    "describe",
    "info",
    "file",
    "like",
    "delete",
)

CARD = Card(
    name="pocket",
    title="Pocket",
    family="stable-diffusion",
    source="nowhere",
    width_px=128,
    height_px=128,
    multiple_px=32,
    most_pixels=512 * 512,
    cost=16.0,  # one credit for 128 x 128 pixels and 20 steps
    base=Base.POCKET,
)
EDITORS = tuple(
    CARD.model_copy(update={"name": f"pocket-{purpose.value}", "purpose": purpose})
    for purpose in (Purpose.INPAINTING, Purpose.DEPTH)
)
EXTRAS = (
    *(
        ExtraCard(name=f"up-{scale}", title="Up", source="nowhere", purpose=Purpose.UPSCALER, scale=scale)
        for scale in (2, 4)
    ),
    ExtraCard(
        name="up-drawn", title="Up", source="nowhere", purpose=Purpose.UPSCALER, scale=2, prompted=True
    ),
    *(
        ExtraCard(
            name=f"follow-{kind}",
            title="Follow",
            source="nowhere",
            purpose=Purpose.CONTROLNET,
            base=Base.POCKET,
            control=kind,
        )
        for kind in ("canny", "depth", "scribble")
    ),
    *(
        ExtraCard(
            name=name, title="Worn", source="nowhere", purpose=purpose, base=Base.POCKET, trigger=called
        )
        for name, purpose, called in (
            ("pocket-lora-sepia", Purpose.LORA, ""),
            ("pocket-ti-mira", Purpose.TEXTUAL_INVERSION, "<mira>"),
        )
    ),
)


def catalogue() -> Catalogue:
    """Make a catalogue of one small model, of what edits like it, and of its extras; none is there."""
    return Catalogue((CARD, *EDITORS), CARD.name, EXTRAS)


def sender(account: str = "1001", platform: str = "telegram", **more: str | tuple[str, ...]) -> Sender:
    """Make somebody who asks."""
    return Sender.model_validate({"platform": platform, "account": account, "name": "Ada", **more})


def place(chat: str = "42", platform: str = "telegram", **more: str) -> Place:
    """Make a place for an answer."""
    return Place(platform=platform, chat=chat, **more)


def image_request(prompt: str = "a red house", **more: object) -> ImageRequest:
    """Make a request that costs one credit a picture."""
    values: dict[str, object] = {
        "prompt": prompt,
        "model": CARD.name,
        "width_px": 128,
        "height_px": 128,
        "steps": 20,
        "guidance": 4.0,
        "scheduler": Scheduler.DPM_2M,
        "seed": 7,
    }
    return ImageRequest.model_validate({**values, **more})


def speech_request(text: str = "Hello there.", **more: object) -> SpeechRequest:
    """Make a request for a line to be spoken by the offline voice."""
    return SpeechRequest.model_validate({"text": text, "voice": "espeak-ng/en-us", **more})


def avatar_request(photo: str = "uploads/none.png", **more: object) -> AvatarRequest:
    """Make a request for a face that says a line, unless ``sound`` speaks instead."""
    values: dict[str, object] = {"photo": photo, "speech": speech_request(), "seed": 7}
    return AvatarRequest.model_validate({**values, **more})


def restore_request(photo: str = "uploads/none.png", **more: object) -> RestoreRequest:
    """Make a request for a photo whose faces are to be restored."""
    return RestoreRequest.model_validate({"photo": photo, **more})


def preview_request(photo: str = "uploads/none.png", **more: object) -> PreviewRequest:
    """Make a request for six variants of a face that says a line."""
    return preview_of(avatar_request(photo, **more))


def photograph() -> bytes:
    """Give a photograph of a face as PNG: the astronaut of scikit-image, who is in the public domain."""
    from skimage import data  # noqa: PLC0415 - slow

    face: NDArray[np.uint8] = data.astronaut()  # type: ignore[no-untyped-call]  # scikit-image has no types
    file = BytesIO()
    Image.fromarray(face).crop((96, 0, 352, 256)).save(file, "PNG")
    return file.getvalue()


def recipe(job: Job) -> ImageRequest:
    """Give the request of a job that draws pictures."""
    assert isinstance(job.request, ImageRequest), f"{job.request.kind} is no picture"
    return job.request


def over(job: Job) -> ImageToImageRequest:
    """Give the request of a job that draws over a picture."""
    assert isinstance(job.request, ImageToImageRequest), f"{job.request.kind} draws over nothing"
    return job.request


def key() -> str:
    """Make the key of an event that never was."""
    return f"test:{next(_numbers)}:{uuid4()}"


def submit(desk: Desk, prompt: str = "a red house", platform: str = "telegram", **more: object) -> Job:
    """Submit a request as the usual sender."""
    request = image_request(prompt, **more)
    return desk.submit(request, sender(platform=platform), place(platform=platform), key())
