"""What admins, and places that they set up, refuse."""

from generation.errors import Refusal


class UnknownPerson(Refusal):
    """The studio has not met anybody of that name."""

    def __init__(self, person: str) -> None:
        super().__init__()
        self.person = person


class NoSuchProposal(Refusal):
    """There is no proposal of that number."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


class DecisionTaken(Refusal):
    """A proposal was approved or declined before, or is too old."""

    def __init__(self, number: int, state: str) -> None:
        super().__init__()
        self.number = number
        self.state = state


class OwnProposal(Refusal):
    """Nobody approves what they proposed themselves, on whichever platform."""


class Halted(Refusal):
    """Nothing new of a kind ("all": of none) is taken; the reason may be empty."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__()
        self.kind = kind
        self.reason = reason


class NotHalted(Refusal):
    """There is nothing to resume."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind


class NotMadeHere(Refusal):
    """The place does not allow that kind of request."""

    def __init__(self, kind: str, allowed: str) -> None:
        super().__init__()
        self.kind = kind
        self.allowed = allowed


class ModelNotHere(Refusal):
    """The place does not allow that model."""

    def __init__(self, model: str, allowed: str) -> None:
        super().__init__()
        self.model = model
        self.allowed = allowed


class BeyondHere(Refusal):
    """More than the place allows."""

    def __init__(self, field: str, value: int, limit: int) -> None:
        super().__init__()
        self.field = field
        self.value = value
        self.limit = limit


class ModelKept(Refusal):
    """A model is kept for other roles or places: "role:trusted, discord:channel:456"."""

    def __init__(self, model: str, whom: str) -> None:
        super().__init__()
        self.model = model
        self.whom = whom


class FetchRunning(Refusal):
    """Somebody fetches a model already, or as many are fetched as may be at once."""


class FetchStopped(Refusal):
    """Whoever had a model fetched does not want it any more; nothing of it is kept."""


class ModelInUse(Refusal):
    """A model cannot be removed: it is the default, or unfinished jobs wait for it."""

    def __init__(self, name: str, jobs: int, default: str) -> None:
        super().__init__()
        self.name = name
        self.jobs = jobs
        self.default = default  # where it draws if none is named: "studio", "discord:server:1"; or "none"


class SettingUnfit(Refusal):
    """A value does not fit its setting."""

    def __init__(self, setting: str, value: str, example: str) -> None:
        super().__init__()
        self.setting = setting
        self.value = value
        self.example = example


class CancelledByModerator(Refusal):
    """Somebody who runs the studio cancelled the job of another."""

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason
