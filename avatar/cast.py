"""Which animators can be asked for. Known without loading any: chat bots ask, too."""

from dataclasses import dataclass
from enum import StrEnum

from avatar.errors import AnimatorMissing


class Engine(StrEnum):
    """What makes a face talk."""

    PUPPET = "puppet"  # warps the photo; works everywhere
    SADTALKER = "sadtalker"  # networks that learnt how heads move


@dataclass(frozen=True)
class Cast:
    """The animators of a studio, and the one that plays where none is named."""

    known: tuple[Engine, ...] = (Engine.PUPPET,)
    usual: Engine = Engine.PUPPET

    def choose(self, wanted: Engine | None) -> Engine:
        """Give the animator that was asked for. Raises AnimatorMissing where it is not installed."""
        chosen = wanted or self.usual
        if chosen not in self.known:
            raise AnimatorMissing(chosen, ", ".join(self.known))
        return chosen
