"""/restore: a photo with a command becomes a job, or one sentence."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from avatar.settings import AvatarSettings
from avatar.weights.errors import WeightsMissing
from bots.attachment import Attachment
from bots.chat import Reply
from bots.counter import Counter
from bots.intake import StudioIntake
from generation.requests import RestoreRequest
from tasks.desk import Desk
from tests.bots.giving import JPEG, SAD, file
from tests.factories import key, photograph, place, sender
from tests.gfpgan import stand_in

FULL = 200


async def say(counter: Counter, text: str, *files: Attachment) -> Reply:
    """Say something as the usual sender."""
    return await counter.hear(text, files, sender(), place(), key())


def photo(data: bytes = JPEG + b"blurred") -> Attachment:
    """Send a photo along."""
    return file(data)


async def test_photo_with_the_command_becomes_a_job(counter: Counter, desk: Desk) -> None:
    """Flags say how; the price is held."""
    reply = await say(counter, "/restore --strength 0.5 --enlarge 2", photo())

    assert reply.job is not None
    assert isinstance(reply.job.request, RestoreRequest)
    assert (0.5, 2) == (reply.job.request.strength, reply.job.request.upscale)
    assert desk.uploaded(sender(), reply.job.request.photo).endswith(b"blurred")
    assert FULL - 2 == desk.allowance(sender()).left


async def test_bad_photo_is_refused_and_costs_nothing(counter: Counter, desk: Desk) -> None:
    """As for a clip."""
    reply = await say(counter, "/restore", photo(JPEG + SAD))

    assert reply.problem is not None
    assert "file_damaged" == reply.problem.code
    assert FULL == desk.allowance(sender()).left


async def test_studio_without_the_weights_says_so_at_once(
    desk: Desk, counter: Counter, tmp_path: Path
) -> None:
    """In one sentence, and before anything is charged."""
    poor = Counter(
        desk, desk.catalogue, intake=StudioIntake(AvatarSettings(gfpgan=tmp_path)), voices=counter.voices
    )

    reply = await say(poor, "/restore", photo(photograph()))

    assert "limner models pull gfpgan" in reply.text
    assert reply.text.endswith("Nothing was charged.")
    assert FULL == desk.allowance(sender()).left


def test_photo_is_made_anew_and_no_face_is_asked_for(tmp_path: Path) -> None:
    """A face too blurred to speak is welcome; the sender's bytes go no further."""
    grey = BytesIO()
    Image.new("RGB", (90, 120), "grey").save(grey, "JPEG")
    intake = StudioIntake(AvatarSettings(gfpgan=stand_in().parent))

    png = intake.unrestored(grey.getvalue())

    assert (90, 120) == Image.open(BytesIO(png), formats=("PNG",)).size
    with pytest.raises(WeightsMissing):
        StudioIntake(AvatarSettings(gfpgan=tmp_path)).unrestored(grey.getvalue())
