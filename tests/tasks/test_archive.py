"""The archive finds what somebody made, by every sign, in any script, page by page, and nobody else's."""

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from timeit import repeat
from uuid import UUID

import pytest
from sqlalchemy import func, select, text, update

from generation.catalogue import Catalogue
from tasks.archive import Kind, Wanted
from tasks.database import now
from tasks.desk import Desk
from tasks.errors import NoSuchJob
from tasks.job import Job
from tasks.models import jobs
from tasks.models_archive import archive
from tasks.settings import TasksSettings
from tests.conftest import open_test_desk
from tests.factories import avatar_request, image_request, key, place, sender, speech_request
from tests.fakes.outbox import MemoryOutbox
from tests.fakes.worker import FakeWorker

TRIES = 5  # of each look: the quickest tells what it takes, the others what else the machine did
MANY = 100_000
ADA = sender("ada")


@pytest.fixture
def studio(tmp_path: Path, catalogue: Catalogue, database_url: str) -> Iterator[Desk]:
    """Open a desk that rings nobody, once on either kind of database."""
    places = {"data": tmp_path / "data", "redis_url": "unix:///nowhere", "database_url": database_url}
    more = {"waiting_limit": 500, "daily_credits": 1000}
    opened = open_test_desk(TasksSettings.model_validate(places | more), catalogue, MemoryOutbox())
    yield opened
    opened.close()


def ask(desk: Desk, prompt: str = "a red house", who: str = "ada", **more: object) -> Job:
    """Ask for a picture."""
    return desk.submit(image_request(prompt, **more), sender(who), place(), key())


def found(desk: Desk, **wanted: object) -> list[str]:
    """Search as Ada. Returns: the words of what is found, the newest first."""
    return [job.words for job in desk.archive.find(ADA, Wanted.model_validate(wanted)).jobs]


def test_every_word_occurs_in_any_script_and_case(studio: Desk) -> None:
    """Parts of words, Chinese without spaces, wide letters, and signs that mean something to LIKE."""
    for prompt in ("A Red House", "a red boat", "夜晚的红色房子", "100% _real_ \\ ＬＩＧＨＴ", "Straße"):
        ask(studio, prompt)

    assert ["A Red House"] == found(studio, words="hous RED")
    assert ["夜晚的红色房子"] == found(studio, words="红色")
    assert ["100% _real_ \\ ＬＩＧＨＴ"] == found(studio, words="light 0%")
    assert ["100% _real_ \\ ＬＩＧＨＴ"] == found(studio, words="_real_ \\")
    assert ["Straße"] == found(studio, words="STRASSE")
    assert [] == found(studio, words="%")[1:]
    assert 5 == len(found(studio))


def test_kind_model_seed_and_time_are_searched(studio: Desk) -> None:
    """Each sign leaves out what does not bear it, and they hold together."""
    photo = studio.keep(ADA, b"photo", "image/png")
    picture = ask(studio, "picture", seed=5)
    studio.submit(speech_request("voice"), ADA, place(), key())
    studio.submit(avatar_request(photo, speech=speech_request("clip")), ADA, place(), key())

    assert ["picture"] == found(studio, kind=Kind.PICTURE)
    assert ["clip"] == found(studio, kind=Kind.CLIP)
    assert ["voice"] == found(studio, kind=Kind.VOICE)
    assert ["voice"] == found(studio, model="ESPEAK-NG/en-us")
    assert ["picture"] == found(studio, seed=5)
    assert [] == found(studio, seed=5, kind=Kind.CLIP)
    assert ["voice", "picture"] == found(studio, until=studio.history(ADA)[0].submitted_at)
    assert 3 == len(found(studio, since=picture.submitted_at))
    assert ["espeak-ng/en-us", "pocket", "puppet"] == studio.archive.models(ADA)


def test_pages_join_without_gap_in_both_directions(studio: Desk) -> None:
    """Also where many were submitted at the same moment, and where the mark was deleted meanwhile."""
    asked = [ask(studio, str(number)).id for number in range(7)]
    with studio.database.begin() as connection:
        connection.execute(update(jobs).values(submitted_at=now(connection)))
    wanted = Wanted()
    first = studio.archive.find(ADA, wanted, 3)
    second = studio.archive.find(ADA, wanted, 3, before=first.older)
    third = studio.archive.find(ADA, wanted, 3, before=second.older)
    back = studio.archive.find(ADA, wanted, 3, after=third.newer)

    everything = [job.id for page in (first, second, third) for job in page.jobs]
    assert sorted(asked, reverse=True) == everything
    assert (first.newer, third.older) == (None, None)
    assert (second.jobs, second.older, second.newer) == (back.jobs, back.older, back.newer)
    assert second.older is not None
    studio.delete(second.older, ADA)
    assert third.jobs == studio.archive.find(ADA, wanted, 3, before=second.older).jobs


