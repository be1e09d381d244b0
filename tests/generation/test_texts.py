"""What was read once is not read again."""

import pytest

from generation.engine import Engine
from generation.pipelines.texts import Texts
from tests.generation.asked import ask


def test_text_is_read_once_and_the_oldest_is_forgotten() -> None:
    """The one used longest ago."""
    texts, read = Texts[str](kept=2), list[str]()

    def reading(text: str) -> str:
        read.append(text)
        return text.upper()

    found = [texts.get(text, lambda text=text: reading(text)) for text in "abacab"]  # type: ignore[misc]  # bound now

    assert ["A", "B", "A", "C", "A", "B"] == found
    assert ["a", "b", "c", "b"] == read


@pytest.mark.parametrize("model", ["sd1", "sdxl"])
def test_second_request_with_the_same_words_reads_nothing(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, model: str
) -> None:
    """And draws the same picture."""
    [first] = engine.draw(ask(model, prompt="a quiet harbour"))
    monkeypatch.setattr("generation.pipelines.words.Words.__call__", None)

    [again] = engine.draw(ask(model, prompt="a quiet harbour"))

    assert first.image.tobytes() == again.image.tobytes()
