"""What a prompt was translated to is shown whole, with the result and in its recipe."""

import pytest

from bots.counter import Counter
from bots.reply import job_reply
from bots.wording import LOCALES, Wording
from generation.notes import Note
from tasks.desk import Desk
from tests.factories import key, place, sender, submit
from tests.fakes.worker import FakeWorker

LONG = "a red house " * 12


@pytest.mark.parametrize("locale", LOCALES)
async def test_both_texts_are_shown(counter: Counter, desk: Desk, worker: FakeWorker, locale: str) -> None:
    """However long the translation is."""
    note = Note(code="translated", facts={"field": "prompt", "text": LONG.strip()})
    job = submit(desk, "红房子")
    done = worker.finish(worker.claim(job.id), notes=(note,))
    assert done is not None
    recipe = await counter.press("info", str(job.id), sender(locale=locale), place(), key())

    for reply in (job_reply(done, Wording(locale)), recipe):
        assert "红房子" in reply.text
        assert any(line.endswith(LONG.strip()) for line in reply.text.splitlines())
