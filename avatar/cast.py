"""Which animators can be asked for. Known without loading any: chat bots ask, too."""

from dataclasses import dataclass
from enum import StrEnum

from avatar.errors import AnimatorMissing
from avatar.settings import AvatarSettings
from avatar.weights.files import FACE, SADTALKER
from avatar.weights.folder import folder_of, missing

LARGE = FACE[512].name  # only clips of that size need it


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


def cast_of(settings: AvatarSettings) -> Cast:
    """Tell who can play: SadTalker where its weights lie, or where the operator says that workers have it."""
    here = not set(missing(folder_of(SADTALKER, settings), SADTALKER)) - {LARGE}
    if here or settings.animator == "sadtalker":
        usual = Engine(settings.animator) if settings.animator else Engine.SADTALKER
        return Cast((Engine.PUPPET, Engine.SADTALKER), usual)
    return Cast()