def test_deleted_and_foreign_jobs_are_never_found(studio: Desk) -> None:
    """Neither by words, nor by number, nor as a favourite, however they were deleted."""
    filed, unfiled, theirs = ask(studio, "filed"), ask(studio, "unfiled"), ask(studio, "theirs", "bo")
    studio.archive.like(filed.id, ADA)
    ask(studio, "stays")
    for job in (filed, unfiled):
        studio.delete(job.id, ADA)

    assert ["stays"] == found(studio)
    assert [] == found(studio, favourites=True)
    for number in (filed.id, unfiled.id, theirs.id):
        with pytest.raises(NoSuchJob):
            studio.archive.numbered(str(number)[:8], ADA)
        with pytest.raises(NoSuchJob):
            studio.archive.like(number, ADA)
    assert () == studio.archive.find(sender("nobody")).jobs


def test_favourites_are_kept_once_and_let_go(studio: Desk) -> None:
    """To like twice is to like once."""
    job = ask(studio, "best")
    ask(studio, "other")
    for _ in range(2):
        assert studio.archive.like(job.id, ADA).favourite

    assert ["best"] == found(studio, favourites=True)
    assert studio.archive.own(job.id, ADA).favourite
    assert not studio.archive.like(job.id, ADA, liked=False).favourite
    assert [] == found(studio, favourites=True)


def test_jobs_are_found_by_number_and_by_the_message_that_shows_them(studio: Desk) -> None:
    """What is too short or no number is nobody's."""
    job = ask(studio)
    worker = FakeWorker(studio)
    worker.finish(worker.claim(job.id))
    studio.delivered(job.id, 1, "42/7")

    assert job.id == studio.archive.numbered(str(job.id)[:8].upper(), ADA).id
    assert job.id == studio.archive.latest(ADA).id
    assert job.id == studio.archive.shown("telegram", "42/7").id
    for number in ("", "12", "zzzzzzzz", str(job.id) + "0"):
        with pytest.raises(NoSuchJob):
            studio.archive.numbered(number, ADA)
    for message in ("", "42/8"):
        with pytest.raises(NoSuchJob):
            studio.archive.shown("telegram", message)


def test_search_is_recalled_by_its_searcher_alone(studio: Desk) -> None:
    """The same search has the same id; one that leaves nothing out needs none."""
    wanted = Wanted(words="house", favourites=True)
    number = studio.searches.keep(ADA, wanted)

    assert number == studio.searches.keep(ADA, wanted)
    assert wanted == studio.searches.kept(ADA, number)
    assert Wanted() == studio.searches.kept(sender("bo"), number)
    assert "" == studio.searches.keep(ADA, Wanted())
    assert Wanted() == studio.searches.kept(ADA, "")


def test_linked_person_finds_what_both_made(studio: Desk) -> None:
    """Favourites come along."""
    job = ask(studio, "from discord", "bo")
    studio.archive.like(job.id, sender("bo"))
    studio.link(sender("bo"), studio.link_code(ADA).text)

    assert ["from discord"] == found(studio, favourites=True)


def test_hundred_thousand_jobs_are_searched_in_no_time(studio: Desk) -> None:
    """A rare word, a word that is nowhere, a far page: all of one person, read with an index."""
    template = ask(studio, "needle in it", seed=77)
    FakeWorker(studio).work(template.id)  # or all would wait, and their places in the line be counted
    studio.archive.latest(ADA)
    began = perf_counter()
    mark = grow(studio, template)
    grown_s = perf_counter() - began
    looks = (
        lambda: found(studio, words="needle"),
        lambda: found(studio, words="没有"),
        lambda: found(studio, kind=Kind.PICTURE, words="hay"),
        lambda: found(studio, favourites=True),
        lambda: found(studio, seed=77),
        lambda: studio.archive.find(ADA, Wanted(), 10, before=mark),
    )
    took_s = [min(repeat(look, number=1, repeat=TRIES)) for look in looks]

    assert ["needle in it"] == found(studio, words="needle")
    assert max(took_s) < grown_s / 4  # whatever else the machine does; alone it is a twentieth


def grow(desk: Desk, template: Job) -> UUID:
    """Put many like a job that is there into the archive. Returns: one from their middle."""
    words = "a sentence about hay, with light and a painter"
    with desk.database.begin() as connection:
        postgres = connection.dialect.name == "postgresql"
        digits = "CAST(lpad(to_hex(i), 32, '0') AS uuid)" if postgres else "printf('%032x', i)"
        for table, mark, more in (
            (jobs, "id", {"key": "'many:' || CAST(i AS text)"}),
            (archive, "job_id", {"words": f"'{words}'", "seed": "1"}),
        ):
            others = ", ".join(column.name for column in table.c if column.name not in {mark, *more})
            series = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {MANY})"  # noqa: S608 - the names are ours
            copied = f"SELECT {digits}, {', '.join(more.values())}, {others} FROM {table.name}, n"  # noqa: S608 - the names are ours
            into = f"INSERT INTO {table.name} ({mark}, {', '.join(more)}, {others})"
            number = template.id if postgres else template.id.hex
            connection.execute(text(f"{into} {series} {copied} WHERE {mark} = '{number}'"))
        assert MANY < connection.execute(select(func.count()).select_from(archive)).scalar_one()
    return UUID(int=MANY // 2)
