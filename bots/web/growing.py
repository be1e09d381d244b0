"""Finds what is there of clips that are still being drawn: their first seconds play before the last are."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from avatar.clip.errors import PieceBroken, PlanBroken
from avatar.requests import AvatarRequest
from bots.errors import NoSuchPage
from bots.web.answers import place_of
from bots.web.errors import ClipHidden, PreviewGone, PreviewNotReady
from tasks.desk import Desk
from tasks.errors import NoSuchJob
from tasks.job import Job, Status
from tasks.segments import Segment

if TYPE_CHECKING:
    from avatar.growing import Outline, Pictures

PLANS, PIECES = 4, 4  # that are kept in memory, a few megabytes each: a player asks many times for one


class Track(StrEnum):
    """What can be played on its own."""

    VIDEO = "video"
    SOUND = "sound"


@dataclass(frozen=True)
class Growing:
    """What is there of a clip, from its first frame on."""

    job: Job
    pieces: tuple[Segment, ...]
    outline: "Outline"

    @property
    def take(self) -> str:
        """Name what it is drawn from: where a clip is begun anew, all its addresses are new."""
        return sha256(self.pieces[0].plan.encode()).hexdigest()[:12]

    @property
    def address(self) -> str:
        """Tell where a player finds it."""
        return f"/api/jobs/{self.job.id}/preview/playlist.m3u8"

    @property
    def frames(self) -> int:
        """Count its frames that are there."""
        return sum(piece.frames for piece in self.pieces)

    @property
    def ready_s(self) -> float:
        """Tell how much of it can be played (seconds)."""
        return self.outline.ready_s(self.frames)

    @property
    def duration_s(self) -> float:
        """Tell how long it will be (seconds)."""
        return self.outline.duration_s


class Growth:
    """Reads plans and pieces. Blocks, so call it beside the event loop; thread-safe."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._outline = lru_cache(PLANS)(self._read_outline)
        self._pictures = lru_cache(PIECES)(self._read_pictures)

    def find(self, job: Job, take: str = "") -> Growing:
        """Find what is there of a job's clip, in the take of that name if there is one.

        Raises PreviewNotReady, NoSuchJob; ClipHidden where nothing judged what is drawn; PreviewGone where it
        was made and its pieces are erased, was begun anew, or never will be made; NoSuchPage if it is none.
        """
        if not isinstance(job.request, AvatarRequest):
            raise NoSuchPage
        if self._desk.filtering.looser(job.place, place_of()):
            raise ClipHidden
        pieces = tuple(self._desk.pieces(job.id, job.sender))
        if job.status is Status.REFUNDED or (job.status.final and not pieces):
            raise PreviewGone
        if not pieces:
            raise PreviewNotReady
        growing = Growing(job, pieces, self._outline(pieces[0].plan))
        if take not in {"", growing.take}:
            raise PreviewGone
        return growing

    def look(self, job: Job) -> Growing | None:
        """Find what is there of a clip that grows; None where that is nothing. Raises NoSuchJob."""
        try:
            return self.find(job)
        except (PreviewNotReady, PreviewGone, ClipHidden):
            return None

    def master(self, growing: Growing) -> str:
        """Name the playlists of pictures and of sound. Raises PreviewGone."""
        tracks = (f"{growing.take}/{track}.m3u8" for track in Track)
        return growing.outline.master(self.head(growing, Track.VIDEO), *tracks)

    def playlist(self, growing: Growing, track: Track) -> str:
        """List the segments of a track that are there."""
        outline = growing.outline
        write = outline.picture_playlist if track is Track.VIDEO else outline.sound_playlist
        return write(growing.frames, track.value)

    def head(self, growing: Growing, track: Track) -> bytes:
        """Give what a player needs before the first segment of a track. Raises PreviewGone."""
        if track is Track.SOUND:
            return growing.outline.head
        return self._pictures(growing.pieces[0].key).head

    def segment(self, growing: Growing, track: Track, number: int) -> bytes:
        """Give two seconds of a track. Raises PreviewNotReady where they are not there, PreviewGone."""
        outline = growing.outline
        if track is Track.SOUND:
            if number >= outline.heard(growing.frames):
                raise PreviewNotReady
            return outline.segments[number]
        first = outline.frame(number)
        for piece in growing.pieces:
            if piece.first <= first < piece.first + piece.frames:
                index = number - piece.first // outline.frame(1)
                return self._pictures(piece.key).segment(index)
        raise PreviewNotReady

    def _read_outline(self, key: str) -> "Outline":
        from avatar.growing import outline_of  # noqa: PLC0415 - heavy, and rarely wanted

        try:
            return outline_of(self._desk.read(key))
        except (NoSuchJob, PlanBroken) as error:
            raise PreviewGone from error

    def _read_pictures(self, key: str) -> "Pictures":
        from avatar.growing import pictures_of  # noqa: PLC0415 - heavy, and rarely wanted

        try:
            return pictures_of(self._desk.read(key))
        except (NoSuchJob, PieceBroken) as error:
            raise PreviewGone from error


def grows(job: Job) -> bool:
    """Tell whether a job is a clip that somebody draws, or has begun to draw."""
    return isinstance(job.request, AvatarRequest) and job.attempt > 0 and not job.status.final
