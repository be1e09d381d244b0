"""A prompt on its way through a worker: drawn as it was translated, told, and held to the word lists."""

from collections.abc import Callable

import pytest

from generation.catalogue import Catalogue
from generation.describing import Describer
from generation.expanding import Expander
from generation.notes import Note
from generation.picture import read_recipe
from generation.requests import Drawing
from generation.translating import TRANSLATED, Translator
from tasks.actor import STUDIO
from tasks.desk import Desk
from tasks.job import Job, Status
from tasks.rules import Measure, Rule
from tasks.worker.pictures import Pictures
from tasks.worker.wordsmiths import Wordsmiths
from tests.factories import sender, submit
from tests.fakes.crew import near_maker
from tests.fakes.engine import FakeEngine

FULL = 200


class FakeTranslator(Translator):
    """Knows one word."""

    def translate(self, request: Drawing) -> tuple[Drawing, tuple[Note, ...]]:  # type: ignore[override] # one kind
        """Translate without a model."""
        if "血" not in request.prompt:
            return request, ()
        prompt = request.prompt.replace("血", "blood")
        note = Note(code=TRANSLATED, facts={"field": "prompt", "text": prompt})
        return request.model_copy(update={"prompt": prompt}), (note,)


@pytest.fixture
def made(desk: Desk) -> Callable[[str], Job]:
    """Make what is asked for by a worker that translates."""
    nothing = Catalogue((), "pocket")
    smiths = Wordsmiths(Describer(nothing, "cpu"), FakeTranslator(nothing), Expander(nothing))
    maker = near_maker(desk, Pictures(FakeEngine(desk.catalogue), "pocket", wordsmiths=smiths))

    def make(prompt: str) -> Job:
        job = submit(desk, prompt)
        maker.make(job.id)
        return desk.job(job.id)

    return make


def test_job_keeps_what_was_typed_and_tells_what_was_drawn(desk: Desk, made: Callable[[str], Job]) -> None:
    """The engine reads the translation; the recipe of the job stays as it was asked."""
    job = made("血 and a wombat")
    told = read_recipe(desk.read(job.media[0].key))

    assert told is not None
    assert ("血 and a wombat", "blood and a wombat") == (job.words, told.prompt)
    assert ["translated", "unknown_words"] == [note.code for note in job.notes]


@pytest.mark.parametrize(
    ("measure", "status"), [(Measure.BLOCK, Status.REFUNDED), (Measure.TEST, Status.RENDERED)]
)
def test_no_language_goes_past_a_word_list(
    desk: Desk, made: Callable[[str], Job], measure: Measure, status: Status
) -> None:
    """What the translation says is held to the lists of the place; nobody pays for what they forbid."""
    desk.words.save(STUDIO, "studio", Rule(name="gore", words=("blood",), measure=measure))
    job = made("血")

    assert status is job.status
    if status is Status.REFUNDED:
        assert job.problem is not None
        assert ("words_blocked", FULL) == (job.problem.code, desk.allowance(sender()).left)
        assert Status.RENDERED is made("a boat").status
