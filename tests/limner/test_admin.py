"""What the operator does from a shell: each command, by the same services as in the chats."""

import csv
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from typer.testing import CliRunner

from limner.__main__ import app
from tests.conftest import empty_database
from tests.factories import image_request, key, place, sender

Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `limner admin …` over a fresh database, in this process."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LIMNER_DATA", str(tmp_path / "data"))
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "limner.sqlite").write_bytes(empty_database())

    def admin(*words: str, code: int = 0) -> str:
        answer = CliRunner().invoke(app, ["admin", *words])
        assert code == answer.exit_code, answer.output
        return answer.output

    return admin


def test_credits_are_moved_and_logged(run: Run) -> None:
    """The operator grants alone what would take two admins in a chat; a repeated key does it once."""
    for _ in range(2):
        granted = run("quota", "grant", "telegram:1001", "9000", "--reason", "=prize", "--key", "k")
        assert granted.startswith("telegram:1001: 9200 of 200")
    assert "Already done" in run("quota", "grant", "telegram:1001", "9001", "--key", "k", code=1)
    assert "9100 of 200" in run("quota", "revoke", "telegram:1001", "100")
    assert "" == run("quota", "proposals")
    assert "no proposal 7" in run("quota", "approve", "7", code=1)

    lines = run("audit").splitlines()
    assert ["quota.grant", "quota.revoke"] == [line.split("  ")[2] for line in lines]
    rows = list(csv.DictReader(StringIO(run("audit", "--csv", "--whom", "telegram:1001"))))
    assert ["'=prize", "revoked by the operator"] == [row["reason"] for row in rows]
    [first, _] = map(json.loads, run("audit", "--json", "--since", "2020-01-01").splitlines())
    assert {"amount": 9000, "left": 9200} == first["after"]
    assert "" == run("audit", "--since", "2999-01-01")


def test_people_are_restrained(run: Run) -> None:
    """Warned, muted for hours, banned, let go; each with a reason."""
    assert "telegram:5: 1 warnings" in run("warn", "telegram:5", "--reason", "be kind")
    assert "mute of" in run("mute", "telegram:5", "--reason", "spam", "--hours", "2")
    assert "until it is lifted" in run("ban", "telegram:5", "--reason", "threats")
    assert "1 lifted" in run("unban", "telegram:5")
    assert "1 lifted" in run("unmute", "telegram:5", "--reason", "sorry")
    assert "has no ban" in run("unban", "telegram:5", code=1)
    assert 3 == len(run("sanctions", "telegram:5").splitlines())
    run("ban", "telegram:5", code=2)


def test_plans_are_kept(run: Run) -> None:
    """Set, changed, assigned, shown, and deleted once nobody has them."""
    assert "gold  daily_credits=900" in run("plan", "set", "gold", "daily_credits=900")
    changed = run("plan", "set", "gold", "steps_limit=30", "models=pocket")
    assert "daily_credits=900" in changed
    assert "steps_limit=30" in changed
    assert "steps_limit" not in run("plan", "set", "gold", "steps_limit=")
    run("plan", "assign", "gold", "telegram:1001")
    assert "daily_credits = 900  (person, plan gold)" in run("plan", "show", "telegram:1001")
    assert "telegram:1001 -> gold" in run("plan", "list")
    run("plan", "delete", "gold", code=1)
    run("plan", "unassign", "telegram:1001")
    assert "gold is gone" in run("plan", "delete", "gold")
    for wrong in ("steps_limit", "steps_limit=many", "nothing=1"):
        run("plan", "set", "gold", wrong, code=2)


def test_pools_are_opened_filled_and_ended(run: Run) -> None:
    """With as many credits as the operator likes."""
    assert "" == run("pool", "list")
    opened = run("pool", "open", "party", "9000", "discord:server:55", "--days", "3")
    assert opened.startswith("party  9000 left, 0 held  discord:server:55  until ")
    assert "9001 left" in run("pool", "add", "party", "1")
    assert "ended" in run("pool", "end", "party")
    assert 1 == len(run("pool", "list").splitlines())
    assert "is over" in run("pool", "add", "party", "1", code=1)
    assert "There is no" in run("pool", "end", "ball", code=1)
    assert "not a name" in run("pool", "open", "The Ball", "5", "discord:server:55", code=1)
    assert ["pool.open", "pool.add", "pool.end"] == [
        line.split("  ")[2] for line in run("audit").splitlines()
    ]


def test_studio_is_paused_and_set(run: Run) -> None:
    """Pauses and settings are listed with where they hold."""
    run("pause", "avatar", "--reason", "the card is hot")
    run("setting", "set", "steps_limit", "30", "--scope", "discord:server:55")
    listed = run("setting", "list")
    assert "discord:server:55: steps_limit = 30" in listed
    assert "studio: halt:avatar = the card is hot" in listed
    run("resume", "avatar")
    run("setting", "set", "steps_limit", "--scope", "discord:server:55")
    assert "" == run("setting", "list")
    assert "not paused" in run("resume", "avatar", code=1)
    assert "There is no" in run("pause", "nonsense", code=1)
    assert "does not fit" in run("setting", "set", "steps_limit", "0", code=1)


def test_jobs_of_others_are_listed_and_cancelled(run: Run, tmp_path: Path) -> None:
    """With the price given back."""
    from generation.settings import GenerationSettings  # noqa: PLC0415 - a desk like that of the command
    from tasks.desk import open_desk  # noqa: PLC0415
    from tasks.settings import TasksSettings  # noqa: PLC0415

    desk = open_desk(
        TasksSettings(_env_file=None, data=tmp_path / "data"), GenerationSettings(_env_file=None)
    )
    job = desk.submit(image_request(), sender(), place(), key())
    desk.close()

    assert f"{job.id}" in run("jobs", "telegram:1001")
    assert "credits went back" in run("cancel", str(job.id), "--reason", "not here")
    assert "finished" in run("cancel", str(job.id), "--reason", "not here", code=1)
