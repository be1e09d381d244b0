"""What somebody may use: plans, and the one that holds for a person in a place. Only values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from pydantic import BaseModel, Field, field_validator

from generation.errors import Fact
from generation.requests import LEARNING_MOST

ALL = "all"  # in a list of models or features: whatever there is
EVERYBODY = "everybody"  # the plan that is there without anybody's doing
CREDITS_MOST = 1_000_000
NAME = r"^[a-z0-9][a-z0-9-]{0,31}$"


class Plan(BaseModel, frozen=True, extra="forbid"):
    """A named bundle of rights. What it says nothing about (None) is left to the next wider plan."""

    name: str = Field(pattern=NAME)
    daily_credits: int | None = Field(None, ge=0, le=CREDITS_MOST)  # a purse is filled up to them each day
    monthly_credits: int | None = Field(None, ge=0, le=CREDITS_MOST)  # given on top at the start of a month
    carried: float | None = Field(None, ge=0, le=1)  # share of a month's unspent credits that lasts one more
    running_limit: int | None = Field(None, ge=1, le=10_000)  # jobs that are made at once
    waiting_limit: int | None = Field(None, ge=1, le=10_000)  # unfinished jobs
    side_limit_px: int | None = Field(None, ge=64, le=16_384)  # the longer side of a picture or a clip
    steps_limit: int | None = Field(None, ge=1, le=1000)
    count_limit: int | None = Field(None, ge=1, le=100)  # pictures of one request
    batch_limit: int | None = Field(None, ge=1, le=100)  # requests of one line
    duration_limit_s: float | None = Field(None, ge=1, le=3600)  # of a clip
    learning_limit: int | None = Field(None, ge=1, le=LEARNING_MOST)  # steps of one training
    adapters_limit: int | None = Field(None, ge=0, le=1000)  # that somebody may keep of what they trained
    models: tuple[str, ...] | None = None  # names, or "all"
    features: tuple[str, ...] | None = None  # kinds of requests, such as "avatar", or "all"
    weight: float | None = Field(None, ge=0.01, le=100)  # in the fair order; everybody else's is 1
    slow_lane: bool | None = None  # whether jobs wait for idle machines when the credits are spent
    confirm_above: int | None = Field(None, ge=0, le=CREDITS_MOST)  # credits; dearer requests are asked back

    @field_validator("models", "features")
    @classmethod
    def _sorted(cls, value: tuple[str, ...] | None) -> tuple[str, ...] | None:
        return None if value is None else tuple(sorted(set(value)))

    def allows_model(self, name: str) -> bool:
        """Whether a model may be used."""
        return _within(self.models, name)

    def allows_feature(self, kind: str) -> bool:
        """Whether a kind of request may be made."""
        return _within(self.features, kind)


FIELDS = tuple(name for name in Plan.model_fields if name != "name")


class Origin(StrEnum):
    """Where a plan is assigned, from the one that counts most to the one that counts least."""

    PERSON = "person"
    CHANNEL = "channel"
    SERVER = "server"
    ROLE = "role"
    EVERYBODY = "everybody"


@dataclass(frozen=True)
class Source:
    """Why a value of a plan holds for somebody."""

    origin: Origin
    plan: str  # its name; empty for the allowance that a person has been given alone
    subject: str = ""  # to which it is assigned: "role:trusted", "discord:server:123"


@dataclass(frozen=True)
class Effective:
    """The plan that holds for a person in a place. A limit that nobody sets is None: there is none."""

    plan: Plan
    sources: Mapping[str, Source]  # of each value that somebody set

    def explained(self) -> list[tuple[str, Fact, Source]]:
        """List each value that is set, with where it comes from."""
        return [(name, _fact(getattr(self.plan, name)), source) for name, source in self.sources.items()]


def effective(candidates: Iterable[tuple[Source, Plan]]) -> Effective:
    """Combine the plans that apply to somebody in a place, the one that counts most first.

    Value by value the first plan that says something counts. The order is: person, channel (a thread before
    the channel that it hangs in), server, role (the highest that somebody has, then those below it),
    everybody.
    """
    values: dict[str, object] = {}
    sources: dict[str, Source] = {}
    for source, plan in candidates:
        for name in FIELDS:
            value = getattr(plan, name)
            if value is not None and name not in values:
                values[name], sources[name] = value, source
    ordered = {name: sources[name] for name in FIELDS if name in sources}
    return Effective(Plan.model_validate({"name": "effective", **values}), MappingProxyType(ordered))


SubjectKind = Literal["person", "role", "server", "channel"]


@dataclass(frozen=True)
class Subject:
    """Whom or what a plan is assigned to.

    Written "telegram:1001" (a person), "role:trusted", "discord:server:123" or "discord:channel:456".
    """

    kind: SubjectKind
    name: str

    def __str__(self) -> str:
        """Write it as people do."""
        return f"role:{self.name}" if self.kind == "role" else self.name


def _within(allowed: tuple[str, ...] | None, name: str) -> bool:
    return allowed is None or ALL in allowed or name in allowed


def _fact(value: object) -> Fact:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return "on" if value else "off"
    return value if isinstance(value, int | float) else str(value)
