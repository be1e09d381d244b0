"""What is proposed while somebody types: found by words, however much there is."""

import asyncio

import pytest

from bots.counter import Counter
from bots.discord import offers
from bots.discord.offers import CHOICES_MAX, Asking, offers_of
from generation.catalogue import Base, Catalogue, ExtraCard, Purpose
from tasks.actor import operator
from tasks.archive import Archive
from tasks.errors import StudioPausing
from tasks.job import Job
from tasks.plans import subject_of
from tasks.presets import Kind
from tests.bots.discord.studio import Studio, ada_of
from tests.factories import CARD, EXTRAS, image_request, key, place
from tests.fakes.discord_spec import Json
from tests.fakes.discord_world import Person


def made(studio: Studio, prompt: str, by: Person | None = None) -> Job:
    """Have something in the history of somebody."""
    where = place(studio.room.id, platform="discord")
    asked = studio.desk.submit(image_request(prompt), ada_of(by or studio.ada), where, key())
    job = studio.worker.work(asked.id)
    return studio.desk.delivered(job.id, job.attempt, "")


async def proposed(studio: Studio, typed: str) -> list[tuple[str, str]]:
    """Type into an option that takes a job: what is to be read, and what it stands for."""
    choices: list[Json] = await studio.discord.people.complete(
        studio.ada, studio.room, "history", "before", typed
    )
    return [(str(one["name"]), str(one["value"])) for one in choices if isinstance(one, dict)]


async def test_newest_jobs_are_proposed_by_their_words(studio: Studio) -> None:
    """Read as words and number, sent as what the option wants."""
    job = made(studio, "a red house")
    async with studio.open():
        assert [(f"a red house · {str(job.id)[:8]}", str(job.id))] == await proposed(studio, "")


async def test_loras_are_proposed_behind_those_that_were_chosen(studio: Studio) -> None:
    """Each with its weight stays as it was typed; the name after the last comma is completed."""
    async with studio.open():
        choices = await studio.discord.people.complete(
            studio.ada, studio.room, "imagine", "lora", "ink:0.5, sep"
        )

    assert ["ink:0.5,pocket-lora-sepia"] == [one["value"] for one in choices if isinstance(one, dict)]


async def test_styles_are_proposed_by_their_names(studio: Studio) -> None:
    """One's own, in the option of /style as in those that wear them."""
    desk, ada = studio.desk, ada_of(studio.ada)
    desk.presets.save(Kind.STYLE, "oil", {"prompt": "an oil painting"}, ada)
    async with studio.open():
        named = await studio.discord.people.complete(studio.ada, studio.room, "style", "name", "oi")
        worn = await studio.discord.people.complete(studio.ada, studio.room, "imagine", "style", "oi")

    assert [("oil · an oil painting", "oil")] == [
        (one["name"], one["value"]) for one in named if isinstance(one, dict)
    ]
    assert named == worn


async def test_upscalers_are_proposed_by_their_names(studio: Studio) -> None:
    """Not the models that draw by themselves."""
    async with studio.open():
        choices = await studio.discord.people.complete(studio.ada, studio.room, "upscale", "upscaler", "up")

    assert ["up-2", "up-4", "up-drawn"] == sorted(
        str(one["value"]) for one in choices if isinstance(one, dict)
    )


@pytest.mark.parametrize(
    ("model", "names"),
    [("pocket", ["pocket-lora-sepia"]), ("large", ["glow"]), ("", ["glow", "pocket-lora-sepia"])],
)
async def test_loras_of_the_chosen_model_are_proposed(studio: Studio, model: str, names: list[str]) -> None:
    """Those of another base would be refused; where none is chosen, all that some model can wear."""
    large = CARD.model_copy(update={"name": "large", "base": Base.SDXL})
    glow = ExtraCard(name="glow", title="Glow", source="nowhere", purpose=Purpose.LORA, base=Base.SDXL)
    counter = Counter(studio.desk, Catalogue((CARD, large), "pocket", (*EXTRAS, glow)))
    asking = Asking(ada_of(studio.ada), place(studio.room.id, platform="discord"), "", model)

    found = await offers_of(counter)["lora"](asking)

    assert names == sorted(offer.name for offer in found)


async def test_old_job_is_found_among_many(studio: Studio) -> None:
    """Discord shows 25 of them; words and number find the others."""
    old = made(studio, "an old boat")
    for number in range(CHOICES_MAX + 3):
        made(studio, f"house {number}")
    async with studio.open():
        newest = await proposed(studio, "")
        by_words, by_number = await proposed(studio, "boat"), await proposed(studio, str(old.id)[:8])

    assert CHOICES_MAX == len(newest)
    assert str(old.id) not in {value for _, value in newest}
    assert [str(old.id)] == [value for _, value in by_words]
    assert str(old.id) == by_number[0][1]


async def test_nobody_is_proposed_what_others_made(studio: Studio) -> None:
    """Neither by words nor by number."""
    theirs = made(studio, "a red house", Person("3002", "Eve"))
    async with studio.open():
        assert [] == await proposed(studio, "red") == await proposed(studio, str(theirs.id)[:8])


async def test_long_prompt_leaves_room_for_the_number(studio: Studio) -> None:
    """A choice has a hundred characters."""
    job = made(studio, "a very red house " * 20)
    async with studio.open():
        ((label, _),) = await proposed(studio, "red")

    assert 100 == len(label)
    assert label.endswith(f"… · {str(job.id)[:8]}")


@pytest.mark.parametrize("away", [True, False])
async def test_where_the_desk_is_slow_nothing_is_proposed(
    studio: Studio, monkeypatch: pytest.MonkeyPatch, away: bool
) -> None:
    """In time, so that people can go on typing."""
    monkeypatch.setattr(offers, "PATIENCE_S", 0.2)

    def find(*_: object, **__: object) -> None:
        if away:
            raise StudioPausing
        asyncio.run(asyncio.sleep(0.6))

    async with studio.open():
        monkeypatch.setattr(Archive, "find", find)

        assert [] == await proposed(studio, "red")


async def test_maps_are_proposed_alone_and_in_pairs(studio: Studio) -> None:
    """Of those that a picture can follow at once."""
    async with studio.open():
        choices: list[Json] = await studio.discord.people.complete(
            studio.ada, studio.room, "control", "follow", "depth"
        )

    names = [str(one["value"]) for one in choices if isinstance(one, dict)]
    assert ("depth", True) == (names[0], "canny,depth" in names)


async def test_models_of_others_are_not_proposed(studio: Studio) -> None:
    """Those that are kept for a role or another place; the others are found by any part of the name."""

    async def proposed_models(typed: str) -> list[str]:
        people = studio.discord.people
        choices: list[Json] = await people.complete(studio.ada, studio.room, "imagine", "model", typed)
        return [str(one["value"]) for one in choices if isinstance(one, dict)]

    async with studio.open():
        assert ["pocket"] == await proposed_models("ock")
        studio.desk.access.allow(operator("root"), "pocket", subject_of("role:trusted"))
        assert [] == await proposed_models("ock")
