"""Holds words that a model wrote against the word lists: no language goes past them, and no proposal."""

from collections.abc import Sequence

from generation.errors import NothingToAdd
from generation.notes import Note
from generation.requests import Drawing, ExpandRequest, ShortenRequest
from generation.translating import TRANSLATED
from tasks.authority import Authority
from tasks.database import Database
from tasks.job import DESCRIBED, Job
from tasks.moderation import Asking, Moderation
from tasks.rules import Asked, Measure
from tasks.sanctions import Sanctions
from tasks.settings import TasksSettings
from tasks.standing import Standing
from tasks.words import Words


class Rereading:
    """Looks at jobs whose words became others on the way. Thread-safe."""

    def __init__(self, database: Database, settings: TasksSettings) -> None:
        authority = Authority(database, Standing(database, settings))
        self._words = Words(database, authority, settings.minors_list, settings.adult_chats)
        self._moderation = Moderation(database, self._words, Sanctions(authority), settings)

    def insist(self, job: Job, notes: Sequence[Note]) -> None:
        """Let a job pass whose translated words may be asked for where it was asked.

        Raises WordsBlocked; Muted and Banned where somebody may not even ask. Where a list would only
        rewrite, the picture is made already, and stays.
        """
        told = {str(one.facts["field"]): one.facts["text"] for one in notes if one.code == TRANSLATED}
        if not told or not isinstance(job.request, Drawing | ShortenRequest):
            return
        reread = job.request.model_copy(update=told)
        self._moderation.admit(Asking(reread, job.sender, job.place, f"translated:{job.id}"))

    def sifted(self, job: Job, notes: tuple[Note, ...]) -> tuple[Note, ...]:
        """Leave out what is proposed to go on with and may not be asked for where it was asked.

        Raises NothingToAdd where nothing is left.
        """
        if not isinstance(job.request, ExpandRequest):
            return notes
        kept = tuple(one for one in notes if one.code != DESCRIBED or not self._blocked(job, one))
        if not any(one.code == DESCRIBED for one in kept):
            raise NothingToAdd
        return kept

    def _blocked(self, job: Job, note: Note) -> bool:
        hits = self._words.hits(job.place, Asked(str(note.facts["text"])))
        return any(hit.rule.measure is Measure.BLOCK for hit in hits)
