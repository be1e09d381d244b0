"""Pictures of pictures in a chat: what is sent, or replied to, becomes a job, a question, or one sentence."""

from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from bots.attachment import Attachment
from bots.chat import Reply
from bots.counter import Counter
from generation.requests import (
    BlendRequest,
    ControlRequest,
    DepthRequest,
    ImageToImageRequest,
    InpaintRequest,
    OutpaintRequest,
    pictures_of,
)
from tasks.desk import Desk
from tasks.job import Job, Request
from tasks.shown import Sight
from tests.bots.giving import JPEG, SAD, as_png, file, image
from tests.factories import key, photograph, place, sender, submit
from tests.fakes.worker import FakeWorker

FULL = 200
BOX = (40, 90, 150, 200)


async def say(counter: Counter, text: str, *files: Attachment) -> Reply:
    """Say something as the usual sender."""
    return await counter.hear(text, files, sender(), place(), key())


def asked(reply: Reply) -> Request:
    """Give the request of a reply."""
    assert reply.job is not None, reply.text
    return reply.job.request


def photo() -> Image.Image:
    """Give a photograph of 256 pixels."""
    return Image.open(BytesIO(photograph())).convert("RGB")


def attached(picture: Image.Image, *, message: str = "") -> Attachment:
    """Attach a picture, lent by a message where one is named."""
    return replace(file(as_png(picture), "image/png"), message=message)


def mask(size: tuple[int, int] = (256, 256)) -> Image.Image:
    """Mark a box."""
    marked = Image.new("L", size)
    ImageDraw.Draw(marked).rectangle(BOX, fill=255)
    return marked


def scribble() -> Image.Image:
    """Paint the box over, as a phone's editor sends it."""
    marked, data = photo(), BytesIO()
    ImageDraw.Draw(marked).rectangle(BOX, fill="yellow")
    marked.save(data, "JPEG", quality=80)
    return Image.open(data).convert("RGB")


@pytest.mark.parametrize(
    ("typed", "strength"),
    [("", 0.6), ("--strength 0.25", 0.25), ("--strength keep", 0.3), ("--strength Hint", 0.85)],
)
async def test_picture_is_drawn_over_as_strongly_as_is_said(
    counter: Counter, desk: Desk, typed: str, strength: float
) -> None:
    """In numbers or in words; the picture's shape stays."""
    request = asked(await say(counter, f"/remix a blue house {typed} --seed 5", image((128, 96))))

    assert isinstance(request, ImageToImageRequest)
    assert ("a blue house", strength, 5) == (request.prompt, request.strength, request.seed)
    assert abs(request.width_px / request.height_px - 128 / 96) < 0.01
    assert desk.uploaded(sender(), request.picture)


async def test_picture_that_is_replied_to_is_drawn_over(
    counter: Counter, desk: Desk, worker: FakeWorker
) -> None:
    """One of ours is named by its key."""
    job = worker.work(submit(desk).id)
    desk.shown.note(Sight(job.id), "telegram", ["42/9"])

    request = asked(await say(counter, "/remix in winter", replace(image(), message="42/9")))

    assert isinstance(request, ImageToImageRequest)
    assert job.media[0].key == request.picture


async def shown(counter: Counter, desk: Desk, *files: Attachment, flags: str = "") -> Job:
    """Ask for a part to be drawn anew, look at the mask, and press the first button."""
    before = desk.allowance(sender()).left
    reply = await say(counter, f"/inpaint a red hat {flags}", *files)
    assert reply.job is None, reply.text
    assert (256, 256) == Image.open(BytesIO(reply.preview)).size
    assert before == desk.allowance(sender()).left
    button = reply.buttons[0]
    made = await counter.press(button.action, button.job_id, sender(), place(), key())
    assert made.job is not None, made.text
    return made.job


def marked_box(desk: Desk, job: Job) -> tuple[int, int, int, int]:
    """Give the box that the mask of a job marks."""
    assert isinstance(job.request, InpaintRequest)
    found = Image.open(BytesIO(desk.uploaded(sender(), job.request.mask))).getbbox()
    assert found is not None
    return found


def near(one: tuple[int, int, int, int], other: tuple[int, int, int, int], by_px: int) -> bool:
    """Compare two boxes."""
    return all(abs(a - b) <= by_px for a, b in zip(one, other, strict=True))


async def test_mask_is_shown_before_a_part_is_drawn_anew(counter: Counter, desk: Desk) -> None:
    """One press makes it, and takes its price; the model that was made for it draws."""
    job = await shown(counter, desk, attached(photo()), attached(mask()))

    assert near(marked_box(desk, job), (40, 90, 151, 201), 0)
    assert isinstance(job.request, InpaintRequest)
    assert "pocket-inpainting" == job.request.model
    assert FULL - job.price == desk.allowance(sender()).left


async def test_what_was_drawn_on_the_photo_is_the_mask(counter: Counter, desk: Desk) -> None:
    """The scribble comes with the words, the photo is the one that is replied to."""
    lent = attached(photo(), message="42/3")

    job = await shown(counter, desk, attached(scribble()), lent)

    assert near(marked_box(desk, job), BOX, 6)
    assert isinstance(job.request, InpaintRequest)
    assert as_png(photo()) == desk.uploaded(sender(), job.request.picture)


async def test_what_is_transparent_is_drawn_anew(counter: Counter, desk: Desk) -> None:
    """An alpha channel is a mask; --invert turns it round."""
    cut = photo().convert("RGBA")
    cut.putalpha(mask().point(lambda value: 255 - value))

    job = await shown(counter, desk, attached(cut))
    other = await shown(counter, desk, attached(cut), flags="--invert on")

    assert near(marked_box(desk, job), (40, 90, 151, 201), 0)
    assert near(marked_box(desk, other), (0, 0, 256, 256), 0)


