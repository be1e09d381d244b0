"""Fills forms with what people gave, typed or as text, and says exactly what is wrong with it."""

import math
import re
from collections.abc import Mapping
from difflib import get_close_matches
from enum import Enum
from types import NoneType
from typing import Any, TypeVar, get_args
from uuid import UUID

from annotated_types import Ge, Le, MaxLen
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from bots.attachment import Attachment
from bots.errors import BadValue, Contradiction, UnknownField
from generation.catalogue import near
from generation.errors import NotANumber, OutOfRange, TextTooLong, UnknownChoice

F = TypeVar("F", bound=BaseModel)

SWITCHED = {"true": "on", "false": "off"}  # as programs say it in forms, where all is text

_WHOLE = re.compile(r"[+-]?\d{1,400}", re.ASCII)
_DECIMAL = re.compile(r"[+-]?\d{1,300}(\.\d{1,300})?", re.ASCII)


def fill(form: type[F], values: Mapping[str, object]) -> F:
    """Make a form of values. Raises a Refusal that names the field, its limits and what was given."""
    try:
        return form.model_validate(read(form, values))
    except ValidationError as error:
        name = str(next(iter(error.errors()[0]["loc"]), ""))
        raise BadValue(name, str(values.get(name, ""))) from error


def read(form: type[BaseModel], values: Mapping[str, object]) -> dict[str, object]:
    """Turn each given value into what its field wants; those that are None count as not given."""
    known: dict[str, object] = {}
    for name, value in values.items():
        field = form.model_fields.get(name)
        if field is None:
            raise UnknownField(name, ", ".join(get_close_matches(name, form.model_fields, n=2, cutoff=0.5)))
        if value is not None:
            known[name] = _read_value(name, value, field)
    return known


def merge(
    form: type[BaseModel], typed: Mapping[str, object], given: Mapping[str, object]
) -> dict[str, object]:
    """Join the flags in a text with options given beside it. Raises Contradiction where they differ."""
    first, second = read(form, typed), read(form, given)
    for name in first.keys() & second.keys():
        if first[name] != second[name]:
            raise Contradiction(name)
    return first | second


def limits(field: FieldInfo) -> tuple[float, float]:
    """Give the range of a number's field; infinite where it has none."""
    low = next((mark.ge for mark in field.metadata if isinstance(mark, Ge)), -math.inf)
    high = next((mark.le for mark in field.metadata if isinstance(mark, Le)), math.inf)
    return float(low), float(high)  # type: ignore[arg-type]  # annotated_types compares more than numbers


def attachments(form: type[BaseModel]) -> tuple[str, ...]:
    """Name the fields of a form that take a file."""
    return tuple(name for name, field in form.model_fields.items() if kind(field) is Attachment)


def kind(field: FieldInfo) -> type[Any]:  # Any: a field may hold whatever its form says
    """Give the type of a field's values, without the None that stands for "not given"."""
    kinds = [part for part in get_args(field.annotation) if part is not NoneType]
    only = kinds[0] if kinds else field.annotation
    return only if isinstance(only, type) else str


def _read_value(name: str, value: object, field: FieldInfo) -> object:
    wanted = kind(field)
    if wanted in {int, float}:
        return _number(name, value, field, whole=wanted is int)
    if wanted is UUID:
        return _uuid(name, value)
    given = _spelt(value) if issubclass(wanted, Enum) else value
    if not isinstance(given, Attachment if wanted is Attachment else str):
        raise BadValue(name, _short(value))
    if isinstance(given, Attachment):
        return given
    if issubclass(wanted, Enum):
        return _choice(name, given, wanted)
    limit = next((mark.max_length for mark in field.metadata if isinstance(mark, MaxLen)), None)
    if limit is not None and len(given) > limit:
        raise TextTooLong(name, len(given), limit)
    return given


def _number(name: str, value: object, field: FieldInfo, *, whole: bool) -> float:
    low, high = limits(field)
    number = _parsed(value, whole=whole)
    if number is None:
        raise NotANumber(name, _short(value), _tidy(low), _tidy(high))
    if not low <= number <= high:
        raise OutOfRange(name, _tidy(number), _tidy(low), _tidy(high))
    return int(number) if whole else float(number)


def _parsed(value: object, *, whole: bool) -> float | None:
    if isinstance(value, str):
        match = (_WHOLE if whole else _DECIMAL).fullmatch(value.strip())
        return None if match is None else int(match[0]) if whole else float(match[0])
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, float) and (not math.isfinite(value) or (whole and not value.is_integer())):
        return None
    return value


def _tidy(number: float) -> float:
    """Write 30.0 as 30: people read it."""
    if isinstance(number, int) or not math.isfinite(number) or number != int(number):
        return number
    return int(number)


def _uuid(name: str, value: object) -> UUID:
    try:
        return value if isinstance(value, UUID) else UUID(str(value))
    except ValueError as error:
        raise BadValue(name, _short(value)) from error


def _choice(name: str, value: str, choices: type[Enum]) -> Enum:
    wanted = value.strip().casefold()
    for choice in choices:
        if choice.value in {wanted, SWITCHED.get(wanted)}:
            return choice
    raise UnknownChoice(name, value, near(value, [str(choice.value) for choice in choices]))


def _spelt(value: object) -> object:
    """Write a choice as people do: a program says true and 256, and means "on" and "256"."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value) if isinstance(value, int) else value


def _short(value: object) -> str:
    """Show what was given, as text of a bearable length."""
    return str(value)[:60]
