"""API keys at the desk: what opens, what does not, what a key may spend, and who may end it."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from unittest.mock import Mock

import pytest
from sqlalchemy import select, update

from generation.catalogue import Catalogue
from tasks.actor import Actor, operator
from tasks.audit import REFUSED
from tasks.database import now
from tasks.desk import Desk
from tasks.errors import NotAllowed
from tasks.job import Job, Sender
from tasks.key_errors import (
    KeyExpired,
    KeyRevoked,
    KeySpent,
    KeyTooFast,
    KeyUnknown,
    NoSuchKey,
    TooManyKeys,
)
from tasks.keys import MOST, USUAL, Scope, Terms
from tasks.models_keys import api_keys, key_jobs
from tasks.roles import Role
from tasks.settings import TasksSettings
from tests.factories import image_request, key, place, sender
from tests.fakes.worker import FakeWorker
from tests.tasks.conftest import balanced_desk

ADA, BO = sender("ada"), sender("bo")
WEB = place("local", "web")


@pytest.fixture
def studio(settings: TasksSettings, catalogue: Catalogue, database_url: str) -> Iterator[Desk]:
    """Open a desk that rings nobody, once on either kind of database."""
    yield from balanced_desk(settings, catalogue, database_url)


def make(desk: Desk, who: Sender = ADA, **terms: object) -> str:
    """Make a key. Returns its text."""
    return desk.keys.make(Actor(who), Terms(**terms))[1]  # type: ignore[arg-type]  # as each test has it


def ask(desk: Desk, text: str, price: int = 1) -> Job:
    """Ask for pictures with a key."""
    return desk.submit(image_request(count=price), desk.keys.use(text).sender, WEB, key())


def test_key_acts_as_its_person(studio: Desk) -> None:
    """The secret is in what is shown once, and nowhere in the database."""
    text = make(studio, name="script")
    use = studio.keys.use(text)
    with studio.database.look() as connection:
        kept = str(connection.execute(select(api_keys)).one())

    assert (ADA.address, USUAL, 59) == (use.sender.address, use.key.terms.scopes, use.left)
    assert text.startswith("lim_")
    assert text.split("_", 2)[2] not in kept
    assert studio.keys.of(Actor(ADA))[0].used_at is not None


def test_call_is_one_transaction(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once a key is known; revoked, it opens nothing in the same one. Strangers never make anybody wait."""
    text = make(desk)
    desk.keys.use(text)
    read, write = (Mock(wraps=one) for one in (desk.authority.read, desk.authority.write))
    monkeypatch.setattr(desk.authority, "read", read)
    monkeypatch.setattr(desk.authority, "write", write)

    desk.keys.use(text)
    assert (0, 1) == (read.call_count, write.call_count)
    with pytest.raises(KeyUnknown):
        desk.keys.use("lim_0_0")
    assert (1, 1) == (read.call_count, write.call_count)
    desk.keys.revoke(Actor(ADA), text)
    with pytest.raises(KeyRevoked):
        desk.keys.use(text)


@pytest.mark.parametrize("change", ["", "x", "lim_", "lim__", "lim_0_0", "longer", "other", "no prefix"])
def test_no_other_text_opens(desk: Desk, change: str) -> None:
    """Not a part of it, not another secret behind its id."""
    text = make(desk)
    number = text.split("_")[1]
    forged = {
        "longer": text + "x",
        "other": f"lim_{number}_{make(desk).split('_', 2)[2]}",
        "no prefix": text.removeprefix("lim_"),
    }.get(change, change)

    with pytest.raises(KeyUnknown):
        desk.keys.use(forged)


def test_key_ends(desk: Desk) -> None:
    """By its date, or because it was revoked; once revoked it stays so."""
    old, gone = make(desk), make(desk)
    with desk.database.begin() as connection:
        past = now(connection) - timedelta(seconds=1)
        connection.execute(update(api_keys).where(api_keys.c.id == old.split("_")[1]).values(expires_at=past))
    desk.keys.revoke(Actor(ADA), gone)
    again = desk.keys.revoke(Actor(ADA), gone.split("_")[1])

    with pytest.raises(KeyExpired):
        desk.keys.use(old)
    with pytest.raises(KeyRevoked):
        desk.keys.use(gone)
    assert again.revoked_at is not None
    revoked = [entry for entry in desk.audit.read(operator("root")) if entry.act == "key.revoke"]
    assert [again.id] == [entry.before["key"] for entry in revoked]


