"""What the page's form for trainings shows."""

from dataclasses import dataclass

from bots.chat import Button, Reply
from bots.command import Visit
from bots.gathering import Gathered
from bots.teaching import begun, state
from generation.catalogue import Catalogue
from generation.errors import StudioError
from generation.learning.asking import teachable
from tasks.own import Own
from tasks.portfolios import Portfolio


@dataclass(frozen=True)
class Bench:
    """What the form shows: what is gathered, what is said of it, and what was learnt before."""

    portfolio: Portfolio
    text: str = ""
    buttons: tuple[Button, ...] = ()
    mine: tuple[Own, ...] = ()


EMPTY = Bench(Portfolio(mark=""))


async def bench_of(visit: Visit, reply: Reply | None = None) -> Bench:
    """Read how far somebody is; ``reply`` is what was just said. Raises StudioPausing."""
    known = await begun(visit)
    mine = await visit.counter.call(visit.counter.desk.trainings.mine, visit.sender)
    if reply is None and known is not None:
        reply = await state(Gathered(known), visit)
    if reply is None or reply.job is not None:
        return Bench(known or EMPTY.portfolio, mine=mine)
    return Bench(known or EMPTY.portfolio, reply.text, reply.buttons, mine)


def pupils(catalogue: Catalogue, hidden: frozenset[str]) -> list[str]:
    """Name the models that learn here and may be used, the studio's own first."""
    names = [name for name in catalogue.names() if name not in hidden]
    return [name for name in names if _learns(name, catalogue)]


def _learns(name: str, catalogue: Catalogue) -> bool:
    try:
        teachable(catalogue.card(name))
    except StudioError:
        return False
    return True
