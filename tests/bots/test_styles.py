"""Styles and layers of what is left out, in a chat."""

from collections.abc import Iterator

import pytest

from bots.chat import Reply
from bots.command import Visit
from bots.counter import Counter
from bots.recipe import recipe_reply
from bots.styling import styles_of
from bots.wording import Wording
from generation.catalogue import Catalogue
from tasks.desk import Desk
from tasks.job import Job
from tasks.settings import TasksSettings
from tests.bots.sitting import press_first
from tests.conftest import open_test_desk
from tests.factories import key, place, recipe, sender
from tests.fakes.outbox import MemoryOutbox
from tests.fakes.worker import FakeWorker

BOSS = sender("1")
HERE = place(server="-42")


@pytest.fixture
def desk(settings: TasksSettings, catalogue: Catalogue) -> Iterator[Desk]:
    """Open a desk with an owner."""
    chosen = TasksSettings.model_validate({**settings.model_dump(), "admins": "telegram:1"})
    opened = open_test_desk(chosen, catalogue, MemoryOutbox())
    yield opened
    opened.close()


async def say(counter: Counter, text: str, boss: bool = False) -> Reply:
    """Write something in a group."""
    return await counter.say(text, BOSS if boss else sender(), HERE, key())


async def drawn(counter: Counter, text: str) -> Job:
    """Ask for a picture in a group."""
    reply = await say(counter, text)
    assert reply.job, reply.text
    return reply.job


async def test_style_is_kept_worn_and_told(
    counter: Counter, worker: FakeWorker, catalogue: Catalogue
) -> None:
    """The recipe names it, with what was typed and what became of it."""
    saved = await say(counter, "/style oil an oil painting of {prompt} --no photo --steps 30")
    shown = await say(counter, "/style oil")
    job = await drawn(counter, "/imagine a fox --style Oil --seed 7 --no cars")
    told = recipe_reply(worker.work(job.id), 0, Wording("en"), catalogue).text

    assert saved.text.startswith("The style “oil” is kept.")
    assert "oil ← person: an oil painting of {prompt} · − photo · steps 30" == shown.text
    assert ("an oil painting of a fox", "cars, photo", 30) == (
        recipe(job).prompt,
        recipe(job).negative_prompt,
        recipe(job).steps,
    )
    assert {"Typed: a fox", "Style: oil"} < set(told.splitlines())


async def test_part_of_a_name_offers_the_styles_that_hold_it(counter: Counter) -> None:
    """As buttons; what only looks like one as well, and of nothing alike all there are."""
    for name in ("oil", "oil-dark", "night"):
        await say(counter, f"/style {name} words of it")

    labels = {
        typed: [one.label for one in (await say(counter, f"/style {typed}")).buttons]
        for typed in ("oi", "nihgt", "oil", "zzz")
    }

    assert ["oil", "oil-dark"] == labels["oi"]
    assert ["night"] == labels["nihgt"]
    assert ["oil"] == labels["oil"]
    assert ["night", "oil", "oil-dark"] == labels["zzz"]


async def test_styles_are_worn_together_with_permutations(counter: Counter) -> None:
    """Braces stay those of the prompt."""
    await say(counter, "/style oil oil painting")
    await say(counter, "/style night at night")
    reply = await say(counter, "/imagine {fox,heron} --style oil,night")

    assert ["• fox, oil painting, at night", "• heron, oil painting, at night"] == reply.text.splitlines()[1:]


async def test_button_wears_a_style_from_now_on(counter: Counter) -> None:
    """Pressed again, it takes it off; --no-defaults leaves it off once."""
    await say(counter, "/style 油画 oil painting --act save")
    listed = await say(counter, "/style")
    worn = await press_first(counter, listed, "wear")
    job = await drawn(counter, "/imagine a fox")
    bare = await drawn(counter, "/imagine a fox --no-defaults")
    off = await press_first(counter, worn, "wear")
    plain = await drawn(counter, "/imagine a fox")

    assert ["油画"] == [button.label for button in listed.buttons]
    assert ["✓ 油画"] == [button.label for button in worn.buttons]
    assert ["油画"] == [button.label for button in off.buttons]
    assert ["a fox, oil painting", "a fox", "a fox"] == [recipe(one).prompt for one in (job, bare, plain)]


async def test_admins_keep_styles_of_a_server(counter: Counter, desk: Desk) -> None:
    """It is in the log; one's own of the same name counts first; elsewhere there is none."""
    refused = await say(counter, "/style oil server oil --where server")
    await say(counter, "/style oil server oil --where server", boss=True)
    shared = await drawn(counter, "/imagine a fox --style oil")
    await say(counter, "/style oil my oil")
    own = await drawn(counter, "/imagine a fox --style oil")
    away = await styles_of(Visit(sender("9"), place("7"), "", counter))
    await say(counter, "/style oil --act delete --where server", boss=True)

    assert "You may not do that" in refused.text
    assert ["a fox, server oil", "a fox, my oil"] == [recipe(one).prompt for one in (shared, own)]
    assert [] == away
    acts = [(entry.act, entry.whom) for entry in desk.audit.entries()]
    assert ("style.save", "telegram:server:-42 oil") in acts
    assert ("style.delete", "telegram:server:-42 oil") in acts


async def test_unknown_style_is_named(counter: Counter) -> None:
    """With those that look like it."""
    first = await say(counter, "/imagine a fox --style oli")
    await say(counter, "/style oil thick paint")
    second = await say(counter, "/imagine a fox --style oli")
    nameless = await say(counter, "/style --steps 30")

    assert "There is no style “oli”. /style says how to keep one. Nothing was charged." == first.text
    assert "There is no style “oli”. There are: oil. Nothing was charged." == second.text
    assert nameless.problem


async def test_layers_are_joined_and_told(counter: Counter, worker: FakeWorker, catalogue: Catalogue) -> None:
    """Studio, server, channel, person, then what is typed; each says what it adds, remixes too."""
    await say(counter, "/setting negative_prompt blurry --where studio", boss=True)
    await say(counter, "/setting negative_prompt text, blurry --where server", boss=True)
    await say(counter, "/setting negative_prompt gore --where channel", boss=True)
    await say(counter, "/prefer negative_prompt cars")
    job = await drawn(counter, "/imagine a fox --no trees, Text")
    bare = await drawn(counter, "/imagine a fox --no trees --no-defaults")
    told = recipe_reply(worker.work(job.id), 0, Wording("en"), catalogue).text

    assert "blurry, text, gore, cars, trees" == recipe(job).negative_prompt
    assert "trees" == recipe(bare).negative_prompt
    assert {
        "Left out because of the studio: blurry",
        "Left out because of telegram:server:-42: text",
        "Left out because of telegram:channel:42: gore",
        "Left out because of your own setting: cars",
    } < set(told.splitlines())
