"""Logs: events with their facts, for people on a terminal, as JSON elsewhere; never a token."""

import logging
import re
import sys

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

HIDDEN = "[hidden]"
SECRETS = (
    re.compile(r"(?<!\d)\d{6,12}:[A-Za-z0-9_-]{30,}"),  # Telegram
    re.compile(r"\b[A-Za-z0-9_-]{23,28}\.[A-Za-z0-9_-]{6,7}\.[A-Za-z0-9_-]{27,}"),  # Discord
    re.compile(r"(?<=/webhooks/)\d+/[A-Za-z0-9_.-]{40,}"),  # a Discord interaction
    re.compile(r"(?<=://)[^/@\s]*:[^/@\s]+(?=@)"),  # user and password in a URL
    re.compile(r"(?i)(?<=password=)[^\s&'\"]+"),
)
CHATTY = ("httpx", "httpcore", "discord", "telegram", "celery", "kombu", "alembic", "PIL", "amqp", "asyncio")


def set_up_logs(level: int = logging.INFO, console: bool | None = None) -> None:
    """Send every log of this process to standard error, whoever writes it.

    ``console``: for people; by default where standard error is a terminal, else one JSON object a line.
    """
    console = sys.stderr.isatty() if console is None else console
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        redact,
    ]
    look: Processor = structlog.dev.ConsoleRenderer() if console else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, look],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)


def redact(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Hide what looks like a secret, however deep it lies."""
    return {name: value if name.startswith("_") else _hide(value) for name, value in event.items()}


def _hide(value: object) -> object:
    match value:
        case str():
            for secret in SECRETS:
                value = secret.sub(HIDDEN, value)
            return value
        case dict():
            return {name: _hide(one) for name, one in value.items()}
        case list() | tuple():
            return [_hide(one) for one in value]
        case bool() | int() | float() | None:
            return value
        case _:
            return _hide(str(value))
