"""What webhooks are to be told: written with the job, in order, again until it is taken, and never lost."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from generation.catalogue import Catalogue
from generation.errors import Cancelled
from tasks.actor import Actor
from tasks.desk import Desk
from tasks.job import Job, Problem
from tasks.key_errors import KeySpent, NoSuchDelivery, NoSuchKey, WebhookMissing, WebhookUnfit
from tasks.keys import Terms
from tasks.models_webhooks import deliveries
from tasks.settings import TasksSettings
from tasks.webhooks import EACH, GIVEN_UP, LONGEST_PAUSE_S, address_of, pause_s
from tests.conftest import open_test_desk
from tests.factories import image_request, key, place, sender
from tests.fakes.outbox import MemoryOutbox
from tests.fakes.worker import FakeWorker
from tests.tasks.conftest import balanced_desk

ADA, BO = sender("ada"), sender("bo")
WEB = place("local", "web")
URL, OTHER = "https://example.org/usual", "https://example.org/named"


@pytest.fixture
def studio(settings: TasksSettings, catalogue: Catalogue, database_url: str) -> Iterator[Desk]:
    """Open a desk that rings nobody, once on either kind of database."""
    yield from balanced_desk(settings, catalogue, database_url)


def hooked(desk: Desk, url: str = URL, **terms: object) -> str:
    """Make a key whose jobs are told. Returns its text."""
    made, text = desk.keys.make(Actor(ADA), Terms(**terms))  # type: ignore[arg-type]  # as each test has it
    desk.webhooks.set(Actor(ADA), made.id, url)
    return text


def ask(desk: Desk, text: str, named: str = "", event: str = "") -> Job:
    """Ask for a picture with a key."""
    who = desk.keys.use(text).sender.model_copy(update={"webhook": named})
    return desk.submit(image_request(), who, WEB, event or key())


def pass_time(desk: Desk, lasts: timedelta) -> None:
    """Let what waits have waited."""
    with desk.database.begin() as connection:
        for row in connection.execute(select(deliveries)).all():
            mine = update(deliveries).where(deliveries.c.id == row.id)
            connection.execute(mine.values(due_at=row.due_at - lasts, at=row.at - lasts))


def told(desk: Desk) -> list[tuple[str, str]]:
    """Take what is due, and have it taken. Returns events and addresses."""
    found = desk.webhooks.take()
    for one in found:
        desk.webhooks.sent(one, 200)
    return [(one.event, one.url) for one in found]


def test_states_are_told_in_order(studio: Desk) -> None:
    """The end waits for what comes before it, and both go where the key or the request says."""
    text = hooked(studio)
    first = FakeWorker(studio).work(ask(studio, text).id)
    begun = studio.webhooks.take()

    assert [("job.accepted", URL, first.id)] == [(one.event, one.url, one.job_id) for one in begun]
    assert [] == studio.webhooks.take()
    studio.webhooks.sent(begun[0], 204)
    assert [("job.finished", URL)] == told(studio)
    assert [] == told(studio)
    second = ask(studio, text, OTHER)
    studio.cancel(second.id, ADA)
    assert [("job.accepted", OTHER)] == told(studio)
    assert [("job.failed", OTHER)] == told(studio)


def test_nothing_is_told_that_did_not_happen(desk: Desk) -> None:
    """A refused request is no job; a repeated one is told once; jobs without a key are nobody's news."""
    text = hooked(desk, daily_credits=1)
    for _ in range(2):
        ask(desk, text, event="once")
    with pytest.raises(KeySpent):
        ask(desk, text)
    FakeWorker(desk).work(desk.submit(image_request(), ADA, WEB, key()).id)

    assert [("job.accepted", URL)] == told(desk)
    assert 1 == len(desk.webhooks.of(ADA))


def test_failure_is_told_once(desk: Desk) -> None:
    """However many find it out."""
    job = ask(desk, hooked(desk))
    worker = FakeWorker(desk)
    claimed = worker.claim(job.id)
    for _ in range(2):
        worker.fail(claimed, Problem.of(Cancelled()))

    assert [("job.accepted", URL)] == told(desk)
    assert [("job.failed", URL)] == told(desk)


def test_nothing_is_lost_when_whoever_sends_dies(
    settings: TasksSettings, catalogue: Catalogue, studio: Desk
) -> None:
    """What was taken and not confirmed comes again, to a desk that is opened anew."""
    ask(studio, hooked(studio))
    taken = studio.webhooks.take()
    studio.close()
    anew = open_test_desk(studio.settings, catalogue, MemoryOutbox())

    assert [] == anew.webhooks.take()
    pass_time(anew, timedelta(minutes=1))
    again = anew.webhooks.take()
    assert [(taken[0].id, 2)] == [(one.id, one.tries) for one in again]
    anew.close()


