"""The command line's other commands, as a shell runs them."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from limner.commands.bench import benchmarks
from tests.limner.conftest import CLI, environment, free_port

Finished = subprocess.CompletedProcess[str]


def limner(*words: str, folder: Path, **settings: str) -> Finished:
    """Run a command in a folder, with nothing but these settings."""
    return subprocess.run(
        [*CLI, *words], cwd=folder, env=environment(**settings), capture_output=True, text=True, check=False
    )


def test_help_is_there_at_once(tmp_path: Path) -> None:
    """By the time of the processor, and the best of a few runs: other tests share the cores."""

    def computed_s() -> float:
        before = os.times()
        assert limner("--help", folder=tmp_path).returncode == 0
        after = os.times()
        return sum(after[2:4]) - sum(before[2:4])  # of children that have ended

    assert min(computed_s() for _ in range(3)) < 0.8


@pytest.mark.parametrize(
    "heavy", ["torch", "celery", "sqlalchemy", "fastapi", "discord", "telegram", "pydantic", "rich.live"]
)
def test_help_imports_nothing_heavy(heavy: str) -> None:
    """A command imports its room when it runs."""
    code = f"import sys, limner.__main__; raise SystemExit({heavy!r} in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("prompt", "sentence"),
    [
        ("", "what you want to see"),
        ("a house --cgf 3", "--cfg"),
        ("a house --n 9", "1 to 4"),
        ("a house --steps many", "steps"),
        ("a house --model nonesuch", "pocket"),
        ("a house --size 500x500", "512x512"),
    ],
)
def test_bad_input_is_answered_by_one_sentence(tmp_path: Path, prompt: str, sentence: str) -> None:
    """What is wrong and what would be right; exit code 2, nothing written."""
    answer = limner("imagine", prompt, "-o", "out.png", folder=tmp_path)

    assert answer.returncode == 2
    assert sentence in answer.stderr.replace("×", "x")
    assert answer.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_picture_for_nowhere_is_refused_before_it_is_drawn(tmp_path: Path) -> None:
    """A missing folder is told at once."""
    answer = limner("imagine", "a house", "-o", "nowhere/out.png", folder=tmp_path)

    assert answer.returncode == 2
    assert "nowhere/out.png cannot be written" in answer.stderr


def test_folder_is_not_written_over(tmp_path: Path) -> None:
    """Told before it is drawn, too."""
    (tmp_path / "out.png").mkdir()

    answer = limner("imagine", "a house", "-o", "out.png", folder=tmp_path)

    assert answer.returncode == 2
    assert answer.stderr.startswith("out.png cannot be written: ")


def test_missing_model_files_are_named(tmp_path: Path) -> None:
    """The operator learns which file; exit code 1, nothing written."""
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "model_index.json").write_text('{"_class_name": "StableDiffusionPipeline"}')

    answer = limner("imagine", "a house", "-o", "out.png", folder=tmp_path, model=str(folder))

    assert answer.returncode == 1
    assert ".json" in answer.stderr
    assert not (tmp_path / "out.png").exists()


def test_models_are_listed(tmp_path: Path) -> None:
    """The shipped one is always there."""
    answer = limner("models", "list", folder=tmp_path)

    assert "pocket (default)" in answer.stdout


def test_missing_model_is_told_by_its_setting(tmp_path: Path) -> None:
    """The name, the problem, an example."""
    answer = limner("models", "list", folder=tmp_path, model="./nowhere")

    assert answer.returncode == 2
    assert answer.stderr.startswith("LIMNER_MODEL: ")
    assert answer.stderr.endswith("Example: LIMNER_MODEL=pocket\n")


def test_benchmarks_are_listed(tmp_path: Path) -> None:
    """`make bench` runs them all."""
    answer = limner("bench", folder=tmp_path)

    assert answer.stdout.split() == benchmarks()
    assert {"path-overhead", "first-answer", "worker-throughput"} <= set(benchmarks())


def test_unknown_benchmark_is_refused(tmp_path: Path) -> None:
    """With the names that there are."""
    answer = limner("bench", "nonesuch", folder=tmp_path)

    assert answer.returncode == 2
    assert "path-overhead" in answer.stderr


def test_quota_is_shown_set_and_granted(tmp_path: Path) -> None:
    """A daily allowance, and credits on top of it."""

    def said(*words: str) -> str:
        answer = limner("admin", "quota", *words, folder=tmp_path, data=str(tmp_path / "data"))
        assert answer.returncode == 0, answer.stderr
        return answer.stdout.rpartition(",")[0]

    assert limner("migrate", folder=tmp_path, data=str(tmp_path / "data")).returncode == 0
    assert said("show", "telegram:1001") == "telegram:1001: 200 of 200 credits left, 0 held"
    assert said("grant", "telegram:1001", "50", "--key", "k1") == (
        "telegram:1001: 250 of 200 credits left, 0 held"
    )
    assert said("grant", "telegram:1001", "50", "--key", "k1") == (
        "telegram:1001: 250 of 200 credits left, 0 held"
    )
    assert said("set", "telegram:1001", "500").startswith("telegram:1001: ")
    assert " of 500 credits left" in said("show", "Telegram:1001")
    assert said("show", "discord:2002") == "discord:2002: 200 of 200 credits left, 0 held"


@pytest.mark.parametrize(
    "words",
    [
        ("show", "1001"),
        ("show", "telegram:"),
        ("grant", "telegram:1001", "0"),
        ("grant", "telegram:1001", "many"),
        ("set", "telegram:1001", "-5"),
        ("set", "telegram:1001", "lots"),
    ],
)
def test_malformed_quota_command_is_refused(tmp_path: Path, words: tuple[str, ...]) -> None:
    """Nothing is opened for a typing error."""
    answer = limner("admin", "quota", *words, folder=tmp_path)

    assert answer.returncode == 2
    assert not list(tmp_path.iterdir())


def test_doctor_says_what_there_is(tmp_path: Path) -> None:
    """Machine, models, servers, tokens; secrets are never shown."""
    secrets = {"discord_token": "canary-discord", "telegram_token": "1001:canary-telegram"}
    answer = limner(
        "doctor", "--json", folder=tmp_path, data=str(tmp_path / "data"), web_port=str(free_port()), **secrets
    )

    findings = {finding["subject"]: finding for finding in json.loads(answer.stdout)}
    bad = {subject for subject, finding in findings.items() if finding["verdict"] == "bad"}
    assert {
        "python",
        "torch",
        "memory",
        "disk",
        "model pocket",
        "redis",
        "database",
        "socket",
        "port",
    } <= set(findings)
    assert "; plan roomy: float32, channels last" in findings["model pocket"]["found"]
    assert findings["redis"]["verdict"] == "ok"
    assert findings["discord"]["found"] == "LIMNER_DISCORD_TOKEN is set"
    assert answer.returncode == (1 if bad else 0)
    assert "canary" not in answer.stdout + answer.stderr
    assert not list(tmp_path.iterdir())  # a look changes nothing


def test_doctor_gives_advice(tmp_path: Path) -> None:
    """What is bad comes with what to do, and the exit code says so."""
    answer = limner(
        "doctor",
        folder=tmp_path,
        data=str(tmp_path),
        redis_url=f"redis://:canary@127.0.0.1:{free_port()}/0",
        dta="x",
    )

    assert answer.returncode == 1
    words = " ".join(answer.stdout.split())
    assert "does not answer" in words
    assert "mend LIMNER_REDIS_URL" in words
    assert "Did you mean LIMNER_DATA?" in words
    assert "canary" not in answer.stdout


def test_books_are_verified_and_shown(tmp_path: Path) -> None:
    """Right books say so; a fault is a line and an exit status; movements are listed."""

    def admin(*words: str) -> tuple[int, str]:
        answer = limner("admin", *words, folder=tmp_path, data=str(tmp_path / "data"))
        return answer.returncode, answer.stdout

    assert limner("migrate", folder=tmp_path, data=str(tmp_path / "data")).returncode == 0
    admin("quota", "grant", "telegram:1001", "50", "--days", "30", "--reason", "thanks")
    assert admin("ledger", "verify") == (0, "The books are right.\n")
    listed = admin("ledger", "show", "telegram:1001")[1].splitlines()
    assert ["available +200", "available +50"] == [line.split(", ")[0].split("  ")[-1] for line in listed]
    with sqlite3.connect(tmp_path / "data" / "limner.sqlite") as books:
        books.execute("UPDATE ledger_accounts SET balance = balance + 1 WHERE kind = 'available'")
    books.close()

    wrong = admin("ledger", "verify")
    assert (1, 2) == (wrong[0], len(wrong[1].splitlines()))


def test_role_is_shown_and_set(tmp_path: Path) -> None:
    """A member until an admin or the operator says otherwise; there are five roles."""

    def admin(*words: str, **settings: str) -> tuple[int, str]:
        answer = limner("admin", "role", *words, folder=tmp_path, data=str(tmp_path / "data"), **settings)
        return answer.returncode, answer.stdout

    assert limner("migrate", folder=tmp_path, data=str(tmp_path / "data")).returncode == 0
    assert admin("show", "telegram:1001") == (0, "telegram:1001: member\n")
    assert admin("set", "telegram:1001", "moderator") == (0, "telegram:1001: moderator\n")
    assert admin("show", "telegram:1001") == (0, "telegram:1001: moderator\n")
    assert admin("show", "discord:2", admins="discord:2") == (0, "discord:2: owner\n")
    assert admin("set", "telegram:1001", "king")[0] == 2
