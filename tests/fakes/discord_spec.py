"""Discord's HTTP API as Discord publishes it, used to check every request that a bot sends."""

import gzip
import json
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

DATA = Path(__file__).parents[1] / "data" / "discord-openapi-v10.json.gz"
MESSAGE_BODIES = re.compile(r"/(messages|callback|webhooks/[^/]+/[^/]+)(/|$)")

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True)
class Upload:
    """A file that came in a part of a multipart request."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Call:
    """A request as it arrived."""

    method: str
    path: str  # below /api/v10
    query: dict[str, str]
    body: Json
    files: dict[int, Upload]
    at: float  # seconds of the monotonic clock
    authorised: bool = False  # whether it carried the bot's token
    status: list[int] = field(default_factory=list)  # what was answered, empty if nothing was

    @property
    def fields(self) -> dict[str, Json]:
        """Give the body as an object, empty if it is none."""
        return self.body if isinstance(self.body, dict) else {}


class Operation:
    """One method on one path of the API."""

    def __init__(self, method: str, template: str, entry: dict[str, Json], components: Json) -> None:
        self.method = method
        self.template = template
        self.pattern = re.compile(re.sub(r"\\\{\w+\\\}", "([^/]+)", re.escape(template)))
        schema = _body_schema(entry)
        self.names = _names(schema, components)
        self._judged: dict[str, list[str]] = {}  # every bot of the tests registers the same commands
        self._validator = (
            None if schema is None else Draft202012Validator({**schema, "components": components})
        )

    def wrong(self, body: Json) -> list[str]:
        """Tell what is wrong with a body, in words of the specification."""
        if self._validator is None:
            return [] if body is None else ["a body where none belongs"]
        if body is None:
            return ["no body"]
        written = json.dumps(body)
        if written not in self._judged:
            self._judged[written] = self._faults(body)
        return self._judged[written]

    def _faults(self, body: Json) -> list[str]:
        assert self._validator is not None
        worst = best_match(self._validator.iter_errors(body))
        return [] if worst is None else [f"{worst.json_path}: {_brief(worst.message)}"]


class Spec:
    """All operations of one version of the API."""

    def __init__(self, path: Path = DATA) -> None:
        raw = json.loads(gzip.decompress(path.read_bytes()))
        self._components = raw["components"]
        self._paths: dict[str, dict[str, dict[str, Json]]] = raw["paths"]
        self._operations: dict[tuple[str, str], Operation] = {}

    def operation(self, method: str, path: str) -> Operation | None:
        """Find the operation that answers a request; a path without braces wins."""
        for template, methods in sorted(self._paths.items(), key=lambda item: item[0].count("{")):
            if method.lower() not in methods or template.count("/") != path.count("/"):
                continue
            found = self._operation(method.lower(), template)
            if found.pattern.fullmatch(path):
                return found
        return None

    def wrong(self, call: Call) -> list[str]:
        """Tell everything that the specification has against a request."""
        operation = self.operation(call.method, call.path)
        if operation is None:
            return ["there is no such operation"]
        wrong = operation.wrong(call.body)
        if MESSAGE_BODIES.search(call.path) and operation.names:
            # The specification lets unknown names pass; a misspelt one would be lost without a word.
            wrong = wrong + [f"unknown field {name}" for name in call.fields if name not in operation.names]
        return wrong

    def _operation(self, method: str, template: str) -> Operation:
        key = (method, template)
        if key not in self._operations:
            entry = self._paths[template][method]
            self._operations[key] = Operation(method, template, entry, self._components)
        return self._operations[key]


@cache
def published() -> Spec:
    """Read the specification once."""
    return Spec()


def _brief(message: str) -> str:
    """Leave out the middle, which repeats what was sent."""
    return message if len(message) < 300 else f"{message[:150]} … {message[-150:]}"


def _body_schema(entry: dict[str, Json]) -> dict[str, Json] | None:
    request = entry.get("requestBody")
    if not isinstance(request, dict):
        return None
    content = request["content"]
    assert isinstance(content, dict)
    kind = content.get("application/json") or next(iter(content.values()))
    assert isinstance(kind, dict)
    schema = kind["schema"]
    assert isinstance(schema, dict)
    return schema


def _names(schema: Json, components: Json) -> set[str]:
    """Collect the names of all fields that any variant of a body may have."""
    if not isinstance(schema, dict):
        return set()
    names: set[str] = set()
    properties = schema.get("properties")
    if isinstance(properties, dict):
        names |= set(properties)
    reference = schema.get("$ref")
    if isinstance(reference, str) and isinstance(components, dict):
        schemas = components["schemas"]
        assert isinstance(schemas, dict)
        names |= _names(schemas[reference.rsplit("/", 1)[1]], components)
    for union in ("anyOf", "oneOf", "allOf"):
        variants = schema.get(union)
        for variant in variants if isinstance(variants, list) else ():
            names |= _names(variant, components)
    return names
