"""Whoever leaves is a stranger: no table and no file tells of them, and the books still balance."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from generation.catalogue import Catalogue
from tasks.archive import Wanted
from tasks.conversation import Conversation
from tasks.database import now
from tasks.desk import Desk
from tasks.job import Job, Problem, Request, Status
from tasks.ledger import verify
from tasks.models import jobs, metadata
from tasks.models_admin import sanctions
from tasks.models_privacy import farewells
from tasks.restraint import Sort
from tasks.retention import expire_exports, expire_results
from tasks.settings import TasksSettings
from tests.factories import (
    avatar_request,
    image_request,
    key,
    place,
    preview_request,
    restore_request,
    sender,
    speech_request,
)
from tests.fakes.worker import FakeWorker
from tests.tasks.conftest import balanced_desk

CANARY = "canary"  # in every word, name and file of hers
ADA = sender("canary-1001", name="Canary Ada")
ADA_THERE = sender("canary-2002", "discord", name="Canary Ada")
BO = sender("3003", name="Bo")


@pytest.fixture
def studio(settings: TasksSettings, catalogue: Catalogue, database_url: str) -> Iterator[Desk]:
    """Open a desk that rings nobody, once on either kind of database."""
    yield from balanced_desk(settings, catalogue, database_url)


def live(desk: Desk) -> list[Job]:
    """Do everything that leaves a trace. Returns: jobs in every state."""
    worker, here = FakeWorker(desk), place("canary-chat", message="canary-message")
    photo = desk.keep(ADA, b"canary photo", "image/png")
    shared = b"a photo that two people sent"
    desk.keep(ADA, shared, "image/png")
    desk.keep(BO, shared, "image/png")
    desk.consent(ADA, "1")
    desk.languages.choose(ADA, "zh-CN")
    desk.leaderboard.join(ADA)
    requests: tuple[Request, ...] = (
        image_request("a canary", negative_prompt="canary cage", count=2),
        speech_request("The canary sings."),
        avatar_request(photo, speech=speech_request("canary")),
        preview_request(photo, speech=speech_request("canary")),
        restore_request(photo),
    )
    asked = [desk.submit(one, ADA, here, f"canary:{number}") for number, one in enumerate(requests)]
    for job in asked:
        finished = worker.work(job.id)
        desk.delivered(job.id, finished.attempt, "canary-message")
        for media in finished.media:
            desk.store.put(media.key, desk.read(media.key) + b"canary")
    desk.thumbnails.of(worker.work(desk.submit(requests[0], ADA, here, key()).id).media[0])
    failed = worker.claim(desk.submit(requests[1], ADA, here, key()).id)
    worker.fail(failed, Problem(code="bad_value", facts={"value": "canary"}))
    running = worker.claim(desk.submit(requests[1], ADA, here, key()).id)
    waiting = desk.submit(requests[1], ADA, here, key())
    desk.archive.like(asked[0].id, ADA)
    desk.searches.keep(ADA, Wanted(words="canary"))
    desk.converse(ADA, here, Conversation(text="canary", waiting="photo"))
    desk.link(ADA_THERE, desk.link_code(ADA).text)
    desk.link_code(ADA)
    desk.exports.pack(ADA, desk.exports.gather(ADA), "<p>canary</p>", 10_000)
    return [*asked, running, waiting]


def traces(desk: Desk) -> list[str]:
    """Look through every table and every file for her."""
    found = []
    with desk.database.look() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)):
                text = json.dumps(row._asdict(), default=str).casefold()
                found += [f"{table.name}: {text}"] if CANARY in text else []
    for path in desk.settings.blobs.rglob("*"):
        if path.is_file() and (CANARY.encode() in path.read_bytes() or CANARY in path.name):
            found.append(str(path))
    return found


def test_nothing_is_left_of_who_leaves(studio: Desk) -> None:
    """Before, she is everywhere; afterwards nowhere, and nothing of others is missing."""
    theirs = FakeWorker(studio).work(studio.submit(image_request("Bo's"), BO, place(), key()).id)
    live(studio)
    before = len(traces(studio))
    studio.leaving.leave(ADA)
    files = [path for path in studio.settings.blobs.rglob("*") if path.is_file()]

    assert before > 25
    assert [] == traces(studio)
    assert [] == verify(studio.database)
    assert {theirs.media[0].key.rpartition("/")[2]} == {
        one.name for one in files if "uploads" not in str(one)
    }
    assert 1 == len([one for one in files if "uploads" in str(one)])
    assert theirs.media == studio.own_job(theirs.id, BO).media


def test_unfinished_jobs_are_stopped_and_paid_back(studio: Desk) -> None:
    """What a worker still draws comes too late."""
    *_, running, waiting = live(studio)
    stopped = {job.id for job in studio.leaving.leave(ADA)}

    assert {running.id, waiting.id} <= stopped
    assert {Status.REFUNDED} == {studio.job(job.id).status for job in (running, waiting)}
    assert FakeWorker(studio).finish(running) is None
    assert [] == verify(studio.database)


def test_who_comes_back_is_a_stranger_on_every_platform(studio: Desk) -> None:
    """With an empty history, without consents; and not with a second allowance of the day."""
    live(studio)
    studio.leaving.leave(ADA_THERE)

    for who in (ADA, ADA_THERE):
        assert [] == studio.history(who)
        assert not studio.consented(who, "1")
        assert 0 == studio.allowance(who).left
        assert [who.platform] == list(studio.platforms(who))
    with studio.database.begin() as connection:
        connection.execute(update(farewells).values(at=now(connection) - timedelta(days=32)))
    later = sender("canary-4004")
    assert studio.allowance(later).left > 0


def test_leaving_twice_or_unknown_changes_nothing(studio: Desk) -> None:
    """There is nothing to erase, and nothing goes wrong."""
    live(studio)
    studio.leaving.leave(ADA)

    assert [] == studio.leaving.leave(ADA)
    assert [] == studio.leaving.leave(sender("nobody"))
    assert [] == verify(studio.database)


def test_banned_person_stays_known_by_their_ids_alone(studio: Desk) -> None:
    """Nobody gets rid of a ban by leaving; name, words and files are erased all the same."""
    live(studio)
    with studio.database.begin() as connection:
        owner = connection.execute(select(jobs.c.account_id).limit(1)).scalar_one()
        values = {"account_id": owner, "kind": Sort.BAN, "at": now(connection), "actor": "telegram:1"}
        connection.execute(sanctions.insert().values(**values))
    studio.leaving.leave(ADA)

    assert {"identities"} == {one.partition(":")[0] for one in traces(studio)}
    assert not any("canary ada" in one for one in traces(studio))
    assert [] == studio.history(ADA)


def test_old_results_are_erased_but_favourites(studio: Desk) -> None:
    """With their words; without a limit, and before their time, they stay."""
    worker = FakeWorker(studio)
    liked, old, young = (
        worker.work(studio.submit(image_request(words), BO, place(), key()).id)
        for words in ("liked canary", "old canary", "young canary")
    )
    for job in (liked, old, young):
        studio.delivered(job.id, 1, "1")
    studio.archive.like(liked.id, BO)
    with studio.database.begin() as connection:
        before = now(connection) - timedelta(days=3)
        connection.execute(update(jobs).where(jobs.c.id != young.id).values(finished_at=before))
    limited = studio.settings.model_copy(update={"result_limit": timedelta(days=2)})
    kept = expire_results(studio.database, studio.store, studio.settings)
    gone = expire_results(studio.database, studio.store, limited)

    assert (0, 1) == (kept, gone)
    assert ["young canary", "liked canary"] == [job.words for job in studio.history(BO)]
    assert not any("old canary" in one for one in traces(studio))
    more = limited.model_copy(update={"keep_favourites": False})
    assert 1 == expire_results(studio.database, studio.store, more)


def test_what_was_taken_along_is_erased_after_a_day(studio: Desk) -> None:
    """And is read by its owner alone until then."""
    live(studio)
    kept = studio.exports.of(ADA)
    assert studio.exports.read(ADA, kept[0].key)
    assert () == studio.exports.of(BO)
    with studio.database.begin() as connection:
        connection.execute(
            metadata.tables["exports"].update().values(made_at=now(connection) - timedelta(days=2))
        )
    expire_exports(studio.database, studio.store)

    assert () == studio.exports.of(ADA)
    assert not list(studio.settings.blobs.rglob("*.zip"))
