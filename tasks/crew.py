"""The crew: the workers as admins see and steer them."""

from collections.abc import Sequence

from sqlalchemy import Connection

from tasks import audit
from tasks.actor import Actor
from tasks.audit import Change
from tasks.authority import Authority
from tasks.database import now
from tasks.machines import Machine, Machines, Wanted
from tasks.roles import Deed


class Crew:
    """Lists workers and tells them what to do. Thread-safe."""

    def __init__(self, authority: Authority, machines: Machines) -> None:
        self._authority = authority
        self.machines = machines

    def all(self, actor: Actor) -> Sequence[Machine]:
        """List the workers by host and queue, with what they draw. Raises NotAllowed."""
        return self._authority.look(actor, Deed.RUN_WORKERS, "workers.list", self.machines.look)

    def tell(self, actor: Actor, name: str, wanted: Wanted, key: str = "") -> Machine:
        """Tell a worker to work, to drain, or to stop; it hears that with its next heartbeat.

        ``name`` is that of the worker, or of its host where no other worker is on it; ``key`` names the
        event: the same one does it once.
        Raises NotAllowed, NoSuchWorker.
        """

        def do(connection: Connection) -> Machine:
            found = self.machines.find(connection, name)
            change = Change(
                f"worker.{wanted}",
                found.name,
                before={"wanted": found.wanted.value},
                after={"wanted": wanted.value},
                key=key,
            )
            if audit.done(connection, change):
                return found
            audit.note(connection, actor, change, now(connection))
            return self.machines.tell(connection, found.name, wanted, actor.name)

        return self._authority.act(actor, Deed.RUN_WORKERS, f"worker.{wanted}", do)
