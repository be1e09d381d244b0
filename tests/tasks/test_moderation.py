"""Word lists at the desk: what is blocked costs nothing, what is rewritten says so."""

from datetime import timedelta

import pytest

from tasks.actor import STUDIO, Actor
from tasks.desk import Desk
from tasks.errors import Muted, NotAllowed
from tasks.job import Job, Place, Sender
from tasks.moderation_errors import NoSuchRule, RuleFixed, WordsBlocked
from tasks.rules import Measure, Rule
from tests.factories import image_request, key, place, recipe, sender, speech_request
from tests.fakes.worker import FakeWorker

FULL = 200
SERVER = "discord:server:55"
THERE = Place(platform="discord", chat="77", server="55")
ADA = sender("2002", "discord")


def ask(
    desk: Desk, prompt: str, where: Place = THERE, who: Sender = ADA, event: str = "", **more: object
) -> Job:
    """Ask for a picture in a channel of a server."""
    return desk.submit(image_request(prompt, **more), who, where, event or key())


def rule(name: str = "gore", measure: Measure = Measure.BLOCK, **more: object) -> Rule:
    """Make a rule against gore."""
    return Rule.model_validate({"name": name, "measure": measure, "words": ("gore",), **more})


def test_blocked_words_cost_nothing(desk: Desk) -> None:
    """No job, no hold; the rule is told, and what was asked is kept for an appeal."""
    desk.words.save(STUDIO, SERVER, rule(reason="no gore here"))

    with pytest.raises(WordsBlocked) as refusal:
        ask(desk, "g o r e everywhere")

    assert ("gore", "no gore here", 0) == (refusal.value.rule, refusal.value.reason, refusal.value.warnings)
    assert [] == desk.history(ADA)
    assert FULL == desk.allowance(ADA).left


def test_spoken_lines_are_looked_at(desk: Desk) -> None:
    """Whatever is asked for, and again when it is asked for again."""
    job = desk.submit(speech_request("gore!"), ADA, THERE, key())
    desk.words.save(STUDIO, SERVER, rule())

    with pytest.raises(WordsBlocked):
        desk.submit(speech_request("gore!"), ADA, THERE, key())
    with pytest.raises(WordsBlocked):
        desk.again(job.id, ADA, THERE, key())


def test_list_of_a_server_holds_there_alone(desk: Desk) -> None:
    """Also in its channels and threads, and nowhere else."""
    desk.words.save(STUDIO, SERVER, rule())

    ask(desk, "gore", Place(platform="discord", chat="77", server="66"))
    ask(desk, "gore", place("9", "telegram"))
    with pytest.raises(WordsBlocked):
        ask(desk, "gore", Place(platform="discord", chat="78", server="55", parent="77"))


def test_narrow_list_takes_nothing_from_a_wide_one(desk: Desk) -> None:
    """A channel cannot loosen what its server forbids."""
    desk.words.save(STUDIO, SERVER, rule())
    desk.words.save(STUDIO, "discord:channel:77", rule(measure=Measure.TEST))

    with pytest.raises(WordsBlocked):
        ask(desk, "gore")


@pytest.mark.parametrize(("adult", "passes"), [(True, True), (False, False)])
def test_rules_about_adults_things_rest_in_marked_channels(desk: Desk, adult: bool, passes: bool) -> None:
    """And only those; everywhere else the rule is strict."""
    desk.words.save(STUDIO, "studio", rule("nude", words=("nude",), adult=True))
    where = THERE.model_copy(update={"adult": adult})

    if passes:
        assert "a nude statue" == recipe(ask(desk, "a nude statue", where)).prompt
    else:
        with pytest.raises(WordsBlocked):
            ask(desk, "a nude statue", where)
    with pytest.raises(WordsBlocked):
        ask(desk, "a nude child", where)


def test_rewritten_words_are_told(desk: Desk, worker: FakeWorker) -> None:
    """The recipe has what is drawn, at once and with the result; another note does not hide it."""
    desk.words.save(STUDIO, SERVER, rule(measure=Measure.REWRITE, replacement="jam"))
    job = ask(desk, "a room full of gore")

    assert "a room full of jam" == recipe(job).prompt
    assert [("words_changed", {"count": 1})] == [(note.code, note.facts) for note in job.notes]
    assert job.notes[0] in worker.work(job.id).notes


