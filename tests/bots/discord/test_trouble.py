"""What goes wrong between a bot and Discord, and what people see of it: one job, one picture, one price."""

import asyncio

import pytest

from bots.chat import Reply
from bots.counter import Counter
from bots.discord.serve import WrongConfiguration
from tasks.errors import StudioPausing
from tasks.job import Job, Status
from tests.bots.discord.studio import Studio, ada_of
from tests.fakes.discord import FakeDiscord, Flood, Lost, Slow
from tests.fakes.discord_world import Person


async def test_event_that_comes_twice_is_one_job(studio: Studio, discord: FakeDiscord) -> None:
    """Discord may replay an interaction."""
    async with studio.open():
        asked, job = await studio.imagine()
        await discord.people.redeliver(asked)
        await discord.until(lambda: discord.count("POST", "/callback") == 2)
        studio.worker.work(job.id)
        await studio.drawn(asked)

    assert 1 == len(studio.jobs())
    assert 1 == len(discord.world.messages)
    assert 199 == studio.desk.allowance(ada_of(studio.ada)).left


async def test_lost_acknowledgement_is_asked_for_again(studio: Studio, discord: FakeDiscord) -> None:
    """Discord took it; that it says so only the second time changes nothing."""
    async with studio.open():
        discord.inject(Lost(), "POST", "/callback")
        asked, job = await studio.imagine()
        studio.worker.work(job.id)
        message = await studio.drawn(asked)

    assert [message] == list(discord.world.messages.values())


async def test_acknowledgement_too_late_makes_no_job(studio: Studio, discord: FakeDiscord) -> None:
    """Who saw "did not respond" asks again; the first request must not be drawn as well."""
    discord.world.answer_s = 0.2
    async with studio.open():
        discord.inject(Slow(0.4), "POST", "/callback")
        asked = await discord.people.slash(studio.ada, studio.room, "imagine", prompt="a red house")
        asked.expired = True
        await discord.until(lambda: any(404 in call.status for call in discord.calls))
        await asyncio.sleep(0.1)

    assert [] == studio.jobs()


async def test_lost_and_refused_edits_show_one_result(studio: Studio, discord: FakeDiscord) -> None:
    """Floods and lost answers on the way delay the picture and double nothing."""
    async with studio.open():
        asked, job = await studio.imagine()
        discord.inject(Flood(0.4), "PATCH")
        studio.worker.work(job.id)
        message = await studio.drawn(asked)
        await discord.until(lambda: studio.desk.job(job.id).status is Status.DELIVERED)

    assert [message] == studio.shown()
    assert 199 == studio.desk.allowance(ada_of(studio.ada)).left


async def test_result_after_the_token_died(studio: Studio, discord: FakeDiscord) -> None:
    """Later than a quarter of an hour the bot edits its message itself."""
    async with studio.open():
        asked, job = await studio.imagine()
        asked.expired = True
        studio.worker.work(job.id)
        message = await studio.drawn(asked)
        await discord.until(lambda: studio.desk.job(job.id).status is Status.DELIVERED)

    assert [message] == studio.shown()
    assert 0 == discord.count("POST", "/messages")


async def test_result_for_a_server_without_the_bot_comes_directly(
    studio: Studio, discord: FakeDiscord
) -> None:
    """A user's own installation has no other way once its token is dead."""
    studio.room = discord.world.room(member=False)
    async with studio.open():
        asked, job = await studio.imagine()
        asked.expired = True
        studio.worker.work(job.id)
        await discord.until(studio.shown)

    assert [studio.ada.id] == [message.room.with_person for message in studio.shown()]


async def test_killed_before_the_answer_still_delivers(studio: Studio, discord: FakeDiscord) -> None:
    """The job was committed, the placeholder never learnt of it: after a restart it is brought up to date."""
    running = await studio.start()
    discord.inject(Slow(30.0), "PATCH")
    asked = await discord.people.slash(studio.ada, studio.room, "imagine", prompt="a red house")
    await discord.until(studio.jobs)
    await discord.until(lambda: discord.count("PATCH", "/webhooks/"))
    await running.kill()
    (job,) = studio.jobs()
    studio.worker.work(job.id)
    async with studio.open():
        message = await studio.drawn(asked)
        await discord.until(lambda: studio.desk.job(job.id).status is Status.DELIVERED)

    assert [message] == studio.shown()


