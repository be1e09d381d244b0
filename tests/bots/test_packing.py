"""Large exports are packed meanwhile: with progress, by whoever is free, and told in the end."""

import io
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import update

from bots import takeout
from bots.appealing import notice_reply
from bots.chat import Reply
from bots.counter import Counter
from bots.packing import Packer
from bots.wording import Wording
from tasks.database import now
from tasks.desk import Desk
from tasks.job import Media
from tasks.models_packing import packings
from tasks.packing import TRIES, PackingLost
from tests.factories import image_request, key, place, sender
from tests.fakes.worker import FakeWorker

ADA = sender()
HOME = place(ADA.account)


@pytest.fixture(autouse=True)
def much(desk: Desk, worker: FakeWorker, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let somebody have made three pictures, which is much here."""
    monkeypatch.setattr(takeout, "AT_ONCE_MEGABYTES", 0)
    for number in range(3):
        job = worker.work(desk.submit(image_request(f"house {number}"), ADA, HOME, key()).id)
        desk.delivered(job.id, 1, "1")


async def export(counter: Counter) -> Reply:
    """Ask for everything."""
    return await counter.say("/mydata export", ADA, HOME, key())


async def press(counter: Counter, reply: Reply) -> Reply:
    """Press the first button of an answer."""
    return await counter.press(reply.buttons[0].action, reply.buttons[0].job_id, ADA, HOME, key())


def names(desk: Desk, parts: tuple[Media, ...]) -> list[str]:
    """List the files in zips."""
    archives = [zipfile.ZipFile(io.BytesIO(desk.exports.read(ADA, part.key))) for part in parts]
    return [name for archive in archives for name in archive.namelist()]


def lapse(desk: Desk) -> None:
    """Let whoever packs be silent for long."""
    with desk.database.begin() as connection:
        connection.execute(update(packings).values(lease_until=now(connection) - timedelta(seconds=1)))


async def test_it_is_packed_meanwhile_and_told(counter: Counter, desk: Desk) -> None:
    """The first answer says so, a button how far it is; a notice comes with a button for the files."""
    asked = await export(counter)
    again = await export(counter)
    assert "Packing: 0 %. It goes on" in asked.text
    assert (asked.text, ()) == (again.text, asked.media)
    assert await Packer(counter).round()
    assert not await Packer(counter).round()
    (notice,) = desk.notices.waiting("telegram")
    told = notice_reply(notice, Wording())
    given = await press(counter, told)

    assert "is packed" in told.text
    assert ADA.address == (notice.reader or sender("x")).address
    assert 3 == len([one for one in names(desk, given.media) if one.endswith("0.png")])
    assert given.whole


async def test_progress_is_told(counter: Counter, desk: Desk) -> None:
    """As it is noted while files are packed."""
    asked = await export(counter)
    packing = desk.exports.packings.take()
    assert packing is not None
    desk.exports.packings.went(packing, 3, 12)

    assert "Packing: 25 % (3 of 12 files)" in (await press(counter, asked)).text


async def test_it_outlives_whoever_packs_it(counter: Counter, desk: Desk) -> None:
    """Somebody else begins anew, and who comes back late has lost it."""
    await export(counter)
    first = desk.exports.packings.take()
    assert first is not None
    assert not await Packer(counter).round()
    lapse(desk)
    assert await Packer(counter).round()

    with pytest.raises(PackingLost):
        desk.exports.packings.went(first, 1, 2)
    assert 1 == len(desk.notices.waiting("telegram"))
    assert len(set(names(desk, desk.exports.of(ADA)))) == len(names(desk, desk.exports.of(ADA)))


async def test_it_is_given_up_in_the_end(counter: Counter, desk: Desk) -> None:
    """What kills whoever packs it does not do so for ever; and who asked is told."""
    await export(counter)
    for _ in range(TRIES):
        assert desk.exports.packings.take() is not None
        lapse(desk)

    assert desk.exports.packings.take() is None
    assert ["mydata-not-packed"] == [one.code for one in desk.notices.waiting("telegram")]


async def test_who_leaves_meanwhile_leaves_nothing(counter: Counter, desk: Desk) -> None:
    """What was being packed is erased, too."""
    await export(counter)
    packing = desk.exports.packings.take()
    assert packing is not None
    desk.leaving.leave(ADA)
    Packer(counter)._pack(packing)

    assert () == desk.exports.of(ADA)
    assert [] == desk.notices.waiting("telegram")


async def test_chat_gets_the_files_in_parts(
    counter: Counter, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many as a message takes, then a button for those after them; together they are whole."""
    monkeypatch.setattr(takeout, "MEGABYTE", 4000)
    monkeypatch.setattr(takeout, "PART_MEGABYTES", {"telegram": 1})
    monkeypatch.setattr(takeout, "MOST", {"telegram": 1})
    asked = await export(counter)
    await Packer(counter).round()
    reply, parts = await press(counter, asked), list[Media]()
    while reply.buttons:
        parts += reply.media
        reply = await press(counter, reply)
    parts += reply.media

    assert len(parts) > 1
    assert list(desk.exports.of(ADA)) == parts


async def test_what_no_message_takes_is_fetched_from_the_page(
    counter: Counter, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a link that logs in, once."""
    desk.settings = desk.settings.model_copy(update={"page_url": "https://studio.example.org"})
    asked = await export(counter)
    await Packer(counter).round()
    monkeypatch.setattr(takeout, "MEGABYTE", 1)
    reply = await press(counter, asked)
    link = reply.text.rpartition("\n")[2]

    assert () == reply.media
    assert ADA.address == desk.entrance.look(link.removeprefix("https://studio.example.org/login/")).address
