"""Days as people type them: a date, "yesterday", "7d"; in Chinese as well."""

import re
from datetime import UTC, datetime, timedelta

from bots.errors import BadValue

DAY = timedelta(days=1)
NAMED = {"today": 0, "yesterday": 1, "今天": 0, "昨天": 1, "前天": 2}  # days ago
UNITS = {"d": 1, "day": 1, "days": 1, "天": 1, "w": 7, "week": 7, "weeks": 7, "周": 7, "m": 30, "月": 30}

_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_AGO = re.compile(r"(\d{1,4})\s*个?(\w+)")


def day_of(field: str, text: str, now: datetime) -> datetime:
    """Read the first moment of a day (UTC). Raises BadValue."""
    words = text.strip().casefold()
    today = datetime(now.year, now.month, now.day, tzinfo=UTC)
    try:
        if words in NAMED:
            return today - NAMED[words] * DAY
        if match := _DATE.fullmatch(words):
            return datetime(*(int(part) for part in match.groups()), tzinfo=UTC)  # type: ignore[arg-type, misc]  # three numbers
        if (match := _AGO.fullmatch(words)) and match[2] in UNITS:
            return today - int(match[1]) * UNITS[match[2]] * DAY
    except (ValueError, OverflowError) as error:  # the 30th of February, 9999 weeks ago
        raise BadValue(field, text) from error
    raise BadValue(field, text)