async def test_killed_between_send_and_record_shows_it_once(studio: Studio, discord: FakeDiscord) -> None:
    """The next bot repeats the edit, which changes nothing."""
    running = await studio.start()
    asked, job = await studio.imagine()
    discord.inject(Lost(), "PATCH")
    studio.worker.work(job.id)
    await studio.drawn(asked)
    await running.kill()
    async with studio.open():
        await discord.until(lambda: studio.desk.job(job.id).status is Status.DELIVERED)

    assert 1 == len(studio.shown())


async def test_gateway_hangs_up_and_the_session_is_resumed(studio: Studio, discord: FakeDiscord) -> None:
    """What people did meanwhile is replayed."""
    async with studio.open():
        await discord.people.slash(studio.ada, studio.room, "help")
        await discord.gateway.drop()
        command = discord.rest.commands[""][0]
        assert "imagine" == command["name"]
        await discord.gateway.connected.wait()
        asked, _ = await studio.imagine()
        await discord.gateway.ask_to_reconnect()
        await discord.until(lambda: discord.gateway.resumes == 2)
        again = await discord.people.slash(studio.ada, studio.room, "quota")
        await studio.answered(again)

    assert 1 == discord.gateway.identifies
    assert asked.answered_s is not None


async def test_first_answers_keep_coming_under_load(studio: Studio, discord: FakeDiscord) -> None:
    """Fifty people at once, and nobody waits for a first answer."""
    async with studio.open():
        people = [Person(str(4000 + number), f"P{number}") for number in range(50)]
        asked = [
            await discord.people.slash(person, studio.room, "imagine", prompt="a red house")
            for person in people
        ]
        for one in asked:
            await studio.answered(one)

    slowest = max(one.answered_s or 99.0 for one in asked)
    assert 3.0 > slowest
    assert 50 == len({one.message.id for one in asked if one.message})


async def test_database_away_is_said_and_charges_nothing(
    studio: Studio, discord: FakeDiscord, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The studio is pausing; the next command is served again."""

    def away(*_: object) -> Job:
        raise StudioPausing

    async with studio.open():
        with monkeypatch.context() as patch:
            patch.setattr(studio.desk, "submit", away)
            paused = await studio.answered(
                await discord.people.slash(studio.ada, studio.room, "imagine", prompt="a red house")
            )
        asked, job = await studio.imagine()
        studio.worker.work(job.id)
        await studio.drawn(asked)

    assert "The studio is pausing" in paused.look.content
    assert 1 == len(studio.jobs())


async def test_what_breaks_is_said(
    studio: Studio, discord: FakeDiscord, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is left with "thinking…", whatever happens inside."""

    async def broken(*_: object, **__: object) -> Reply:
        raise RuntimeError("boom")

    monkeypatch.setattr(Counter, "answer", broken)
    async with studio.open():
        message = await studio.answered(await discord.people.slash(studio.ada, studio.room, "quota"))

    assert "Something broke on our side" in message.look.content


async def test_token_taken_back_stops_the_bot(studio: Studio, discord: FakeDiscord) -> None:
    """Where Discord closes with 4004, coming back would not help."""
    discord.gateway.expect("another token")

    running = await studio.start()

    with pytest.raises(WrongConfiguration, match="LIMNER_DISCORD_TOKEN"):
        await running.end()


async def test_discord_away_at_the_start_is_waited_for(studio: Studio, discord: FakeDiscord) -> None:
    """The bot comes up when Discord does."""
    discord.inject(Lost(done=False), "GET", "/users/@me")
    async with studio.open():
        asked, _ = await studio.imagine()

    assert asked.answered_s is not None
    assert 2 == discord.count("GET", "/users/@me")


async def test_result_that_is_faster_than_the_first_answer_stays(
    studio: Studio, discord: FakeDiscord
) -> None:
    """The word that it waits must not be painted over the picture."""
    async with studio.open():
        discord.inject(Slow(0.4), "PATCH")
        asked = await discord.people.slash(studio.ada, studio.room, "imagine", prompt="a red house")
        await discord.until(studio.jobs)
        studio.worker.work(studio.jobs()[0].id)
        message = await studio.drawn(asked)
        await discord.until(lambda: studio.jobs()[0].status is Status.DELIVERED)
        await asyncio.sleep(0.5)

    assert studio.stored(studio.jobs()[0]) == message.look.pictures
