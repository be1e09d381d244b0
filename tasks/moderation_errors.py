"""What the word lists, and those who answer appeals, refuse."""

from generation.errors import Refusal


class WordsBlocked(Refusal):
    """A rule of a word list forbids what is asked for; ``caught`` names the case, for an appeal.

    ``warnings`` counts those of late, with this one; 0 where it is none. ``muted_to`` (ISO) is set where
    they mute.
    """

    def __init__(self, rule: str, reason: str, caught: str, warnings: int, limit: int, muted_to: str) -> None:
        super().__init__()
        self.rule = rule
        self.reason = reason
        self.caught = caught
        self.warnings = warnings
        self.limit = limit
        self.muted_to = muted_to


class NoSuchCase(Refusal):
    """There is no such case of blocked words, or it is somebody else's."""


class CaseClosed(Refusal):
    """The case was answered, or is too old to ask about."""


class NoSuchRule(Refusal):
    """There is no such rule on the list of a scope."""

    def __init__(self, name: str, scope: str) -> None:
        super().__init__()
        self.name = name
        self.scope = scope


class RuleFixed(Refusal):
    """The rule ships with the studio and cannot be changed."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