async def test_mask_may_come_first(counter: Counter, desk: Desk) -> None:
    """What is black and white is the mask, in whatever order."""
    job = await shown(counter, desk, attached(mask()), attached(photo()))

    assert near(marked_box(desk, job), (40, 90, 151, 201), 0)


async def test_mask_that_is_left_costs_nothing(counter: Counter, desk: Desk) -> None:
    """The second button."""
    reply = await say(counter, "/inpaint a hat", attached(photo()), attached(mask()))
    button = reply.buttons[-1]

    left = await counter.press(button.action, button.job_id, sender(), place(), key())

    assert (None, FULL) == (left.job, desk.allowance(sender()).left)


@pytest.mark.parametrize(
    ("flags", "pads"),
    [
        ("--zoom 2", {"left_px": 64, "right_px": 64, "top_px": 48, "bottom_px": 48}),
        ("--pan left", {"left_px": 64, "right_px": 0, "top_px": 0, "bottom_px": 0}),
        ("--zoom 1.5 --pan down", {"left_px": 32, "right_px": 32, "top_px": 24, "bottom_px": 72}),
    ],
)
async def test_view_becomes_wider(counter: Counter, flags: str, pads: Mapping[str, int]) -> None:
    """By a zoom, to a side, or both."""
    request = asked(await say(counter, f"/outpaint hills {flags}", image((128, 96))))

    assert isinstance(request, OutpaintRequest)
    assert pads == request.model_dump(include=set(pads))


async def test_map_is_followed_for_as_long_as_is_said(counter: Counter) -> None:
    """It is read from the picture, unless that is a map itself."""
    flags = "--follow scribble --scale 0.8 --start 0.1 --end 0.7"
    read = asked(await say(counter, f"/control a red house {flags}", image()))
    ready = asked(await say(counter, "/control a red house --ready on", image()))

    assert isinstance(read, ControlRequest)
    assert isinstance(ready, ControlRequest)
    (one,) = read.controls
    assert ("scribble", True, 0.8, 0.1, 0.7) == (one.kind.value, one.read, one.scale, one.start, one.end)
    assert not ready.controls[0].read


@pytest.mark.parametrize("command", ["/control a red house", "/remix a red house"])
async def test_several_maps_of_one_picture_are_followed(counter: Counter, command: str) -> None:
    """Each once, all as strongly; the picture is kept once."""
    request = asked(await say(counter, f"{command} --follow Canny,depth,canny --scale 0.5", image()))

    assert isinstance(request, ControlRequest | ImageToImageRequest)
    assert [("canny", True, 0.5), ("depth", True, 0.5)] == [
        (one.kind.value, one.read, one.scale) for one in request.controls
    ]
    assert 1 == len(pictures_of(request))


async def test_depth_is_followed_by_the_model_that_was_made_for_it(counter: Counter) -> None:
    """Whatever the default is."""
    request = asked(await say(counter, "/depth a red house", image()))

    assert isinstance(request, DepthRequest)
    assert ("pocket-depth", 1.0) == (request.model, request.strength)


async def test_pictures_are_blended_by_their_weights(counter: Counter) -> None:
    """Two to five; the first gives the shape."""
    request = asked(await say(counter, "/blend --weights 1:3", image((128, 96)), image(colour="red")))

    assert isinstance(request, BlendRequest)
    assert (2, (1.0, 3.0), "") == (len(set(request.pictures)), request.weights, request.prompt)


@pytest.mark.parametrize(
    ("text", "files", "code"),
    [
        ("/remix a house", (), "attachment_missing"),
        ("/remix a house --strength 7", (image(),), "out_of_range"),
        ("/remix a house --strength much", (image(),), "unknown_choice"),
        ("/remix a house", (file(JPEG + SAD),), "file_damaged"),
        ("/remix a house", (file(b"%PDF-1.7"),), "not_a_picture"),
        ("/inpaint a hat", (image(),), "attachment_missing"),
        ("/inpaint a hat", (image((128, 128)), image((96, 128), "white")), "mask_misshapen"),
        ("/inpaint a hat", (image((128, 128)), image((64, 64), "black")), "mask_empty"),
        ("/inpaint a hat", (attached(photo()), attached(photo())), "nothing_scribbled"),
        ("/outpaint hills", (image(),), "nothing_added"),
        ("/outpaint hills --zoom 9", (image(),), "out_of_range"),
        ("/outpaint hills --zoom 4", (image((2048, 2048)),), "canvas_too_large"),
        ("/control", (image(),), "prompt_empty"),
        ("/control a house --follow pose", (image(),), "control_missing"),
        ("/control a house --follow canny,pose", (image(),), "control_missing"),
        ("/control a house --follow canny,colour", (image(),), "unknown_choice"),
        ("/control a house --follow canny,scribble,lines,depth", (image(),), "too_many_maps"),
        ("/remix a house --follow depth --start 1", (image(),), "control_span_empty"),
        ("/control a house --follow canny --start 0.5 --end 0.2", (image(),), "control_span_empty"),
        ("/depth", (image(),), "prompt_empty"),
        ("/blend", (image(),), "too_few_pictures"),
        ("/blend --weights 1:2:3", (image(), image(colour="red")), "weights_wrong"),
    ],
)
async def test_what_is_wrong_is_one_sentence_and_costs_nothing(
    counter: Counter, desk: Desk, text: str, files: tuple[Attachment, ...], code: str
) -> None:
    """Before anything reaches the desk."""
    reply = await say(counter, text, *files)

    assert reply.problem is not None, reply.text
    assert code == reply.problem.code
    assert FULL == desk.allowance(sender()).left
