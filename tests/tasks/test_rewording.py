"""Prompts of a prompt on their way through a worker: they are notes, and nothing is stored."""

import pytest

from bots.reply import job_reply
from bots.wording import Wording
from generation.catalogue import Catalogue
from generation.describing import Describer
from generation.errors import Cancelled
from generation.expanding import Expander
from generation.notes import Note
from generation.requests import ExpandRequest, ShortenRequest
from generation.translating import TRANSLATED, Translator
from tasks.actor import STUDIO
from tasks.desk import Desk
from tasks.job import Job, Request, Status
from tasks.moderation_errors import WordsBlocked
from tasks.rules import Rule
from tasks.worker.pictures import Pictures
from tasks.worker.rewording import shorten
from tasks.worker.wordsmiths import Wordsmiths
from tests.factories import key, place, sender
from tests.fakes.crew import near_maker
from tests.fakes.engine import FakeEngine

FULL = 200
SHORTEN = ShortenRequest(prompt="a marvellous house", model="pocket")
EXPAND = ExpandRequest(prompt="a house", model="pocket", seed=7)


class FakeTranslator(Translator):
    """Knows one word."""

    def read(self, prompt: str, model: str) -> tuple[str, tuple[Note, ...]]:
        """Translate without a model."""
        if prompt != "红房子":
            return prompt, ()
        return "a red house", (Note(code=TRANSLATED, facts={"field": "prompt", "text": "a red house"}),)


class FakeExpander(Expander):
    """Proposes the same two for everything."""

    def expand(self, request: ExpandRequest) -> tuple[str, ...]:
        """Propose without a model."""
        return (f"{request.prompt}, blood", f"{request.prompt}, fog")


def made(desk: Desk, request: Request) -> Job:
    """Have a request made by a worker."""
    nothing = Catalogue((), "pocket")
    smiths = Wordsmiths(Describer(nothing, "cpu"), FakeTranslator(nothing), FakeExpander(nothing))
    maker = near_maker(desk, Pictures(FakeEngine(desk.catalogue), "pocket", wordsmiths=smiths))
    job = desk.submit(request, sender(), place(), key())
    maker.make(job.id)
    return desk.job(job.id)


def test_weights_and_proposals_are_kept_with_the_job(desk: Desk) -> None:
    """It is rendered without a file, and charged once it is delivered."""
    job = made(desk, SHORTEN)
    done = desk.delivered(job.id, job.attempt, "42/8")

    assert (Status.DELIVERED, ()) == (done.status, done.media)
    assert [("a", 0), ("marvellous", 2), ("house", 13)] == [(one.text, one.span[0]) for one in job.weights]
    assert job.descriptions[-1] == "marvellous"
    assert FULL - 1 == desk.allowance(sender()).left


def test_words_are_weighed_in_the_language_that_the_model_reads(desk: Desk) -> None:
    """Others would be noise to it; the translation is told, and struck through."""
    job = made(desk, SHORTEN.model_copy(update={"prompt": "红房子"}))
    lines = job_reply(job, Wording()).text.splitlines()

    assert ["a", "red", "house"] == [one.text for one in job.weights]
    assert ["红房子", "a\u0336 red house"] == lines[:2]
    assert "Your prompt, translated: a red house" in lines


def test_no_proposal_goes_past_a_word_list(desk: Desk) -> None:
    """What is blocked is not proposed; where all of it is, nobody pays."""
    desk.words.save(STUDIO, "studio", Rule(name="gore", words=("blood",)))
    some = made(desk, EXPAND)
    desk.words.save(STUDIO, "studio", Rule(name="weather", words=("fog",)))
    none = made(desk, EXPAND)

    assert ("a house, fog",) == some.descriptions
    assert none.problem is not None
    assert (Status.REFUNDED, "nothing_to_add") == (none.status, none.problem.code)


def test_words_are_held_to_the_lists_before(desk: Desk) -> None:
    """As those of pictures are."""
    desk.words.save(STUDIO, "studio", Rule(name="gore", words=("marvellous",)))

    with pytest.raises(WordsBlocked):
        desk.submit(SHORTEN, sender(), place(), key())


def test_cancelled_order_ends_at_once() -> None:
    """Nothing is weighed."""
    with pytest.raises(Cancelled):
        shorten(
            FakeEngine(Catalogue((), "pocket")), SHORTEN, lambda *_: ("", ()), lambda *_: None, lambda: True
        )
