"""What the buttons below a result do, and for whom."""

import pytest

from bots.actions import RULES, Action, Who
from bots.buttons import DRAWN, ENDED
from bots.chat import Reply, rows
from bots.counter import Counter
from bots.grammar import split_command
from bots.recipe import draft, recipe_reply
from bots.reply import job_reply
from bots.variation import A_LITTLE, A_LOT
from bots.wording import LOCALES, Wording
from generation.requests import Adapter, AdapterKind, ImageRequest
from tasks.desk import Desk
from tasks.errors import NoSuchUpload
from tasks.job import Job, Place, Sender, Status
from tasks.roles import Role
from tasks.shown import Sight
from tasks.standing import Standing
from tests.bots.giving import PNG
from tests.factories import image_request, key, over, place, recipe, restore_request, sender, submit
from tests.fakes.worker import FakeWorker

FULL = 200
EVE = sender("66")
BOB = sender("67")
EN = Wording("en")


async def press(
    counter: Counter, action: Action, argument: object, by: Sender | None = None, where: Place | None = None
) -> Reply:
    """Press a button, as the usual sender where nobody else is named."""
    return await counter.press(action, str(argument), by or sender(), where or place(), key())


@pytest.fixture
def four(desk: Desk, worker: FakeWorker) -> Job:
    """Draw four pictures, seeds 7 to 10."""
    job = worker.work(submit(desk, count=4, negative_prompt="cars").id)
    return desk.delivered(job.id, job.attempt, "42/1")


def test_four_pictures_have_their_rows(four: Job) -> None:
    """One to pick, one to vary, each in a row of its own; all fit on Discord."""
    laid = rows(job_reply(four, EN).buttons, 5)

    assert [["1", "2", "3", "4"], ["V1", "V2", "V3", "V4"]] == [
        [button.label for button in row] for row in laid[:2]
    ]
    assert 5 >= len(laid)
    assert job_reply(four, EN).grid


async def test_pick_shows_one_picture_with_buttons_of_its_own(counter: Counter, four: Job) -> None:
    """What is pressed there is about this picture; deleting takes all of the job away."""
    reply = await press(counter, "pick", f"{four.id}.3")

    assert [9] == [media.seed for media in reply.media]
    assert "Picture 3 of 4 · seed 9" == reply.text.splitlines()[1]
    assert Sight(four.id, 3) == reply.shows
    assert {f"{four.id}.3"} == {button.job_id for button in reply.buttons if button.action != "delete"}
    assert reply.job is None


@pytest.mark.parametrize(("action", "strength"), [("vary", A_LITTLE), ("rework", A_LOT)])
async def test_vary_draws_over_the_picture(
    counter: Counter, four: Job, action: Action, strength: float
) -> None:
    """The same words and choices, as many pictures, another seed; a little, or a lot."""
    reply = await press(counter, action, f"{four.id}.2")
    assert reply.job is not None
    asked, was = over(reply.job), recipe(four)

    assert (four.media[1].key, strength) == (asked.picture, asked.strength)
    assert (was.prompt, was.negative_prompt, was.model, was.steps, 4) == (
        asked.prompt,
        asked.negative_prompt,
        asked.model,
        asked.steps,
        asked.count,
    )
    assert was.seed != asked.seed


async def test_vary_keeps_what_was_worn(counter: Counter, desk: Desk, worker: FakeWorker) -> None:
    """A LoRA and its weight, and a VAE."""
    sepia = Adapter(kind=AdapterKind.LORA, name="pocket-lora-sepia", weight=0.5)
    job = worker.work(submit(desk, adapters=(sepia,), vae="clear").id)

    reply = await press(counter, "vary", job.id)

    assert reply.job is not None, reply.text
    assert ((sepia,), "clear") == (over(reply.job).adapters, over(reply.job).vae)


async def test_vary_of_several_asks_which(counter: Counter, four: Job) -> None:
    """Its picture is what is drawn over."""
    reply = await press(counter, "vary", four.id)

    assert reply.problem is not None
    assert "several_pictures" == reply.problem.code


