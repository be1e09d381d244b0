"""Several pictures of one line, in a chat: number and price first, one press, all or none."""

from pathlib import Path

import pytest

from bots.chat import Reply
from bots.commands.wildcard import words_of
from bots.counter import Counter
from bots.grammar import split_command
from bots.recipe import draft, recipe_reply
from bots.wording import Wording
from generation.catalogue import Catalogue
from tasks.actor import operator
from tasks.desk import Desk
from tasks.plan import Plan
from tasks.plans import subject_of
from tasks.presets import Kind
from tests.bots.sitting import press_first
from tests.factories import key, place, recipe, sender
from tests.fakes.worker import FakeWorker


async def say(counter: Counter, text: str, name: str = "") -> Reply:
    """Write something as the usual sender."""
    return await counter.say(text, sender(), place(), name or key())


async def test_braces_are_asked_back_and_made_by_one_press(counter: Counter, desk: Desk) -> None:
    """Number, price and prompts are told; then everything is in line, and the rest can be cancelled."""
    asked = await say(counter, "/imagine {red,blue} house --n 2 --repeat 2")
    before = len(desk.history(sender()))
    taken = await press_first(counter, asked, "batch")
    halted = await press_first(counter, taken, "halt")

    assert "4 requests, 8 pictures: 8 credits together, which leaves you 192." == asked.text.splitlines()[0]
    assert ["• red house", "• blue house"] == asked.text.splitlines()[1:]
    assert ["Make all 4", "No"] == [button.label for button in asked.buttons]
    assert (0, 4) == (before, len(desk.history(sender())))
    assert "4 requests are in line, for 8 credits." == taken.text.split(" Each")[0]
    assert halted.text.startswith("Cancelled 4 requests")
    assert 200 == desk.allowance(sender()).left


async def test_event_and_press_that_come_twice_order_once(counter: Counter, desk: Desk) -> None:
    """A chat repeats what it did not hear an answer to."""
    event = key()
    first, second = [await say(counter, "/imagine {red,blue} house", event) for _ in range(2)]
    for reply in (first, second, first):
        await press_first(counter, reply, "batch")

    assert first.buttons == second.buttons
    assert 2 == len(desk.history(sender()))


async def test_left_batch_costs_nothing(counter: Counter, desk: Desk) -> None:
    """No is no."""
    asked = await say(counter, "/imagine {red,blue} house")
    reply = await press_first(counter, asked, "forgo")

    assert "Nothing was made, and nothing was charged." == reply.text
    assert [] == desk.history(sender())


async def test_what_fits_not_is_said_in_one_sentence(counter: Counter, desk: Desk) -> None:
    """With how many would."""
    desk.plans.put(Plan(name="all", daily_credits=1))
    desk.plans.assign(subject_of("role:member"), "all")
    reply = await say(counter, "/imagine {red,blue} house")
    many = await say(counter, "/imagine {1,2,3,4,5} {1,2,3,4} house")

    assert reply.text.startswith("You asked for 2 requests together, and only 1 of them fits")
    assert many.text.startswith("This stands for 20 requests; with your plan, one line may stand for 16.")


@pytest.mark.parametrize("text", ["/wildcard animal fox, heron", "/wildcard __Animal__ fox，heron"])
async def test_wildcard_draws_a_word_that_the_recipe_tells(
    counter: Counter, desk: Desk, worker: FakeWorker, catalogue: Catalogue, text: str
) -> None:
    """The same line and seed draw the same; "exactly again" keeps the words; the draft stands for itself."""
    saved = await say(counter, text)
    replies = [await say(counter, "/imagine an __animal__ --seed 3") for _ in range(2)]
    jobs = [reply.job for reply in replies if reply.job]
    same = await counter.press("same", str(jobs[0].id), sender(), place(), key())

    assert "__animal__ draws from 2 words now." == saved.text
    assert same.job
    words = {recipe(job).prompt for job in (*jobs, same.job)}
    assert len(words) == 1
    assert words < {"an fox", "an heron"}
    made = worker.work(jobs[0].id)
    told = recipe_reply(made, 0, Wording("en"), catalogue).text
    assert "Typed: an __animal__" in told
    assert f"Drawn by the seed: __animal__ → {words.copy().pop()[3:]}" in told


async def test_narrowest_list_counts(counter: Counter, desk: Desk, tmp_path: Path) -> None:
    """One's own before the studio's, that before the folder's."""
    (tmp_path / "animal.txt").write_text("folder", "utf-8")
    (tmp_path / "colour.txt").write_text("green", "utf-8")
    object.__setattr__(counter.catalogue, "wildcards", tmp_path)
    desk.presets.share(operator("ada"), "studio", Kind.WILDCARD, "animal", {"words": ["studio"]}, key())
    shared = await say(counter, "/imagine __colour__ __animal__")
    await say(counter, "/wildcard animal mine")
    own = await say(counter, "/imagine __colour__ __animal__")
    listed = await say(counter, "/wildcard")

    assert shared.job
    assert own.job
    assert ["green studio", "green mine"] == [recipe(shared.job).prompt, recipe(own.job).prompt]
    assert "• __animal__ ← person: mine" in listed.text
    assert "• __colour__ ← studio: green" in listed.text


async def test_lists_of_others_are_kept_by_admins(counter: Counter, desk: Desk) -> None:
    """Everybody deletes their own; what is missing is said."""
    refused = await say(counter, "/wildcard animal fox --where studio")
    missing = await say(counter, "/wildcard animal --act delete")
    await say(counter, "/wildcard animal fox, heron")
    shown = await say(counter, "/wildcard animal")
    deleted = await say(counter, "/wildcard animal --act delete")
    unknown = await say(counter, "/imagine an __animal__")

    assert "You may not do that" in refused.text
    assert "There is no “animal” here that you could change." == missing.text
    assert "__animal__: fox, heron" == shown.text
    assert "“animal” is deleted." == deleted.text
    assert unknown.text.startswith("There is no list for __animal__. Make one: /wildcard animal fox, heron")


async def test_draft_of_braces_makes_them_again(counter: Counter, catalogue: Catalogue) -> None:
    """What a recipe gives to type is one picture, whatever its words look like."""
    reply = await say(counter, r"/imagine a \{red,blue\} house with \__signs__")
    assert reply.job
    written = draft(recipe(reply.job), catalogue)
    again = await say(counter, written)

    assert "a {red,blue} house with __signs__" == recipe(reply.job).prompt
    assert again.job
    assert recipe(reply.job) == recipe(again.job)
    assert "imagine" == split_command(written)[0]


async def test_plan_says_how_much_one_line_may_stand_for(counter: Counter, desk: Desk) -> None:
    """Whoever has a plan of that kind gets further, others hear where the end is."""
    desk.plans.put(Plan(name="few", batch_limit=2))
    desk.plans.put(Plan(name="many", batch_limit=20, waiting_limit=30))
    free = await say(counter, "/imagine {red,blue,green} house")
    desk.plans.assign(subject_of(sender().address), "few")
    refused = await say(counter, "/imagine {red,blue,green} house")
    desk.plans.assign(subject_of(sender().address), "many")
    asked = await say(counter, "/imagine {a,b,c} house --repeat 6")

    assert free.text.startswith("3 requests")
    assert "stands for 3 requests; with your plan, one line may stand for 2." in refused.text
    assert asked.text.startswith("18 requests")


def test_words_of_a_list_are_not_cut_within_braces() -> None:
    """A group belongs to its entry."""
    assert ("a {red,blue} fox", "heron") == words_of("a {red, blue} fox, heron")
