"""`limner expand` and `limner shorten`: prompts of a prompt, without a server."""

import pytest
from typer.testing import CliRunner

from limner.__main__ import app


def limner(*words: str) -> tuple[int, list[str], list[str]]:
    """Run a command. Returns: its exit code, and the lines that it wrote and said."""
    answer = CliRunner().invoke(app, list(words), env={"LIMNER_DEVICE": "cpu"})
    return answer.exit_code, answer.stdout.splitlines(), answer.stderr.splitlines()


def test_prompts_come_one_a_line() -> None:
    """So that another program can take them."""
    code, rich, _ = limner("expand", "a", "red", "house", "--seed", "3")
    shortened, short, weights = limner("shorten", "a very nice red house on the sea")

    assert (0, 4, True) == (code, len(rich), all(line.startswith("a red house, ") for line in rich))
    assert (0, "sea") == (shortened, short[-1])
    assert "house" in weights[-1]


@pytest.mark.parametrize(
    "words", [("shorten", "house"), ("expand", "a house", "--model", "nothing"), ("expand", "")]
)
def test_what_is_wrong_ends_with_one_sentence(words: tuple[str, ...]) -> None:
    """And with 2."""
    code, written, said = limner(*words)

    assert (2, []) == (code, written)
    assert 1 == len(
        [line for line in said if line.strip() and "[warning" not in line]
    )  # a thread of others may log