async def test_others_vary_a_copy(counter: Counter, desk: Desk, four: Job) -> None:
    """What somebody draws over is their own; the picture that was made stays its owner's."""
    reply = await press(counter, "vary", f"{four.id}.1", EVE)
    assert reply.job is not None
    key_ = over(reply.job).picture

    assert four.media[0].key != key_
    assert desk.read(four.media[0].key) == desk.uploaded(EVE, key_)


async def test_info_tells_all_of_one_picture(counter: Counter, four: Job) -> None:
    """And what to type for it: that makes the very same request."""
    reply = await press(counter, "info", f"{four.id}.2")
    typed = reply.text.splitlines()[-1]
    again = await counter.say(typed, sender(), place(), key())

    assert "Without: cars" in reply.text
    assert again.job is not None
    assert recipe(four).model_copy(update={"seed": 8, "count": 1}) == again.job.request


async def test_edit_gives_the_whole_recipe_to_change(counter: Counter, four: Job) -> None:
    """Sent as it is, it makes the same request."""
    reply = await press(counter, "edit", four.id)
    assert reply.draft is not None
    again = await counter.say(reply.draft.text, sender(), place(), key())

    assert ("imagine", True) == (split_command(reply.draft.text)[0], "--no" in reply.draft.text)
    assert again.job is not None
    assert recipe(four) == again.job.request


async def test_file_gives_what_was_stored(counter: Counter, four: Job) -> None:
    """All of a job, or one picture of it."""
    everything, one = await press(counter, "file", four.id), await press(counter, "file", f"{four.id}.4")

    assert (four.media, four.media[3:]) == (everything.media, one.media)
    assert everything.whole
    assert one.whole


@pytest.mark.parametrize("action", ["again", "vary"])
async def test_others_may_go_on_from_what_they_see(
    counter: Counter, desk: Desk, four: Job, action: Action
) -> None:
    """What they ask for is theirs, and they pay."""
    before = desk.allowance(sender()).left
    reply = await press(counter, action, four.id if action == "again" else f"{four.id}.1", EVE)

    assert reply.job is not None
    assert EVE == reply.job.sender
    assert (before, FULL - reply.job.price) == (desk.allowance(sender()).left, desk.allowance(EVE).left)


@pytest.mark.parametrize("action", [name for name, rule in RULES.items() if rule.on_job])
async def test_nothing_is_pressed_from_elsewhere(
    counter: Counter, desk: Desk, four: Job, action: Action
) -> None:
    """Whoever cannot see a result learns nothing of it, whatever they forge."""
    for argument in (four.id, f"{four.id}.1"):
        reply = await press(counter, action, argument, EVE, place("elsewhere"))

        assert reply.problem is not None
        assert "no_such_job" == reply.problem.code
    assert FULL == desk.allowance(EVE).left


@pytest.mark.parametrize("action", [name for name, rule in RULES.items() if rule.who is Who.OWNER])
async def test_only_the_owner_ends_a_job(counter: Counter, desk: Desk, action: Action) -> None:
    """Those beside them see the button in vain."""
    job = submit(desk)
    reply = await press(counter, action, job.id, EVE)

    assert reply.problem is not None
    assert "no_such_job" == reply.problem.code
    assert Status.QUEUED is desk.job(job.id).status


@pytest.mark.parametrize("action", [name for name, rule in RULES.items() if rule.who is Who.OWNER])
async def test_moderator_ends_the_job_of_others(counter: Counter, desk: Desk, action: Action) -> None:
    """Its owner gets the credits back; who stands as high is out of reach."""
    ranks = Standing(desk.database, desk.settings)
    ranks.appoint(EVE, Role.MODERATOR, Role.OWNER)
    job, theirs = submit(desk), desk.submit(image_request(), BOB, place(), key())
    ranks.appoint(BOB, Role.MODERATOR, Role.OWNER)
    await press(counter, action, job.id, EVE)
    refused = await press(counter, action, theirs.id, EVE)

    assert (Status.REFUNDED, FULL) == (desk.job(job.id).status, desk.allowance(sender()).left)
    assert Status.QUEUED is desk.job(theirs.id).status
    assert refused.problem is not None
    assert "not_allowed" == refused.problem.code


