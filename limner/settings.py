"""Read the settings of a room; say in one line each what is wrong with them."""

import difflib
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from dotenv import dotenv_values
from pydantic import SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsError

WRONG_SETTING = 2  # exit code: the operator must change a setting; starting again would not help
CONFIGURATION = 78  # EX_CONFIG of sysexits.h: what a process says that should not be restarted
PREFIX = "LIMNER_"
NOT_SHOWN = ("TOKEN", "SECRET", "PASSWORD", "URL")  # an address may hold a password

WORDS = {
    "missing": "is not set",
    "int_parsing": "is not a whole number",
    "int_type": "is not a whole number",
    "int_from_float": "is not a whole number",
    "float_parsing": "is not a number",
    "bool_parsing": "is neither true nor false",
    "greater_than_equal": "is below {ge}",
    "greater_than": "is not above {gt}",
    "less_than_equal": "is above {le}",
    "less_than": "is not below {lt}",
    "literal_error": "is not one of {expected}",
    "enum": "is not one of {expected}",
    "string_too_short": "is shorter than {min_length} characters",
    "string_too_long": "is longer than {max_length} characters",
    "time_delta_parsing": "is not a duration",
    "value_error": "is not usable: {error}",
}

S = TypeVar("S", bound=BaseSettings)


def read(kind: type[S]) -> S:
    """Read one room's settings from the environment and `.env`.

    Where a value is wrong, say for each its name, what is wrong and an example, and exit with 2.
    """
    try:
        return kind(_env_ignore_empty=True)  # "LIMNER_REDIS_URL=" in .env means: not set
    except ValidationError as error:
        complain(explain(error, kind))
    except SettingsError as error:
        complain([_unreadable(error, kind)])


def check(kind: type[BaseSettings], but: str) -> None:
    """Look at one room's settings like ``read``, without minding the field ``but``."""
    try:
        kind(_env_ignore_empty=True)
    except ValidationError as error:
        if {detail["loc"] for detail in error.errors()} != {(but,)}:
            complain(explain(error, kind))
    except SettingsError as error:
        complain([_unreadable(error, kind)])


def complain(lines: Iterable[str]) -> NoReturn:
    """Write the lines to standard error and exit with 2."""
    for line in lines:
        print(line, file=sys.stderr)
    raise SystemExit(WRONG_SETTING)


def explain(error: ValidationError, kind: type[BaseSettings] | None = None) -> list[str]:
    """Put each error into one line: the variable, what is wrong, an example. Secrets are not repeated."""
    fields = kind.model_fields if kind else {}
    return [_line(detail, fields) for detail in error.errors(include_url=False)]


def variable(field: str) -> str:
    """Name the environment variable of a field."""
    return field if field.startswith(PREFIX) else f"{PREFIX}{field}".upper()


def known(kinds: Iterable[type[BaseSettings]]) -> set[str]:
    """Name every variable that these classes read."""
    return {variable(field) for kind in kinds for field in kind.model_fields}


def strangers(names: set[str], env_file: Path = Path(".env")) -> list[str]:
    """Find variables under LIMNER_ that nobody reads: a line each, with the name that was probably meant."""
    written = {*os.environ, *(dotenv_values(env_file) if env_file.is_file() else ())}
    unread = sorted(name for name in written if name.startswith(PREFIX) and name not in names)
    return [f"{name} is not a setting and is ignored.{_meant(name, names)}" for name in unread]


def override(**values: object) -> None:
    """Let an option of the command line win over a setting, here and in child processes."""
    os.environ.update({variable(field): str(value) for field, value in values.items() if value is not None})


def environment() -> dict[str, str]:
    """Give the environment of a child process: ours, as it is now."""
    return dict(os.environ)


def _line(detail: ErrorDetails, fields: dict[str, FieldInfo]) -> str:
    field = str(detail["loc"][0]) if detail["loc"] else ""
    if not field:
        return detail["msg"].removeprefix("Value error, ")
    name = variable(field)
    value = "" if _hidden(name, fields.get(field)) or detail["type"] == "missing" else f'"{detail["input"]}" '
    return f"{name}: {value}{_problem(detail)}.{_example(name, fields.get(field))}"


def _problem(detail: ErrorDetails) -> str:
    words = WORDS.get(detail["type"])
    text = words.format(**detail.get("ctx", {})) if words else f"is not usable: {detail['msg']}"
    given = str(detail["input"])
    return "is not usable" if len(given) > 3 and given in text else text.rstrip(".")


def _hidden(name: str, field: FieldInfo | None) -> bool:
    secret = field is not None and "SecretStr" in str(field.annotation)
    return secret or any(part in name for part in NOT_SHOWN)


def _example(name: str, field: FieldInfo | None) -> str:
    value: Any = None  # a setting's default may be of any type
    if field is not None:
        value = field.examples[0] if field.examples else field.get_default(call_default_factory=False)
    if value is None or isinstance(value, SecretStr) or str(value) in {"", "PydanticUndefined"}:
        return ""
    return f" Example: {name}={value}"


def _unreadable(error: SettingsError, kind: type[BaseSettings]) -> str:
    field = next((name for name in kind.model_fields if f'"{name}"' in str(error)), "")
    if not field:
        return str(error)
    return f"{variable(field)}: cannot be read.{_example(variable(field), kind.model_fields[field])}"


def _meant(name: str, names: set[str]) -> str:
    near = difflib.get_close_matches(name, names, n=1)
    return f" Did you mean {near[0]}?" if near else ""
