"""Buttons that draw what lies around a picture."""

import pytest

from bots.actions import Action
from bots.around import SHOWN, WAYS
from bots.chat import Reply, rows
from bots.counter import Counter
from bots.reply import job_reply
from bots.telegram.keyboard import DATA_LIMIT, IN_A_ROW, Press, keyboard
from bots.wording import LOCALES, Wording
from generation.requests import Adapter, AdapterKind, OutpaintRequest
from tasks.desk import Desk
from tasks.job import Job, Sender
from tests.bots.giving import PNG
from tests.factories import key, place, restore_request, sender, submit
from tests.fakes.worker import FakeWorker

FULL = 200
EVE = sender("66")


@pytest.fixture
def drawn(desk: Desk, worker: FakeWorker) -> Job:
    """Draw two pictures of 128 x 128."""
    return worker.work(submit(desk, count=2, negative_prompt="cars").id)


async def press(counter: Counter, action: Action, argument: object, by: Sender | None = None) -> Reply:
    """Press a button, as the usual sender where nobody else is named."""
    return await counter.press(action, str(argument), by or sender(), place(), key())


def asked(reply: Reply) -> OutpaintRequest:
    """Give the request of a reply."""
    assert reply.job is not None, reply.text
    assert isinstance(reply.job.request, OutpaintRequest)
    return reply.job.request


@pytest.mark.parametrize(
    ("action", "pads"),
    [
        ("wider", (32, 32, 32, 32)),
        ("widest", (64, 64, 64, 64)),
        ("left", (64, 0, 0, 0)),
        ("up", (0, 64, 0, 0)),
        ("right", (0, 0, 64, 0)),
        ("down", (0, 0, 0, 64)),
    ],
)
async def test_press_adds_on_its_side(
    counter: Counter, drawn: Job, action: Action, pads: tuple[int, ...]
) -> None:
    """Around the picture of its number, by the same words."""
    request = asked(await press(counter, action, f"{drawn.id}.2"))

    assert pads == (request.left_px, request.top_px, request.right_px, request.bottom_px)
    assert (drawn.media[1].key, "a red house", "cars", 1) == (
        request.picture,
        request.prompt,
        request.negative_prompt,
        request.count,
    )


async def test_what_was_worn_is_worn_around_it_too(counter: Counter, desk: Desk, worker: FakeWorker) -> None:
    """LoRAs and learned words, with their weights; the command to change says them as well."""
    sepia = Adapter(kind=AdapterKind.LORA, name="pocket-lora-sepia", weight=0.5)
    mira = Adapter(kind=AdapterKind.TEXTUAL_INVERSION, name="pocket-ti-mira")
    job = worker.work(submit(desk, prompt="a <mira>", adapters=(sepia, mira)).id)

    request = asked(await press(counter, "wider", job.id))
    told = await press(counter, "zoom", job.id)

    assert ("a <mira>", (sepia, mira)) == (request.prompt, request.adapters)
    assert told.draft is not None
    assert "--lora pocket-lora-sepia:0.5" in told.draft.text


async def test_choices_tell_the_price_first(counter: Counter, desk: Desk, drawn: Job) -> None:
    """What is told is what is taken; looking costs nothing."""
    before = desk.allowance(sender()).left
    offered = await press(counter, "around", f"{drawn.id}.1")
    looked = desk.allowance(sender()).left
    taken = await press(counter, "wider", f"{drawn.id}.1")

    assert before == looked
    assert taken.job is not None
    assert offered.text.endswith(f"Credits for each: {taken.job.price}.")
    assert set(SHOWN) == {button.action for button in offered.buttons}
    assert {f"{drawn.id}.1"} == {button.job_id for button in offered.buttons}


@pytest.mark.parametrize("locale", LOCALES)
async def test_choices_fit_on_every_platform(counter: Counter, drawn: Job, locale: str) -> None:
    """Zooms in one row, directions in another; the argument fits into what Telegram lets a button carry."""
    offered = await press(counter, "around", f"{drawn.id}.1", replace_language(sender(), locale))
    laid = [[button.action for button in row] for row in rows(offered.buttons, IN_A_ROW)]

    assert [["wider", "widest", "zoom"], ["left", "right", "up", "down"]] == laid
    assert all(len(Press(one.action, one.job_id).data.encode()) <= DATA_LIMIT for one in offered.buttons)
    assert "around-choices" not in offered.text


async def test_result_of_it_has_the_same_buttons(counter: Counter, worker: FakeWorker, drawn: Job) -> None:
    """So that the view becomes wider and wider; and a result fits on Discord with all of them."""
    reply = await press(counter, "wider", f"{drawn.id}.1")
    assert reply.job is not None
    wider = worker.work(reply.job.id)
    shown = job_reply(wider, Wording("en"))
    again = asked(await press(counter, "widest", wider.id))

    assert "around" in {button.action for button in shown.buttons}
    assert 5 >= len(rows(shown.buttons, 5))
    assert wider.media[0].key == again.picture


async def test_others_draw_around_a_copy_and_pay(counter: Counter, desk: Desk, drawn: Job) -> None:
    """What they see they may continue."""
    reply = await press(counter, "left", f"{drawn.id}.1", EVE)
    assert reply.job is not None

    assert asked(reply).picture.startswith("uploads/")
    assert FULL - reply.job.price == desk.allowance(EVE).left


async def test_custom_is_a_command_to_change(counter: Counter, drawn: Job) -> None:
    """As Discord's form sends it; on Telegram it is copied, as a reply to the picture."""
    reply = await press(counter, "zoom", f"{drawn.id}.2")
    assert reply.draft is not None

    assert ("/outpaint a red house --zoom 1.3", f"{drawn.id}.2") == (reply.draft.text, reply.draft.about)
    assert reply.text.endswith(reply.draft.text)
    assert keyboard(reply.buttons, draft=reply.draft) is None


@pytest.mark.parametrize("action", ["around", "zoom", *WAYS])
async def test_of_several_it_asks_which(counter: Counter, drawn: Job, action: Action) -> None:
    """And costs nothing."""
    reply = await press(counter, action, drawn.id)

    assert reply.problem is not None
    assert "several_pictures" == reply.problem.code


async def test_photo_that_was_mended_has_no_words_to_go_on_with(
    counter: Counter, desk: Desk, worker: FakeWorker
) -> None:
    """/outpaint serves for it."""
    photo = desk.keep(sender(), PNG, "image/png")
    job = worker.work(desk.submit(restore_request(photo=photo), sender(), place(), key()).id)

    reply = await press(counter, "wider", job.id)

    assert reply.problem is not None
    assert "nothing_to_show" == reply.problem.code
    assert "around" not in {button.action for button in job_reply(job, Wording("en")).buttons}


async def test_too_large_is_one_sentence(counter: Counter, desk: Desk, worker: FakeWorker) -> None:
    """Where a zoom leads beyond the largest canvas, nothing is charged."""
    job = worker.work(submit(desk).id)
    media = job.media[0].model_copy(update={"width_px": 8000, "height_px": 4000})
    desk.shown.visible = lambda *_: job.model_copy(update={"media": (media,)})  # type: ignore[method-assign]
    before = desk.allowance(sender()).left

    reply = await press(counter, "widest", job.id)

    assert reply.problem is not None
    assert "canvas_too_large" == reply.problem.code
    assert before == desk.allowance(sender()).left


def replace_language(who: Sender, locale: str) -> Sender:
    """Let somebody read in a language."""
    return who.model_copy(update={"language": locale})