@pytest.mark.parametrize("action", ["cancel", "delete"])
async def test_ending_the_job_of_others_is_logged_with_it(
    counter: Counter, desk: Desk, worker: FakeWorker, action: Action
) -> None:
    """With what it was before and became; what did not happen is not in the log."""
    Standing(desk.database, desk.settings).appoint(EVE, Role.MODERATOR, Role.OWNER)
    job, late = submit(desk), worker.work(submit(desk).id)  # rendered: its result is on its way
    await press(counter, action, job.id, EVE)
    refused = await press(counter, action, late.id, EVE)

    assert refused.problem is not None
    assert "already_final" == refused.problem.code
    (entry,) = [one for one in desk.audit.entries() if one.act.startswith("job.")]
    assert (f"job.{action}", str(job.id), EVE.address) == (entry.act, entry.whom, entry.actor)
    assert {"status": "queued"} == entry.before
    assert {"status": "refunded", "owner": sender().address, "price": job.price} == entry.after


async def test_nobody_uses_the_photo_of_somebody_else(
    counter: Counter, desk: Desk, worker: FakeWorker
) -> None:
    """Again is for pictures of words; what somebody uploaded stays theirs."""
    photo = desk.keep(sender(), PNG, "image/png")
    job = worker.work(desk.submit(restore_request(photo), sender(), place(), key()).id)
    reply = await press(counter, "again", job.id, EVE)

    assert reply.problem is not None
    assert NoSuchUpload().code == reply.problem.code


@pytest.mark.parametrize("argument", [".5", ".0", ".x", ".", ".99999"])
@pytest.mark.parametrize("action", ["pick", "file"])
async def test_picture_that_is_not_there_is_said_so(
    counter: Counter, four: Job, action: Action, argument: str
) -> None:
    """A forged number leads nowhere."""
    reply = await press(counter, action, f"{four.id}{argument}")

    assert reply.problem is not None


def test_recipe_of_a_model_that_is_gone_is_told_all_the_same(counter: Counter) -> None:
    """Only making it again is refused."""
    request = image_request(model="gone", upscale=True)

    assert "--model gone --upscale on" in draft(request, counter.catalogue)


async def test_recipe_of_two_passes_makes_them_again(counter: Counter) -> None:
    """Typed as it stands."""
    reply = await counter.say("/imagine a house --hires on --seed 3", sender(), place(), key())
    assert reply.job is not None, reply.text
    request = reply.job.request
    assert isinstance(request, ImageRequest)
    again = await counter.say(draft(request, counter.catalogue), sender(), place(), key())
    assert again.job is not None, again.text

    assert request.second_pass is not None
    assert request == again.job.request


async def test_recipe_of_what_was_worn_makes_it_again(counter: Counter) -> None:
    """LoRAs and learned words, typed as they stand; the recipe names them."""
    said = "/imagine a <mira> <lora:sepia:0.8> on a boat --vae none"
    refused = await counter.say(said, sender(), place(), key())
    reply = await counter.say(said.removesuffix(" --vae none"), sender(), place(), key())
    assert reply.job is not None, reply.text
    request = reply.job.request
    assert isinstance(request, ImageRequest)
    again = await counter.say(draft(request, counter.catalogue), sender(), place(), key())
    assert again.job is not None, again.text

    assert "There is no VAE called “none”" in refused.text
    assert (
        "pocket-lora-sepia 0.8, pocket-ti-mira 1"
        in recipe_reply(reply.job, 0, counter.wording(sender()), counter.catalogue).text
    )
    assert request == again.job.request


@pytest.mark.parametrize("locale", LOCALES)
def test_every_button_has_its_words(locale: str) -> None:
    """Below every result, in both languages; pictures to pick are numbers."""
    below = {
        name
        for names in (*ENDED.values(), DRAWN, ("vary", "rework", "cancel", "private", "like"))
        for name in names
    }

    assert [] == [name for name in below if not Wording(locale).has(f"button-{name}")]


@pytest.mark.parametrize(("platform", "words"), [("telegram", "/vary"), ("discord", "Apps"), ("web", "")])
async def test_help_says_what_can_be_done_with_pictures(counter: Counter, platform: str, words: str) -> None:
    """In the way of each chat."""
    reply = await counter.say("/help", sender(platform=platform), place(platform=platform), key())

    assert words in reply.text
    assert (platform == "telegram") == ("/vary" in reply.text)
