"""One person on many platforms, on either database: what is joined, what is parted, what is refused."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from generation.catalogue import Catalogue
from generation.errors import Refusal
from tasks.conversation import Conversation
from tasks.desk import Desk
from tasks.errors import NoSuchJob
from tasks.expiry import expire
from tasks.job import Sender
from tasks.ledger import verify
from tasks.linking_errors import (
    AlreadyLinked,
    CodeExpired,
    CodeUsed,
    CodeWrong,
    NotLinked,
    OwnCode,
    TooManyCodes,
)
from tasks.models_people import link_codes, lots
from tasks.settings import TasksSettings
from tests.conftest import open_test_desk
from tests.factories import image_request, key, place, sender
from tests.fakes.outbox import MemoryOutbox
from tests.fakes.worker import FakeWorker

ADA = sender("1001")
ADA_THERE = sender("2002", "discord")
ADA_HOME = sender("local", "web")
BOB = sender("3003", "discord")
DAY = timedelta(days=1)


@pytest.fixture
def desk(settings: TasksSettings, catalogue: Catalogue, database_url: str) -> Iterator[Desk]:
    """Open a desk on either database; in the end the books must balance."""
    chosen = TasksSettings.model_validate({**settings.model_dump(), "database_url": database_url})
    opened = open_test_desk(chosen, catalogue, MemoryOutbox())
    yield opened
    assert [] == verify(opened.database)
    opened.close()


def joined(desk: Desk, host: Sender = ADA, guest: Sender = ADA_THERE) -> None:
    """Link two platforms as people do."""
    desk.link(guest, desk.link_code(host).text)


def spend(desk: Desk, who: Sender, count: int) -> None:
    """Have a job of so many credits wait."""
    desk.submit(image_request(count=count), who, place(platform=who.platform), key())


def test_linked_platforms_share_balance_and_history(desk: Desk) -> None:
    """What one spends the other lacks, and both list the jobs of both; today's allowance is there once."""
    spend(desk, ADA, 3)
    spend(desk, ADA_THERE, 4)
    joined(desk)
    spend(desk, ADA, 2)

    assert {(191, 9)} == {(desk.allowance(one).left, desk.allowance(one).held) for one in (ADA, ADA_THERE)}
    assert 3 == len(desk.history(ADA)) == len(desk.history(ADA_THERE))
    assert ["telegram", "discord"] == list(desk.platforms(ADA_THERE))


def test_three_platforms_are_one_person(desk: Desk) -> None:
    """A person of two takes in a third, or is taken in whole."""
    joined(desk)
    desk.quota_grant("web:local", 7, "admin", "thanks", key())
    joined(desk, ADA_HOME, ADA)

    assert {207} == {desk.allowance(one).left for one in (ADA, ADA_THERE, ADA_HOME)}
    assert 3 == len(desk.platforms(ADA_THERE))


def test_grants_add_up_and_allowance_does_not_double(desk: Desk) -> None:
    """What admins gave stays on top; who spent both allowances has none left."""
    desk.quota_grant("telegram:1001", 50, "admin", "thanks", key())
    desk.quota_grant("discord:2002", 30, "admin", "thanks", key())
    joined(desk)

    assert 280 == desk.allowance(ADA).left


def test_code_works_written_in_any_way(desk: Desk) -> None:
    """People type codes in small letters and groups."""
    code = desk.link_code(ADA).text

    assert 8 == len(code)
    assert desk.link(ADA_THERE, f" {code[:4].lower()}-{code[4:]} ")


def test_running_job_ends_where_it_was_asked_for(desk: Desk) -> None:
    """The answer belongs to its chat; the price is the person's; both may give it back."""
    jobs = [desk.submit(image_request(), ADA_THERE, place("77", "discord"), key()) for _ in range(3)]
    worker = FakeWorker(desk)
    running = worker.claim(jobs[0].id)
    joined(desk)
    finished = worker.finish(running)
    assert finished is not None
    desk.delivered(finished.id, finished.attempt, "1")
    desk.cancel(jobs[1].id, ADA)

    assert ("discord", "77") == (desk.job(jobs[2].id).place.platform, desk.job(jobs[2].id).place.chat)
    assert (198, 1) == (desk.allowance(ADA).left, desk.allowance(ADA).held)


def test_belongings_come_along(desk: Desk) -> None:
    """Uploads, consents and half-done requests, those that both have among them."""
    for one in (ADA, ADA_THERE):
        desk.consent(one, "1")
        photo = desk.keep(one, b"the same", "image/png")
    own = desk.keep(ADA_THERE, b"another", "image/png")
    desk.consent(ADA_THERE, "2")
    desk.converse(ADA_THERE, place("77", "discord"), Conversation(photo=own, waiting="voice"))
    joined(desk)

    assert (b"the same", b"another") == (desk.uploaded(ADA, photo), desk.uploaded(ADA, own))
    assert desk.consented(ADA, "2")
    begun = desk.conversation(ADA_THERE, place("77", "discord"))
    assert begun is not None
    assert own == begun.photo


def test_credits_with_an_end_keep_it(desk: Desk) -> None:
    """What was lent to one expires with the person."""
    desk.quota_grant("discord:2002", 30, "admin", "event", key(), DAY)
    joined(desk)
    assert 230 == desk.allowance(ADA).left
    with desk.database.begin() as connection:
        end = connection.execute(select(lots.c.expires_at).limit(1)).scalar_one() - 2 * DAY
        connection.execute(update(lots).values(expires_at=end))

    expire(desk.database)

    assert 200 == desk.allowance(ADA).left


