"""The whole bot, driven by the real discord.py against a Discord on loopback."""

from generation.notes import Note
from tasks.job import Status
from tests.bots.discord.studio import Studio, ada_of
from tests.factories import BELOW, recipe
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord_world import GUILD, Person


async def test_imagine_becomes_a_picture(studio: Studio, discord: FakeDiscord) -> None:
    """Acknowledged at once, queued, drawn under one's eyes, and delivered byte for byte."""
    async with studio.open():
        asked, job = await studio.imagine(
            steps=3, seed=11, scheduler="euler", negative_prompt="cars", model="pocket"
        )
        claimed = studio.worker.claim(job.id)
        studio.show_progress(claimed, 0.5)
        message = await studio.answered(asked)
        await discord.until(lambda: message.look.files)
        preview = message.look
        studio.worker.finish(claimed)
        await studio.drawn(asked)
        await discord.until(lambda: studio.desk.job(job.id).status is Status.DELIVERED)

    assert asked.answered_s is not None
    assert 1.0 > asked.answered_s
    assert (3, 11, "euler", "cars") == (
        recipe(job).steps,
        recipe(job).seed,
        recipe(job).scheduler,
        recipe(job).negative_prompt,
    )
    assert ["preview.jpg"] == [file.name for file in preview.files]
    assert ["cancel"] == [custom_id.split(":")[1] for _, custom_id in preview.buttons]
    assert studio.stored(job) == message.look.pictures
    assert [*BELOW[:-1], "private", "delete"] == [
        custom_id.split(":")[1] for _, custom_id in message.look.buttons
    ]
    assert "11" in message.look.content
    assert [message] == studio.shown()
    assert message.id == studio.desk.job(job.id).placeholder


async def test_cancel_while_it_is_drawn(studio: Studio, discord: FakeDiscord) -> None:
    """The button ends the job, gives the credits back and says so in the same message."""
    async with studio.open():
        asked, job = await studio.imagine()
        studio.worker.claim(job.id)
        message = await studio.answered(asked)
        pressed = await discord.people.press(studio.ada, message, "cancel")
        await discord.until(lambda: "Cancelled" in message.look.content)

    assert {"type": 6} == pressed.answer
    assert Status.REFUNDED is studio.desk.job(job.id).status
    assert 1 == len(discord.world.messages)
    assert studio.desk.allowance(job.sender).left == studio.desk.allowance(job.sender).daily


async def test_again_draws_another_picture_in_a_new_message(studio: Studio, discord: FakeDiscord) -> None:
    """The same request, another seed, and the first picture stays."""
    async with studio.open():
        asked, job = await studio.imagine()
        studio.worker.work(job.id)
        message = await studio.drawn(asked)
        pressed = await discord.people.press(studio.ada, message, "again")
        await studio.answered(pressed)
        again = studio.jobs()[0]
        studio.worker.work(again.id)
        second = await studio.drawn(pressed)

    assert message is not second
    assert [message, second] == studio.shown()
    assert recipe(job).seed != recipe(again).seed
    assert recipe(job).prompt == recipe(again).prompt


async def test_delete_takes_the_picture_away(studio: Studio, discord: FakeDiscord) -> None:
    """Nothing of it is left to see."""
    async with studio.open():
        asked, job = await studio.imagine()
        studio.worker.work(job.id)
        message = await studio.drawn(asked)
        await discord.until(lambda: studio.desk.job(job.id).status is Status.DELIVERED)
        await discord.people.press(studio.ada, message, "delete")
        await discord.until(lambda: not message.look.files)

    assert () == message.look.buttons
    assert "a red house" not in message.look.content
    assert [] == studio.jobs()


async def test_somebody_elses_button_is_refused_in_private(studio: Studio, discord: FakeDiscord) -> None:
    """Only the owner may cancel; the others are told so alone."""
    async with studio.open():
        asked, job = await studio.imagine()
        message = await studio.answered(asked)
        before = len(message.looks)
        await discord.people.press(Person("3002", "Eve"), message, "cancel")
        await discord.until(lambda: len(discord.world.messages) == 2)
        told = list(discord.world.messages.values())[1]
        await discord.until(lambda: told.looks)

    assert told.private
    assert "no such picture of yours" in told.look.content
    assert before == len(message.looks)
    assert Status.QUEUED is studio.desk.job(job.id).status


