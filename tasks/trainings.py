"""Trainings at the desk: pictures looked at before anything is charged, and what came of them.

The seam for whoever takes orders: ``generation.learning.asking.training`` makes a ``TrainingRequest`` of a
form and the keys of kept pictures; ``desk.quote`` prices it; ``desk.submit`` looks at the pictures and takes
it, as any other. Its job tells progress and previews as those of pictures do; its result is a PNG that shows
what was learnt, and an adapter that ``desk.trainings.mine`` lists.
"""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection

from generation.adapters.asking import respelt
from generation.adapters.errors import AdapterUnknown
from generation.catalogue import Catalogue, Purpose, near
from generation.requests import TrainingRequest
from generation.shelf import private
from generation.shelf.stock import LiveCatalogue
from tasks import accounts, own
from tasks.database import Database
from tasks.job import Request, Sender
from tasks.own import Own
from tasks.settings import TasksSettings
from tasks.uploads import Uploads


class Trainings:
    """Looks at what is to be learnt, and keeps what was. Thread-safe."""

    def __init__(
        self, database: Database, uploads: Uploads, catalogue: Catalogue, settings: TasksSettings
    ) -> None:
        self._database = database
        self._uploads = uploads
        self._catalogue = catalogue
        self.shelf = shelf_of(catalogue, settings)

    def look(self, request: Request, sender: Sender) -> None:
        """Look at the pictures of a training, each named by its number; other requests have none.

        Raises NoSuchUpload, TooFewToLearn, TooManyToLearn, NothingToLearn, TooSmallToLearn, LearntTwice.
        """
        if not isinstance(request, TrainingRequest):
            return
        from generation.learning.album import read_album  # noqa: PLC0415 - Pillow, for whoever trains

        card = self._catalogue.card(request.model).drawn()
        files = {
            str(number): self._uploads.owned(sender, key) for number, key in enumerate(request.pictures, 1)
        }
        read_album(files, min(card.width_px, card.height_px))

    def mine(self, sender: Sender) -> tuple[Own, ...]:
        """List the sender's own adapters, the newest first."""
        return self._database.read(lambda connection: self._of(connection, sender))

    def find(self, sender: Sender, name: str) -> Own:
        """Find one of the sender's own by its name. Raises AdapterUnknown with names that are near."""
        mine = self.mine(sender)
        wanted = name.strip().casefold()
        for one in mine:
            if wanted in {one.name, one.card}:
                return one
        names = [one.name for one in mine]
        raise AdapterUnknown(Purpose.LORA, name, near(name, names) if names else "")

    def spelt(self, sender: Sender, prompt: str, lora: str) -> tuple[str, str]:
        """Write the names of the sender's own adapters, in tags and options, as the shelf knows them.

        What is there for everybody under the same name comes first.
        """
        if not lora and "<" not in prompt:
            return prompt, lora
        public = {one.name for one in self._catalogue.extras}
        known = {one.name: one.card for one in self.mine(sender) if one.name not in public}
        return respelt(prompt, lora, known) if known else (prompt, lora)

    def sample(self, sender: Sender, name: str) -> bytes:
        """Read the picture that one of the sender's own drew (PNG); nothing where there is none."""
        return private.sample_of(self.shelf, self.find(sender, name).card)

    def file(self, sender: Sender, name: str) -> bytes:
        """Read the file of one of the sender's own (safetensors). Raises AdapterUnknown."""
        one = self.find(sender, name)
        try:
            return private.file_of(self.shelf, one.card).read_bytes()
        except FileNotFoundError as error:
            raise AdapterUnknown(Purpose.LORA, name, "") from error

    def delete(self, sender: Sender, name: str) -> Own:
        """Erase one of the sender's own, its file too. Raises AdapterUnknown."""
        found = self.find(sender, name)

        def drop(connection: Connection) -> str:
            account = accounts.find(connection, sender.platform, sender.account)
            return own.drop(connection, account.id, found.name) if account else ""

        if card := self._database.write(drop):
            private.erase(self.shelf, card)
        return found

    def _of(self, connection: Connection, sender: Sender) -> tuple[Own, ...]:
        account = accounts.find(connection, sender.platform, sender.account)
        return own.of(connection, account.id) if account else ()


def shelf_of(catalogue: Catalogue, settings: TasksSettings) -> Path:
    """Name the folder of the studio's shelf."""
    return catalogue.shelf if isinstance(catalogue, LiveCatalogue) else settings.shelf


def erase_all(shelf: Path, cards: Sequence[str]) -> None:
    """Erase the files of adapters that nobody has any more."""
    for card in cards:
        private.erase(shelf, card)
