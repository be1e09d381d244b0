"""How people and times are written behind a command: "@ada", "<@2002>", "telegram:1001"; "2h", "3 天"."""

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from bots.errors import BadSpan, PersonMissing
from tasks.job import Sender

if TYPE_CHECKING:
    from bots.command import Visit

# What the word of a field looks like; one that does not is left to the next field.
SHAPES = {
    "person": re.compile(r"@\S+|<@!?\d{1,20}>|[a-z]{2,16}:\S{1,128}", re.IGNORECASE),
    "lasts": re.compile(r"\d\S*|forever|永久", re.IGNORECASE),
}
OPEN_END = frozenset({"", "forever", "永久"})
UNITS = {
    "minutes": frozenset({"m", "min", "minute", "minutes", "分", "分钟"}),
    "hours": frozenset({"h", "hour", "hours", "时", "小时"}),
    "days": frozenset({"d", "day", "days", "天", "日"}),
    "weeks": frozenset({"w", "week", "weeks", "周"}),
}

_MENTION = re.compile(r"<@!?(\d{1,20})>")
_SPAN = re.compile(r"(\d{1,6})\s*([^\W\d_]+)")


async def person(text: str, visit: "Visit") -> Sender:
    """Find whom a text names among those who have used the studio. Raises PersonMissing, UnknownPerson."""
    wanted, call, known = text.strip(), visit.counter.call, visit.counter.desk.admin.known
    if not wanted:
        raise PersonMissing
    platform, colon, account = wanted.partition(":")
    mention = _MENTION.fullmatch(wanted)
    if mention is not None:
        return await call(known.met, Sender(platform="discord", account=mention[1]))
    if colon:
        return await call(known.met, Sender(platform=platform.casefold(), account=account))
    if wanted.isdecimal():
        return await call(known.met, Sender(platform=visit.sender.platform, account=wanted))
    return await call(known.named, visit.sender.platform, wanted)


def named(somebody: Sender) -> str:
    """Write who somebody is: a name can be anybody's, the account is not."""
    return f"{somebody.name} ({somebody.address})" if somebody.name else somebody.address


def span(text: str) -> timedelta | None:
    """Read how long something lasts; nothing is for ever. Raises BadSpan."""
    wanted = text.strip().casefold()
    if wanted in OPEN_END:
        return None
    match = _SPAN.fullmatch(wanted)
    unit = next((unit for unit, names in UNITS.items() if match and match[2] in names), None)
    if match is None or unit is None:
        raise BadSpan(text)
    return timedelta(**{unit: int(match[1])})
