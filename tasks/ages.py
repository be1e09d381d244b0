"""Ages below eighteen, as people write them: "15yo", "aged twelve", "17-year-old", "14岁", "十四岁"."""

import re

_SPELLED = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    "thirteen|fourteen|fifteen|sixteen|seventeen"
)
_CHINESE_DIGITS = "一二三四五六七八九"
_NUMBER = rf"(?:(?<![\d.,])(?:0?[1-9]|1[0-7])(?![\d]|[.,]\d)|(?<!\w)(?:{_SPELLED})(?!\w))"
_GAP = r"[\W_]{0,3}"
_OLD = rf"(?:years?{_GAP}olds?|yrs?{_GAP}olds?|y{_GAP}/?{_GAP}o(?![a-z])|years?{_GAP}of{_GAP}age)"
_CHINESE = (
    rf"(?:(?<![一二三四五六七八九十百])(?:十[一二三四五六七]?|[{_CHINESE_DIGITS}两])|(?<!\d)(?:[1-9]|1[0-7]))"
)
_AGE = re.compile(
    rf"{_NUMBER}{_GAP}{_OLD}"
    rf"|(?<!\w)(?:aged?|age{_GAP}of){_GAP}{_NUMBER}(?!{_GAP}(?:months?|days?))"
    rf"|{_CHINESE}{_GAP}(?:岁|歲|周岁)(?![^\W_]?月)"
)


def minor_ages(folded: str) -> list[tuple[int, int]]:
    """Find the ages below eighteen in a folded text (first, behind)."""
    return [match.span() for match in _AGE.finditer(folded)]
