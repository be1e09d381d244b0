"""Roles as admins give and take them, and the plans and jobs of others: each act checked and written down."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import Connection

from generation.errors import OutOfRange
from tasks import accounts, audit, ending, history, line
from tasks.actor import Actor
from tasks.admin_errors import CancelledByModerator
from tasks.audit import Change, Facts
from tasks.authority import Authority
from tasks.database import now
from tasks.errors import NoSuchJob, ReasonMissing
from tasks.job import Job, Sender
from tasks.plan import Effective, Plan, Subject
from tasks.plans import Assignment, Plans
from tasks.quota import sender_of
from tasks.roles import Deed, Role
from tasks.standing import Standing
from tasks.store import Store
from tasks.turns import Manners


class Offices:
    """Gives roles. Thread-safe."""

    def __init__(self, authority: Authority, standing: Standing) -> None:
        self._authority = authority
        self._standing = standing

    def show(self, actor: Actor, whom: Sender) -> Role:
        """Say what somebody is. Raises NotAllowed."""
        return self._authority.look(
            actor, Deed.SEE_OTHERS, "role.show", lambda connection: self._standing.known(connection, whom)
        )

    def appoint(self, actor: Actor, whom: Sender, role: Role, reason: str = "", key: str = "") -> Role:
        """Give somebody a role below the actor's own. Returns the role that counts now.

        Raises NotAllowed, RoleTooHigh, OnOneself.
        """
        change = Change("role.set", whom.address, {"role": role.value}, reason=reason, key=key)

        def do(connection: Connection) -> Role:
            self._authority.insist_on_another(connection, actor, whom)
            before = self._standing.known(connection, whom)
            if audit.done(connection, change):
                return before
            by = self._authority.role_within(connection, actor)
            after = self._standing.appoint_within(connection, whom, role, by)
            noted = replace(change, before={"role": before.value}, after={"role": after.value})
            audit.note(connection, actor, noted, now(connection))
            return after

        return self._authority.act(actor, Deed.APPOINT, change.act, do)


Ending = Callable[[Connection, Job], tuple[Job, list[str]]]  # gives the job, and what to erase of the store


class OthersJobs:
    """Lists and ends the jobs of others. Thread-safe."""

    def __init__(
        self, authority: Authority, store: Store, manners: Manners, ended: Callable[[Job], None]
    ) -> None:
        """Open it; ``ended`` is told of each job that was ended."""
        self._authority = authority
        self._store = store
        self._manners = manners
        self._ended = ended

    def list(self, actor: Actor, whom: Sender, limit: int = 10) -> Sequence[Job]:
        """List somebody's jobs, the newest first. Raises NotAllowed."""

        def look(connection: Connection) -> list[Job]:
            account = accounts.find(connection, whom.platform, whom.account)
            found = history.of_account(connection, account.id, limit, None) if account else []
            return line.placed(connection, found, self._manners)

        return self._authority.look(actor, Deed.SEE_OTHERS, "jobs.list", look)

    def cancel(self, actor: Actor, job_id: UUID, reason: str) -> Job:
        """Stop somebody's job and give its price back; its owner is told why.

        Raises NotAllowed, NoSuchJob, AlreadyFinal, ReasonMissing.
        """
        self._authority.insist(actor, Deed.CANCEL_OTHERS, "job.cancel")
        if not reason.strip():
            raise ReasonMissing
        why = CancelledByModerator(reason)

        def do(connection: Connection, job: Job) -> tuple[Job, list[str]]:
            return ending.stop(connection, job, self._manners, why), []

        return self._end(actor, job_id, "job.cancel", do, reason)

    def end(self, actor: Actor, job_id: UUID, *, erase: bool) -> Job:
        """Stop somebody's job as they would themselves, or erase it with its results.

        Raises NotAllowed, NoSuchJob, AlreadyFinal.
        """

        def do(connection: Connection, job: Job) -> tuple[Job, list[str]]:
            if erase:
                return ending.erase(connection, job, self._manners)
            return ending.stop(connection, job, self._manners), []

        return self._end(actor, job_id, "job.delete" if erase else "job.cancel", do)

    def _end(self, actor: Actor, job_id: UUID, act: str, do: Ending, reason: str = "") -> Job:
        """End a job and write that into the log, in one transaction."""
        self._authority.insist(actor, Deed.CANCEL_OTHERS, act)
        owner = self._authority.read(lambda connection: _job(connection, job_id)).sender

        def write(connection: Connection) -> tuple[Job, list[str]]:
            job = _job(connection, job_id)
            ended, keys = do(connection, job)
            before: Facts = {"status": job.status.value}
            after: Facts = {"status": ended.status.value, "owner": owner.address, "price": job.price}
            change = Change(act, str(job_id), before=before, after=after, reason=reason)
            audit.note(connection, actor, change, now(connection))
            return ended, keys

        ended, keys = self._authority.act(actor, Deed.CANCEL_OTHERS, act, write, owner)
        for key in keys:
            self._store.erase(key)
        self._ended(ended)
        return ended


