"""What is told with a clip has its sentence, with every fact in it."""

import pytest

from avatar.clip.errors import ClipTooLarge
from bots.wording import LOCALES, Wording
from generation.notes import Note
from tasks.job import Problem

NOTES = [
    Note(code="sketch_engine", facts={"animator": "puppet"}),
    Note(code="voice_fallback", facts={"wanted": "edge/en-US-AriaNeural", "used": "espeak-ng/en-us"}),
]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("note", NOTES, ids=lambda note: str(note.code))
def test_every_note_of_a_clip_has_its_sentence(note: Note, locale: str) -> None:
    """With every fact in it."""
    sentence = Wording(locale).note(note)

    assert [] == [fact for fact in note.facts.values() if str(fact) not in sentence]
    assert "{" not in sentence


@pytest.mark.parametrize("locale", LOCALES)
def test_missing_captions_are_explained(locale: str) -> None:
    """A missing font is another thing than missing words."""
    notes = [Note(code="captions_unavailable", facts={"reason": reason}) for reason in ("font", "text")]
    sentences = {Wording(locale).note(note) for note in notes}

    assert len(notes) == len(sentences - {""})


@pytest.mark.parametrize(("fitting_s", "said"), [(12, "About 12 s would fit"), (0, "Choose a smaller size")])
def test_too_large_clip_says_what_would_fit(fitting_s: int, said: str) -> None:
    """What is wrong, the limit, and what to do."""
    sentence = Wording("en").problem(Problem.of(ClipTooLarge(60.0, 0.3, fitting_s)))

    assert said in sentence
    assert "0.3 MB" in sentence
    assert sentence.endswith("Nothing was charged.")