def test_minute_is_exact_for_many_at_once(studio: Desk) -> None:
    """Twenty uses of a key that may be used seven times a minute: seven pass."""
    text = make(studio, per_minute=7)
    passed: list[int] = []
    with studio.database.begin() as connection:  # so that no minute ends meanwhile
        moment = now(connection)
    if moment.second > 55:
        pytest.skip("the minute ends")

    def use() -> None:
        try:
            passed.append(studio.keys.use(text).left)
        except KeyTooFast as error:
            assert 0 < error.seconds <= 60  # noqa: PT017 - in a thread of its own

    threads = [threading.Thread(target=use) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert list(range(7)) == sorted(passed)


def test_minute_passes(desk: Desk) -> None:
    """In the next one there is everything again."""
    text = make(desk, per_minute=1)
    desk.keys.use(text)
    with pytest.raises(KeyTooFast):
        desk.keys.use(text)
    with desk.database.begin() as connection:
        before = now(connection).replace(second=0, microsecond=0) - timedelta(minutes=1)
        connection.execute(update(api_keys).values(minute_at=before))

    assert 0 == desk.keys.use(text).left


def test_key_spends_no_more_than_it_may(studio: Desk) -> None:
    """What is given back counts no more; what is refused costs nothing; the person has more."""
    text = make(studio, daily_credits=5)
    first, second = ask(studio, text, 3), ask(studio, text, 2)
    left = studio.allowance(ADA).left
    with pytest.raises(KeySpent) as refused:
        ask(studio, text)

    assert (5, 0, 1) == (refused.value.limit, refused.value.left, refused.value.price)
    assert 0 < refused.value.seconds <= 86_400
    assert left == studio.allowance(ADA).left
    studio.cancel(second.id, ADA)
    worker = FakeWorker(studio)
    worker.finish(worker.claim(first.id), drawn_s=0.5)  # held 3, and 1 was taken
    assert ask(studio, text, 4).price == 4
    assert studio.submit(image_request(), ADA, WEB, key()).price == 1


def test_month_has_a_limit_of_its_own(desk: Desk) -> None:
    """What was spent on another day of the month counts there, and not today."""
    text = make(desk, daily_credits=4, monthly_credits=5)
    ask(desk, text, 4)
    with desk.database.begin() as connection:
        moment = now(connection)
        first = moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        connection.execute(update(key_jobs).values(at=first))
    if moment.day == 1:
        pytest.skip("today is the first of the month")

    assert ask(desk, text).price == 1
    with pytest.raises(KeySpent) as refused:
        ask(desk, text)
    assert 5 == refused.value.limit


def test_repeated_event_is_metered_once(desk: Desk) -> None:
    """A program that repeats a call after a timeout gets its job, and not a refusal."""
    text = make(desk, daily_credits=1)
    use = desk.keys.use(text)
    jobs = {desk.submit(image_request(), use.sender, WEB, "event").id for _ in range(3)}

    assert 1 == len(jobs)


def test_others_reach_no_key(desk: Desk) -> None:
    """Nobody sees, ends or makes a key of somebody else's; an admin may look and end, not make."""
    text = make(desk)
    desk.admin.offices.appoint(operator("root"), BO, Role.MODERATOR)
    for reach in (
        lambda: desk.keys.of(Actor(BO), ADA),
        lambda: desk.keys.every(Actor(BO)),
        lambda: desk.keys.make(Actor(BO), Terms(), ADA),
    ):
        with pytest.raises(NotAllowed):
            reach()
    with pytest.raises(NoSuchKey):
        desk.keys.revoke(Actor(BO), text)
    assert any(entry.act == REFUSED for entry in desk.audit.read(operator("root")))

    desk.admin.offices.appoint(operator("root"), BO, Role.ADMIN)
    assert [text.split("_")[1]] == [one.id for one in desk.keys.of(Actor(BO), ADA)]
    with pytest.raises(NotAllowed):
        desk.keys.make(Actor(BO), Terms(), ADA)
    desk.keys.revoke(Actor(BO), text)
    assert (
        Scope.ADMIN in desk.keys.make(operator("root"), Terms(scopes=frozenset(Scope)), ADA)[0].terms.scopes
    )


def test_nobody_has_endless_keys(desk: Desk) -> None:
    """Those that ended do not count."""
    made = [make(desk) for _ in range(MOST)]
    with pytest.raises(TooManyKeys):
        make(desk)
    desk.keys.revoke(Actor(ADA), made[0])

    assert make(desk)


def test_whoever_leaves_leaves_no_key(studio: Desk) -> None:
    """Nor what it was used for."""
    text = make(studio)
    job = ask(studio, text)
    studio.leaving.leave(ADA)
    with studio.database.look() as connection:
        rows = [*connection.execute(select(api_keys)), *connection.execute(select(key_jobs))]

    assert [] == rows
    assert studio.job(job.id).status.final
    with pytest.raises(KeyUnknown):
        studio.keys.use(text)