class PlanOffice:
    """Changes and assigns plans. Thread-safe."""

    def __init__(self, authority: Authority, plans: Plans, alone: int) -> None:
        """``alone``: how many credits a day one admin may give alone."""
        self._authority = authority
        self._plans = plans
        self._alone = alone

    def every(self, actor: Actor) -> tuple[Sequence[Plan], Sequence[Assignment]]:
        """List the plans, and what they are assigned to. Raises NotAllowed."""
        self._authority.insist(actor, Deed.ARRANGE, "plan.list")
        return self._plans.every(), self._plans.assignments()

    def of(self, actor: Actor, whom: Sender) -> Effective:
        """Say what holds for somebody. Raises NotAllowed."""
        self._authority.insist(actor, Deed.SEE_OTHERS, "plan.show")
        return self._plans.of(whom)

    def put(self, actor: Actor, plan: Plan, key: str = "") -> None:
        """Create a plan, or change the one of that name.

        Raises NotAllowed, PlanBuiltIn; OutOfRange where its credits are more than one admin may give.
        """
        for name in ("daily_credits", "monthly_credits"):
            value = getattr(plan, name) or 0
            if not actor.operator and value > self._alone:
                raise OutOfRange(name, value, 0, self._alone)
        body = _facts(plan)
        change = Change("plan.put", plan.name, body, after=body, key=key)

        def do(connection: Connection) -> None:
            if not audit.done(connection, change):
                before = self._plans.put_within(connection, plan).before
                known = _facts(before) if isinstance(before, Plan) else {}
                audit.note(connection, actor, replace(change, before=known), now(connection))

        self._authority.act(actor, Deed.ARRANGE, change.act, do)

    def delete(self, actor: Actor, name: str) -> None:
        """Forget a plan. Raises NotAllowed, UnknownChoice, PlanBuiltIn, PlanInUse."""

        def do(connection: Connection) -> None:
            before = self._plans.delete_within(connection, name).before
            known = _facts(before) if isinstance(before, Plan) else {}
            audit.note(connection, actor, Change("plan.delete", name, before=known), now(connection))

        self._authority.act(actor, Deed.ARRANGE, "plan.delete", do)

    def assign(self, actor: Actor, subject: Subject, name: str | None, key: str = "") -> None:
        """Assign a plan to a person, a role, a server or a channel, or take it away (None).

        Raises NotAllowed, UnknownChoice, OnOneself.
        """
        change = Change("plan.assign", str(subject), {"plan": name}, after={"plan": name}, key=key)

        def do(connection: Connection) -> None:
            if subject.kind == "person":
                self._authority.insist_on_another(connection, actor, sender_of(subject.name))
            if not audit.done(connection, change):
                before = self._plans.assign_within(connection, subject, name).before
                known = {"plan": before if isinstance(before, str) else None}
                audit.note(connection, actor, replace(change, before=known), now(connection))

        self._authority.act(actor, Deed.ARRANGE, change.act, do)


def _facts(plan: Plan) -> dict[str, str | int | float | bool | None]:
    """Write what a plan says, for the log."""
    said = plan.model_dump(mode="json", exclude_none=True)
    return {name: ", ".join(value) if isinstance(value, list) else value for name, value in said.items()}


def _job(connection: Connection, job_id: UUID) -> Job:
    job = history.find(connection, job_id)
    if job is None:
        raise NoSuchJob
    return job