async def test_buttons_work_after_a_restart(studio: Studio, discord: FakeDiscord) -> None:
    """The button says all that is needed."""
    async with studio.open():
        asked, job = await studio.imagine()
    async with studio.open():
        message = await studio.answered(asked)
        await discord.people.press(studio.ada, message, "cancel")
        await discord.until(lambda: "Cancelled" in message.look.content)

    assert Status.REFUNDED is studio.desk.job(job.id).status


async def test_lists_are_for_the_asker_alone(studio: Studio, discord: FakeDiscord) -> None:
    """/history, /quota and /help answer where nobody else sees it."""
    async with studio.open():
        asked, job = await studio.imagine("a blue boat")
        studio.worker.work(job.id)
        await studio.drawn(asked)
        answers = {}
        for name in ("history", "quota", "help"):
            answers[name] = await studio.answered(await discord.people.slash(studio.ada, studio.room, name))

    assert all(answer.private for answer in answers.values())
    assert "a blue boat" in answers["history"].look.content
    assert ["preview.jpg"] == [file.name for file in answers["history"].look.files]
    assert "199 of 200" in answers["quota"].look.content
    assert "/imagine" in answers["help"].look.content


async def test_chinese_reader_gets_chinese(studio: Studio, discord: FakeDiscord) -> None:
    """The answer is in the language of the reader's client."""
    studio.ada = Person("3001", "Ada", "zh-CN")
    async with studio.open():
        asked, job = await studio.imagine("红房子")
        studio.worker.work(job.id)
        message = await studio.drawn(asked)

    assert "红房子" in message.look.content
    assert [
        "小变",
        "大变",
        "再画一次",
        "修改",
        "放大",
        "画面之外…",
        "让它说话",
        "用文字描述",
        "怎么做的？",
        "原图文件",
        "♥",
        "只给我看",
        "删除",
    ] == [label for label, _ in message.look.buttons]


async def test_refusal_says_what_would_be_right_and_costs_nothing(
    studio: Studio, discord: FakeDiscord
) -> None:
    """A size off the grid, and a prompt without words."""
    async with studio.open():
        off_grid = await discord.people.slash(studio.ada, studio.room, "imagine", prompt="a house", width=130)
        empty = await discord.people.slash(studio.ada, studio.room, "imagine", prompt="   ")
        first, second = await studio.answered(off_grid), await studio.answered(empty)

    assert "128x128" in first.look.content
    assert "Write what you want to see" in second.look.content
    assert [] == studio.jobs()
    assert 200 == studio.desk.allowance(ada_of(studio.ada)).left


async def test_model_names_are_proposed(studio: Studio, discord: FakeDiscord) -> None:
    """What begins so, and also what is misspelt."""
    async with studio.open():
        begun = await discord.people.complete(studio.ada, studio.room, "imagine", "model", "po", prompt="a")
        misspelt = await discord.people.complete(studio.ada, studio.room, "imagine", "model", "pokcet")

    assert [{"name": "pocket", "value": "pocket"}] == begun == misspelt


async def test_direct_message_is_as_good_as_a_server(studio: Studio, discord: FakeDiscord) -> None:
    """The bot needs no server."""
    studio.room = discord.world.direct(studio.ada.id)
    async with studio.open():
        asked, job = await studio.imagine()
        studio.worker.work(job.id)
        message = await studio.drawn(asked)

    assert [message] == studio.shown()


async def test_commands_are_registered_once(studio: Studio, discord: FakeDiscord) -> None:
    """Discord allows few changes a day, so a restart registers nothing."""
    async with studio.open():
        await discord.until(discord.rest.registered.is_set)
    async with studio.open():
        await studio.answered(await discord.people.slash(studio.ada, studio.room, "help"))

    assert 1 == discord.count("PUT", "/commands")


async def test_commands_of_one_server_go_there(studio: Studio, discord: FakeDiscord) -> None:
    """LIMNER_DISCORD_GUILD keeps an experiment in one server."""
    studio.settings = studio.settings.model_copy(update={"discord_guild": int(GUILD)})
    async with studio.open():
        asked, _ = await studio.imagine()

    assert [GUILD] == list(discord.rest.commands)
    assert asked.answered_s is not None


async def test_unknown_words_are_told_with_the_picture(studio: Studio, discord: FakeDiscord) -> None:
    """In the message that shows it."""
    async with studio.open():
        asked, job = await studio.imagine()
        note = Note(code="unknown_words", facts={"words": "wombat", "more": 0})
        studio.worker.finish(studio.worker.claim(job.id), (note,))
        await studio.drawn(asked)
        message = await studio.answered(asked)

    assert "This small model does not know: wombat." in message.look.content
