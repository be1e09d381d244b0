"""Who acts upon others, and from where: what an admin service is told, and what the audit log keeps."""

from dataclasses import dataclass
from typing import Self

from tasks.job import Place, Sender


@dataclass(frozen=True)
class Actor:
    """Somebody who acts. Only the command line and the studio itself may say ``operator``."""

    sender: Sender
    origin: str = ""  # "discord:channel:77", "cli", "page"
    operator: bool = False  # whoever has the machine owns the studio

    @classmethod
    def at(cls, sender: Sender, place: Place) -> Self:
        """Take somebody who acts from a place of a chat."""
        return cls(sender, f"{place.platform}:channel:{place.chat}")

    @property
    def name(self) -> str:
        """Name the account as admins write it: "telegram:1001"."""
        return self.sender.address


STUDIO = Actor(Sender(platform="studio", account="itself"), "studio", operator=True)  # what it does by itself


def operator(user: str) -> Actor:
    """Take whoever works on the machine itself."""
    return Actor(Sender(platform="cli", account=user), "cli", operator=True)
