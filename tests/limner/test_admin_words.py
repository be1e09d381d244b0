"""Word lists from the command line."""

import json
from pathlib import Path
from uuid import UUID

import pytest
from typer.testing import CliRunner

from limner.commands.admin import app
from tasks.desk import Desk
from tasks.moderation_errors import WordsBlocked
from tests.factories import sender, submit


@pytest.fixture(autouse=True)
def here(desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let the command line find the studio of the test."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LIMNER_DATA", str(desk.settings.data))


def said(*words: str) -> tuple[int, str]:
    """Run `limner admin words`."""
    answer = CliRunner().invoke(app, ["words", *words])
    return answer.exit_code, answer.stdout


def test_list_goes_from_server_to_server(tmp_path: Path) -> None:
    """Added, tried, exported, imported elsewhere, removed."""
    there = ("--scope", "discord:server:55")
    assert 0 == said("add", "gore", "gore, blood*", "--reason", "no gore", "--warns", *there)[0]
    where = ("--platform", "discord", "--server", "55")
    assert (1, "discord:server:55  gore  (block)  'Bl00dy'\n") == said("test", "a Bl00dy mess", *where)
    assert (0, "No rule catches that.\n") == said("test", "a Bl00dy mess")

    exported = said("export", *there)[1]
    assert [{"name": "gore", "words": ["gore", "blood*"], "reason": "no gore", "warns": True}] == json.loads(
        exported
    )
    (tmp_path / "list.json").write_text(exported)
    assert "1 rules" in said("import", str(tmp_path / "list.json"))[1]
    assert "studio  gore  (block, 0 caught)  gore, blood*" in said("list")[1]

    assert 0 == said("remove", "gore")[0]
    assert 1 == said("remove", "gore")[0]


def test_appeals_are_listed_and_answered(desk: Desk) -> None:
    """Where no chat of moderators is set, or they have better things to do."""
    said("add", "gore", "gore")
    with pytest.raises(WordsBlocked) as refusal:
        submit(desk, "a gory  gore")
    desk.appeals.ask(sender(), UUID(refusal.value.caught))

    assert "telegram:1001  gore  'a gory gore'" in said("appeals")[1]
    assert 2 == said("answer", refusal.value.caught, "burn")[0]
    assert (0, f"{refusal.value.caught}: allowed\n") == said("answer", refusal.value.caught, "allow")
    assert (0, "") == said("appeals")
    assert 1 == len(desk.history(sender()))


@pytest.mark.parametrize(
    "words", [("add", "Gore!", "gore"), ("add", "gore", " , "), ("add", "gore", "gore", "--measure", "burn")]
)
def test_what_makes_no_rule_is_refused(words: tuple[str, ...]) -> None:
    """Before anything is written."""
    assert 2 == said(*words)[0]
    assert "gore" not in said("list", "--scope", "studio")[1]