def test_nothing_left_is_refused(desk: Desk) -> None:
    """A prompt of rewritten words alone is none."""
    desk.words.save(STUDIO, SERVER, rule(measure=Measure.REWRITE))

    with pytest.raises(WordsBlocked):
        ask(desk, "gore, gore")


def test_rewriting_builds_no_way_round_a_block(desk: Desk) -> None:
    """What is left is looked at once more."""
    desk.words.save(STUDIO, SERVER, rule(measure=Measure.REWRITE))
    desk.words.save(STUDIO, SERVER, rule("bad", words=("bad thing",)))

    with pytest.raises(WordsBlocked):
        ask(desk, "a bad gore thing")


def test_rule_on_trial_only_counts(desk: Desk) -> None:
    """Once an event; moderators see it."""
    desk.words.save(STUDIO, SERVER, rule(measure=Measure.TEST))
    event = key()
    for _ in range(2):
        assert "gore" == recipe(ask(desk, "gore", event=event)).prompt

    [listed] = desk.words.listed(STUDIO, SERVER)
    assert 1 == listed.caught


def test_warnings_mute_in_the_end(desk: Desk) -> None:
    """Two are told of, the third mutes for a day; after that nothing is even looked at."""
    desk.words.save(STUDIO, SERVER, rule(warns=True))
    told = []
    for _ in range(3):
        with pytest.raises(WordsBlocked) as refusal:
            ask(desk, "gore")
        told.append((refusal.value.warnings, bool(refusal.value.muted_to)))

    assert [(1, False), (2, False), (3, True)] == told
    with pytest.raises(Muted):
        ask(desk, "gore")
    with pytest.raises(Muted):
        ask(desk, "a red house")
    assert 3 == desk.sanctions.warnings(ADA)


def test_repeated_event_warns_once(desk: Desk) -> None:
    """A platform that repeats an event does nobody wrong."""
    desk.words.save(STUDIO, SERVER, rule(warns=True))
    event, cases = key(), set()
    for _ in range(3):
        with pytest.raises(WordsBlocked) as refusal:
            ask(desk, "gore", event=event)
        cases.add(refusal.value.caught)

    assert 1 == desk.sanctions.warnings(ADA)
    assert 1 == len(cases)


def test_job_that_was_taken_stays_taken(desk: Desk) -> None:
    """A rule that is younger than a job does not disown it when its event comes again."""
    event = key()
    job = ask(desk, "gore", event=event)
    desk.words.save(STUDIO, SERVER, rule())

    assert job.id == ask(desk, "gore", event=event).id


def test_shipped_list_can_be_tried_out_but_not_taken_away(desk: Desk) -> None:
    """Sexual content with minors is refused without anybody's doing."""
    with pytest.raises(WordsBlocked) as refusal:
        ask(desk, "nude child")
    with pytest.raises(RuleFixed):
        desk.words.drop(STUDIO, "studio", "minors")
    with pytest.raises(RuleFixed):
        desk.words.save(STUDIO, SERVER, rule("minors"))

    assert "minors" == refusal.value.rule


def test_moderators_keep_servers_and_admins_the_studio(desk: Desk) -> None:
    """Nobody else does; every change is in the log with what was before."""
    member = Actor(ADA)
    with pytest.raises(NotAllowed):
        desk.words.save(member, SERVER, rule())
    with pytest.raises(NotAllowed):
        desk.words.listed(member)
    desk.words.save(STUDIO, SERVER, rule())
    desk.words.save(STUDIO, SERVER, rule(words=("gore", "guts")))
    desk.words.drop(STUDIO, SERVER, "gore")
    with pytest.raises(NoSuchRule):
        desk.words.drop(STUDIO, SERVER, "gore")

    log = [entry for entry in desk.audit.entries(whom=SERVER) if entry.act.startswith("words.")]
    assert ["words.drop", "words.save", "words.save"] == [entry.act for entry in log]
    assert "guts" in str(log[0].before["rule"])


def test_old_requests_are_forgotten(desk: Desk) -> None:
    """That something was caught is kept; what it was is not."""
    desk.words.save(STUDIO, SERVER, rule(measure=Measure.TEST))
    ask(desk, "gore")
    with desk.database.begin() as connection:
        connection.exec_driver_sql("UPDATE catches SET at = '2020-01-01 00:00:00+00'")
    ask(desk, "gore")

    with desk.database.look() as connection:
        kept = connection.exec_driver_sql("SELECT request FROM catches ORDER BY at").scalars().all()
    assert [True, False] == [one is None for one in kept]
    assert timedelta(days=30) == desk.settings.warnings_count
