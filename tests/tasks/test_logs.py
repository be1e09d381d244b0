"""No token gets into a log."""

import json
import logging
import subprocess
import sys

import pytest

from tasks.logs import redact

TELEGRAM = "1234567890:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsawA"
DISCORD = ".".join(("MTk4NjIyNDgzNDcxOTI1MjQ4", "Cl2FMQ", "ZnCjm1XVW7vRze4b7Cq4se7kKWs-abcd"))


@pytest.mark.parametrize(
    "text",
    [
        f"https://api.telegram.org/bot{TELEGRAM}/getMe",
        f"Authorization: Bot {DISCORD}",
        "postgresql://ada:hunter2-hunter2@db/limner",
        "connection failed: password=hunter2-hunter2 host=db",
    ],
)
def test_secret_is_hidden_however_deep(text: str) -> None:
    """In words, lists, facts and exceptions."""
    event = {"event": text, "facts": {"list": [text, RuntimeError(text)]}}

    told = json.dumps(redact(logging.getLogger(), "info", event))

    assert not any(secret in told for secret in (TELEGRAM, DISCORD, "hunter2"))


def test_traces_and_other_libraries_are_hidden_too() -> None:
    """What httpx logs and what an exception shows goes the same way."""
    script = f"""
import logging, structlog
from tasks.logs import set_up_logs
set_up_logs(console=False)
logging.getLogger("other").warning("GET %s", "https://api.telegram.org/bot{TELEGRAM}/x")
logging.getLogger("httpx").info("GET {TELEGRAM}")
try:
    raise ValueError("{TELEGRAM}")
except ValueError:
    structlog.get_logger().exception("job.failed", job_id="1")
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    lines = [json.loads(line) for line in ran.stderr.splitlines()]
    assert ["GET https://api.telegram.org/bot[hidden]/x", "job.failed"] == [line["event"] for line in lines]
    assert TELEGRAM not in ran.stderr