def test_refused_delivery_comes_again_later_and_dies_after_a_day(studio: Desk) -> None:
    """It is seen by its person, and can be sent once more; the next of the job need not wait for ever."""
    FakeWorker(studio).work(ask(studio, hooked(studio)).id)
    one = studio.webhooks.take()[0]
    studio.webhooks.failed(one, 500, "")
    assert [] == studio.webhooks.take()
    pass_time(studio, timedelta(seconds=10))
    second = studio.webhooks.take()[0]
    assert (one.id, 2, 500) == (second.id, second.tries, second.status)

    pass_time(studio, GIVEN_UP)
    studio.webhooks.failed(studio.webhooks.take()[0], None, "timeout")
    dead = next(found for found in studio.webhooks.of(ADA) if found.id == one.id)
    assert ("dead", "timeout") == (dead.state, dead.problem)
    assert [("job.finished", URL)] == told(studio)
    studio.webhooks.again(ADA, one.id)
    assert [("job.accepted", URL)] == told(studio)


def test_late_word_of_failure_changes_nothing(desk: Desk) -> None:
    """Who was thought dead and comes back does not undo what another sent."""
    ask(desk, hooked(desk))
    slow = desk.webhooks.take()[0]
    pass_time(desk, timedelta(minutes=1))
    desk.webhooks.sent(desk.webhooks.take()[0], 200)
    desk.webhooks.failed(slow, None, "timeout")

    assert ["sent"] == [one.state for one in desk.webhooks.of(ADA)]


def test_nobody_holds_up_the_others(desk: Desk) -> None:
    """Whoever has a hundred things to be told has them told a few at a time."""
    many, few = hooked(desk), hooked(desk, OTHER)
    for text in (*[many] * 6, few):
        ask(desk, text)

    assert [URL] * EACH + [OTHER] == [one.url for one in desk.webhooks.take()]


def test_pauses_grow_to_hours() -> None:
    """Seconds at first, and a day holds a dozen tries at most."""
    pauses = [pause_s(tries) for tries in range(1, 12)]

    assert 3 < pauses[0] < 7
    assert pauses[:6] == sorted(pauses[:6])
    assert max(pauses) <= 1.25 * LONGEST_PAUSE_S


def test_secret_that_was_replaced_signs_for_a_day(desk: Desk) -> None:
    """So that both sides can change it one after the other."""
    made, text = desk.keys.make(Actor(ADA), Terms())
    old = desk.webhooks.set(Actor(ADA), made.id, URL)
    new = desk.webhooks.set(Actor(ADA), made.id, URL)
    ask(desk, text)

    assert (new, old) == desk.webhooks.take()[0].secrets


def test_webhooks_are_their_persons_own(desk: Desk) -> None:
    """Nobody turns the news of others to themselves, or sees them."""
    text = hooked(desk)
    number = desk.keys.use(text).key.id
    ask(desk, text)

    with pytest.raises(NoSuchKey):
        desk.webhooks.set(Actor(BO), number, OTHER)
    with pytest.raises(NoSuchDelivery):
        desk.webhooks.again(BO, desk.webhooks.of(ADA)[0].id)
    assert [] == desk.webhooks.of(BO)


def test_named_address_needs_a_secret(desk: Desk) -> None:
    """Unsigned, nobody could tell it from a lie; nothing is charged."""
    bare = desk.keys.make(Actor(ADA), Terms())[1]
    with pytest.raises(WebhookMissing):
        ask(desk, bare, OTHER)

    assert 200 == desk.allowance(ADA).left


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org", "ftp://example.org", "https://", "https://user:word@example.org", "example.org",
        "https://example.org:x", "https://example.org/#part", "https://ex ample.org", "https://[::1",
        "https://example.org/" + "x" * 500, "https://example.org/\x00", "https://exämple.org",
    ],
)  # fmt: skip
def test_unfit_address_is_refused(url: str) -> None:
    """By its form; what a name leads to is looked up when it is called."""
    with pytest.raises(WebhookUnfit):
        address_of(url, private=False)


def test_house_of_ones_own_may_do_without_tls() -> None:
    """Where the operator says so."""
    assert "http://10.0.0.2:8000/x" == address_of(" http://10.0.0.2:8000/x ", private=True)
