"""What the desk refuses, and what can fail between the desk and a worker."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from generation.errors import Failure, Refusal

if TYPE_CHECKING:
    from tasks.offers import Offer

FOREVER = datetime(9000, 1, 1, tzinfo=UTC)  # how far away an open end is


class NotTaken(Refusal):
    """The request was not taken, but it, or something cheaper, can be made with one press."""

    def __init__(self, price: int, left: int) -> None:
        super().__init__()
        self.price = price
        self.left = left
        self.offer: Offer | None = None  # what to press


class QuotaExceeded(NotTaken):
    """The allowance does not cover the price (credits)."""

    def __init__(self, price: int, left: int, resets_at: datetime) -> None:
        super().__init__(price, left)
        self.resets_at = resets_at.isoformat()


class ConfirmationNeeded(NotTaken):
    """The price is above what is taken without asking back."""


class NoSuchOffer(Refusal):
    """What the button offered is too old, or it was offered to somebody else."""


class TooManyWaiting(Refusal):
    """The account has as many unfinished jobs as it may."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit


class BatchUnfit(Refusal):
    """Of ``count`` requests that belong together no more than ``fits`` would be taken, so none is."""

    def __init__(self, count: int, fits: int) -> None:
        super().__init__()
        self.count = count
        self.fits = fits


class NoSuchPreset(Refusal):
    """There is no style or list of this name that one may change."""

    def __init__(self, kind: str, name: str) -> None:
        super().__init__()
        self.kind = str(kind)
        self.name = name


class TooManyPresets(Refusal):
    """One scope keeps no more of one kind."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit


class FeatureNotInPlan(Refusal):
    """The plan does not include this kind of request."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind


class ModelNotInPlan(Refusal):
    """The plan does not include this model."""

    def __init__(self, model: str, allowed: str) -> None:
        super().__init__()
        self.model = model
        self.allowed = allowed


class BeyondPlan(Refusal):
    """The request goes beyond a limit of the plan."""

    def __init__(self, limit: float, asked: float) -> None:
        super().__init__()
        self.limit = limit
        self.asked = asked


class SideBeyondPlan(BeyondPlan):
    """The picture or clip is larger than the plan allows (pixels of a side)."""


class StepsBeyondPlan(BeyondPlan):
    """There are more steps than the plan allows."""


class CountBeyondPlan(BeyondPlan):
    """There are more pictures than the plan allows."""


class DurationBeyondPlan(BeyondPlan):
    """The clip is longer than the plan allows (seconds)."""


class PoolExists(Refusal):
    """There is a pool of this name, or there was one."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


class PoolNameUnfit(Refusal):
    """The name of a pool has small letters, digits and hyphens alone."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


class PoolEnded(Refusal):
    """The pool is over: what it were given would expire at once."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


class MoreThanAlone(Refusal):
    """One admin gives no more than so many credits a day; ``given`` of them are given."""

    def __init__(self, limit: int, given: int) -> None:
        super().__init__()
        self.limit = limit
        self.given = given


class PlanBuiltIn(Refusal):
    """The plan is there by itself, and follows the settings of the studio."""

    def __init__(self, plan: str) -> None:
        super().__init__()
        self.plan = plan


class PlanInUse(Refusal):
    """The plan is assigned, so it cannot be deleted."""

    def __init__(self, plan: str, users: int) -> None:
        super().__init__()
        self.plan = plan
        self.users = users  # people, roles, servers and channels


class NoSuchJob(Refusal):
    """There is no such job, or it is somebody else's."""


class NoSuchUpload(Refusal):
    """There is no such photo or recording, or it is somebody else's."""


class NoSuchWorker(Refusal):
    """There is no such worker, or several on that host; ``names`` holds those that there are."""

    def __init__(self, worker: str, names: str) -> None:
        super().__init__()
        self.worker = worker
        self.names = names


class RoleTooHigh(Refusal):
    """Nobody gives or takes a role that is as high as their own, unless they own the studio."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self.role = str(role)


class NotAllowed(Refusal):
    """That takes a higher role; ``least`` is the lowest that may do it."""

    def __init__(self, least: str) -> None:
        super().__init__()
        self.least = str(least)


class Muted(Refusal):
    """No new jobs until a time (ISO), or until a moderator lifts it (no time)."""

    def __init__(self, until: datetime, reason: str) -> None:
        super().__init__()
        self.until = "" if until >= FOREVER else until.isoformat()
        self.reason = reason


class Banned(Refusal):
    """Shut out until a time (ISO), or until a moderator lifts it (no time)."""

    def __init__(self, until: datetime, reason: str) -> None:
        super().__init__()
        self.until = "" if until >= FOREVER else until.isoformat()
        self.reason = reason


class OnOneself(Refusal):
    """Nobody does that to themselves, on whichever platform."""


class ReasonMissing(Refusal):
    """What is done to others is done for a reason that is told."""


class NothingToLift(Refusal):
    """Nothing of that sort holds of the person."""

    def __init__(self, person: str, sort: str) -> None:
        super().__init__()
        self.person = person
        self.sort = str(sort)


class DoneOtherwise(Refusal):
    """The same event did this before to ``person``, and with other values."""

    def __init__(self, person: str, asked: str) -> None:
        super().__init__()
        self.person = person
        self.asked = asked


class AlreadyFinal(Refusal):
    """The job has ended: it cannot be cancelled any more."""


class AlreadyStarted(Refusal):
    """The job waits no more: its place in line cannot be changed."""


class StudioPausing(Refusal):
    """The database or the broker is away: try again in a minute; nothing was charged."""


class DeadlinePassed(Failure):
    """The job waited longer than it may."""


class WorkerLost(Failure):
    """Every worker that took the job died."""


class RenderFailed(Failure):
    """The engine failed; the cause is in the worker's log."""


class SourceFlagged(Refusal):
    """A picture that was brought is flagged by the safety checker."""


class PicturesWithheld(Refusal):
    """Every picture that was drawn was flagged by the safety checker, and withheld."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count


class ClipWithheld(Refusal):
    """The safety checker flagged frames of a clip: it is withheld."""


class Undeliverable(Failure):
    """The chat refuses the result for good: gone, blocked or closed."""


class WallLimitReached(Failure):
    """The engine worked on the job for longer than it may, and was stopped."""
