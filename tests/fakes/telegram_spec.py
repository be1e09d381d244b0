"""The Bot API as Telegram publishes it, used to check what a bot sends and what the fake answers."""

import gzip
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parents[1] / "data" / "telegram-bot-api-10.1.json.gz"
ARRAY = "Array of "
FIXED = re.compile(r"(?:must be|always) \"?(\w+)\"?$")  # a field that tells the subtypes of a union apart
SCALARS = {"Integer": int, "String": str, "Boolean": bool, "Float": float, "True": bool}

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True)
class Upload:
    """A file that came in a part of a multipart request."""

    name: str
    data: bytes


Value = Json | Upload


@dataclass(frozen=True)
class Field:
    """A parameter of a method, or a field of a type."""

    name: str
    types: tuple[str, ...]
    required: bool
    description: str


class BotApi:
    """Methods and types of one version of the Bot API."""

    def __init__(self, path: Path = DATA) -> None:
        raw = json.loads(gzip.decompress(path.read_bytes()))
        self.methods = {name: _fields(entry) for name, entry in raw["methods"].items()}
        self.types = {name: _fields(entry) for name, entry in raw["types"].items()}
        self.subtypes = {
            name: tuple(entry["subtypes"]) for name, entry in raw["types"].items() if "subtypes" in entry
        }
        self.returns = {name: tuple(entry["returns"]) for name, entry in raw["methods"].items()}

    def read(
        self, method: str, form: dict[str, Json], uploads: dict[str, Upload]
    ) -> tuple[dict[str, Value], list[str]]:
        """Decode the parameters of a request; tell everything that is wrong with them."""
        values: dict[str, Value] = {}
        wrong: list[str] = []
        fields = self.methods[method]
        for name, field in fields.items():
            if name in uploads and "InputFile" in field.types:
                values[name] = uploads[name]
            elif name in form:
                values[name] = _decode(form[name], field.types)
                wrong += self.faults(values[name], field, f"{method}.{name}")
            elif field.required:
                wrong.append(f"{method}: {name} is missing")
        attached = {link.removeprefix("attach://") for value in values.values() for link in _links(value)}
        wrong += [f"{method}: unknown parameter {name}" for name in form.keys() - fields.keys()]
        wrong += [f"{method}: attach://{name} has no part" for name in attached - uploads.keys()]
        wrong += [f"{method}: part {name} is not used" for name in uploads.keys() - attached - values.keys()]
        return values, wrong

    def faults(self, value: Value, field: Field, where: str) -> list[str]:
        """Tell how a value breaks what its field promises, nothing where it keeps it."""
        fixed = FIXED.search(field.description) if field.name in {"type", "scope"} else None
        if fixed is not None and value != fixed[1]:
            return [f"{where}: {value!r} is not {fixed[1]!r}"]
        return self.mismatch(value, field.types, where)

    def mismatch(self, value: Value, types: tuple[str, ...], where: str) -> list[str]:
        """Tell how a value differs from the closest of some types."""
        found = [self._mismatch(value, name, where) for name in types]
        return min(found, key=len)

    def _mismatch(self, value: Value, name: str, where: str) -> list[str]:
        if name.startswith(ARRAY):
            if not isinstance(value, list):
                return [f"{where}: {value!r} is no list"] * 9
            inner = (name.removeprefix(ARRAY),)
            return [
                line for i, item in enumerate(value) for line in self.mismatch(item, inner, f"{where}[{i}]")
            ]
        if name in SCALARS:
            return [] if _is_a(value, name) else [f"{where}: {value!r} is no {name}"] * 9
        if name in self.subtypes:
            return self.mismatch(value, self.subtypes[name], where)
        if name == "InputFile":
            return [] if isinstance(value, Upload) else [f"{where}: {value!r} is no file"] * 9
        return self._object_mismatch(value, name, where)

    def _object_mismatch(self, value: Value, name: str, where: str) -> list[str]:
        if not isinstance(value, dict):
            return [f"{where}: {value!r} is no {name}"] * 9
        fields = self.types[name]
        lines = [f"{where}: {name} has no field {key}" for key in value.keys() - fields.keys()]
        for key, field in fields.items():
            if key in value:
                lines += self.faults(value[key], field, f"{where}.{key}")
            elif field.required:
                lines.append(f"{where}: {name}.{key} is missing")
        return lines


@cache
def bot_api() -> BotApi:
    """Read the published Bot API once."""
    return BotApi()


def _fields(entry: dict[str, Json]) -> dict[str, Field]:
    fields = entry.get("fields") or []
    assert isinstance(fields, list)
    made: dict[str, Field] = {}
    for field in fields:
        assert isinstance(field, dict)
        name, types = field["name"], field["types"]
        assert isinstance(name, str)
        assert isinstance(types, list)
        made[name] = Field(
            name, tuple(str(kind) for kind in types), bool(field["required"]), str(field["description"])
        )
    return made


def _decode(raw: Json, types: tuple[str, ...]) -> Json:
    """Read a form field: scalars come as text, all else as JSON in a text."""
    if not isinstance(raw, str) or types == ("String",):
        return raw
    try:
        value: Json = json.loads(raw)
    except ValueError:
        return raw
    if "String" in types and not (isinstance(value, int) and "Integer" in types):
        return raw
    return value


def _is_a(value: Value, name: str) -> bool:
    if name == "True":
        return value is True
    if isinstance(value, bool) or value is None:
        return name == "Boolean" and isinstance(value, bool)
    return isinstance(value, (int, float) if name == "Float" else SCALARS[name])


def _links(value: Value) -> list[str]:
    if isinstance(value, str):
        return [value] if value.startswith("attach://") else []
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return [link for item in inner for link in _links(item)]