def test_unlinked_platform_starts_empty(desk: Desk) -> None:
    """The person keeps credits and history; the parted platform has neither, and no second allowance."""
    spend(desk, ADA_THERE, 3)
    joined(desk)
    for one in (ADA, ADA_THERE):  # whichever of the two leaves
        stays = ADA_THERE if one is ADA else ADA
        desk.unlink(one)
        assert (197, 0) == (desk.allowance(stays).left, desk.allowance(one).left)
        assert (1, 0) == (len(desk.history(stays)), len(desk.history(one)))
        joined(desk, stays, one)

    assert 197 == desk.allowance(ADA).left
    assert 1 == len(desk.history(ADA))


def test_limit_of_a_person_is_not_shed_by_unlinking(desk: Desk) -> None:
    """An allowance below everybody's goes with the platform that leaves."""
    joined(desk)
    desk.quota_set("telegram:1001", 0, "admin", key())
    desk.unlink(ADA_THERE)

    assert 0 == desk.allowance(ADA_THERE).daily


def test_only_the_person_owns_a_job(desk: Desk) -> None:
    """A stranger on the same platform sees nothing, nor does a platform that left."""
    spend(desk, ADA_THERE, 1)
    joined(desk)
    [job] = desk.history(ADA)
    assert job.id == desk.own_job(job.id, ADA_THERE).id
    desk.unlink(ADA_THERE)

    for stranger in (BOB, ADA_THERE):
        with pytest.raises(NoSuchJob):
            desk.own_job(job.id, stranger)


def refusal(desk: Desk, who: Sender, code: str) -> type[Refusal]:
    """Say how a code is refused."""
    with pytest.raises(Refusal) as refused:
        desk.link(who, code)
    return type(refused.value)


def test_unfit_codes_are_refused(desk: Desk) -> None:
    """Wrong, one's own, used, void, and linked already: each says so and changes nothing."""
    code = desk.link_code(ADA).text

    assert CodeWrong is refusal(desk, ADA_THERE, "AAAABBBB")
    assert OwnCode is refusal(desk, ADA, code)
    desk.link(ADA_THERE, code)
    assert CodeUsed is refusal(desk, BOB, code)
    assert AlreadyLinked is refusal(desk, ADA_THERE, desk.link_code(ADA).text)
    void = desk.link_code(ADA).text
    desk.link_code(ADA)
    assert CodeWrong is refusal(desk, BOB, void)
    with pytest.raises(NotLinked):
        desk.unlink(BOB)
    assert ["discord"] == list(desk.platforms(BOB))


def test_same_event_twice_links_once(desk: Desk) -> None:
    """A command that a platform sends again is answered again."""
    code = desk.link_code(ADA).text

    assert 1 == len({tuple(desk.link(ADA_THERE, code)) for _ in range(2)})


def test_old_code_is_refused(desk: Desk) -> None:
    """After ten minutes a code is worth nothing."""
    code = desk.link_code(ADA)
    with desk.database.begin() as connection:
        connection.execute(update(link_codes).values(expires_at=code.expires_at - timedelta(minutes=10)))

    assert CodeExpired is refusal(desk, ADA_THERE, code.text)


def test_guesses_are_few(desk: Desk) -> None:
    """After five wrong codes even the right one is refused, for a while."""
    code = desk.link_code(ADA).text

    assert {CodeWrong} == {refusal(desk, BOB, f"AAAABBB{mark}") for mark in "ABCDE"}
    assert TooManyCodes is refusal(desk, BOB, code)


def test_code_is_stored_nowhere(desk: Desk) -> None:
    """Who copies the database has no codes."""
    code = desk.link_code(ADA).text

    with desk.database.look() as connection:
        [row] = connection.execute(select(link_codes)).all()
    assert code.casefold() not in str(row).casefold()


def test_code_is_won_by_one_of_two(desk: Desk) -> None:
    """The same code typed at once by two people links one of them."""
    for person in (ADA, ADA_THERE, BOB):
        desk.allowance(person)
    code = desk.link_code(ADA).text

    def ask(person: Sender) -> bool:
        try:
            desk.link(person, code)
        except CodeUsed:
            return False
        return True

    with ThreadPoolExecutor(2) as crowd:
        won = list(crowd.map(ask, (ADA_THERE, BOB)))

    assert 1 == sum(won)
    assert 2 == len(desk.platforms(ADA))


def test_two_who_link_each_other_at_once_are_one(desk: Desk) -> None:
    """Both codes are typed at the same moment: one joins, the other finds that it is done."""
    codes = desk.link_code(ADA).text, desk.link_code(ADA_THERE).text

    def ask(person: Sender, code: str) -> bool:
        try:
            desk.link(person, code)
        except AlreadyLinked:
            return False
        return True

    with ThreadPoolExecutor(2) as crowd:
        won = list(crowd.map(ask, (ADA_THERE, ADA), codes))

    assert 1 == sum(won)
    assert 200 == desk.allowance(ADA).left


def test_crowd_that_spends_while_it_is_joined_spends_no_more(desk: Desk) -> None:
    """Jobs come in on both platforms while they are linked: none is lost, none is free."""

    def ask(number: int) -> None:
        spend(desk, (ADA, ADA_THERE)[number % 2], 1)

    with ThreadPoolExecutor(6) as crowd:
        asked = [crowd.submit(ask, number) for number in range(10)]
        joined(desk)
        for one in asked:
            one.result()

    assert (190, 10) == (desk.allowance(ADA).left, desk.allowance(ADA).held)
    assert 10 == len(desk.history(ADA, limit=20))
