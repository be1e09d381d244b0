"""Which filter holds where, and which results may be seen there."""

from collections.abc import Sequence

from tasks.database import Database
from tasks.filter import Filter, Flagged, filter_of
from tasks.job import Media, Place
from tasks.local_settings import here
from tasks.settings import TasksSettings


class Filtering:
    """Looks it up. Thread-safe."""

    def __init__(self, database: Database, settings: TasksSettings) -> None:
        self._database = database
        self._settings = settings

    def at(self, place: Place) -> Filter:
        """Say what becomes of flagged pictures in a place."""
        local = self._database.read(lambda connection: here(connection, place)).local
        marked = place.adult or f"{place.platform}:{place.chat}" in self._settings.adult_chats
        server, private = local.filter or self._settings.filter, local.filter_private
        return filter_of(place, marked, server, private or self._settings.filter_private)

    def looser(self, there: Place, here: Place) -> bool:
        """Whether what is being drawn in one place is judged less strictly than in another."""
        return self.at(there) is Filter.OFF and self.at(here) is not Filter.OFF

    def hides(self, media: Sequence[Media], place: Place) -> bool:
        """Whether there is a picture among results that may not be seen in a place."""
        whole = any(one.flagged is Flagged.SHOWN for one in media)
        return whole and self.at(place) is not Filter.OFF
