"""What the counter wants to know of files that people send. Decoding happens in processes of its own."""

from dataclasses import dataclass
from typing import Protocol

from avatar.compose import FACES
from avatar.intake.archive import Packed, read_archive
from avatar.intake.limits import ArchiveLimits, PhotoLimits, SoundLimits, VideoLimits
from avatar.settings import AvatarSettings
from generation.errors import Refusal
from generation.notes import Note
from tasks.origins import written

ARCHIVE_MEGABYTES = ArchiveLimits.unpacked_megabytes
LIMIT_MEGABYTES = max(PhotoLimits.megabytes, SoundLimits.megabytes, VideoLimits.megabytes)
VERIFY_MEGABYTES = 25  # a clip has one or two; all of a file is in memory while it is looked at


@dataclass(frozen=True)
class Seen:
    """A photo that was checked: one face or more can be animated."""

    png: bytes
    faces: int
    numbered: bytes = b""  # where there are several: a JPEG that numbers them, from the left
    problems: tuple[Refusal | None, ...] = ()  # what keeps each of several from speaking
    notes: tuple[Note, ...] = ()

    def insist(self, face: int | None) -> None:
        """Insist that the face of a number (from 1) can speak, or any if none is chosen. Raises a Refusal."""
        if face is not None and face <= len(self.problems):
            chosen = self.problems[face - 1 : face]
        else:
            chosen = self.problems if None not in self.problems else ()
        if chosen and chosen[0] is not None:
            raise chosen[0]


@dataclass(frozen=True)
class Film:
    """A video that was checked: a face can borrow from it, if there is one in it."""

    mp4: bytes
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Proof:
    """What a file says of where it comes from. Only ``ours`` and a known fingerprint prove anything."""

    fingerprint: str
    ours: bool = False  # signed with the studio's own certificate
    claimed: bool = False  # its tags say so
    signer: str = ""  # who signed its manifest, if it has one
    signed: bool = False  # ... and the file is as it was signed


@dataclass(frozen=True)
class Taken:
    """A picture that was checked, to be drawn over or to be learnt."""

    png: bytes
    width_px: int
    height_px: int
    alpha: bytes = b""  # a PNG of grey: 255 is opaque; nothing where all of it is
    notes: tuple[Note, ...] = ()
    faces: int = 0  # that are in it, where that was asked


class Intake(Protocol):
    """Checks what people send, for seconds at most. Blocks; thread-safe."""

    def photo(self, data: bytes) -> Seen:
        """Check a photo and make it anew. Raises a Refusal that says what is wrong with it."""

    def sound(self, data: bytes) -> bytes:
        """Check a recording and make it anew. Returns: FLAC. Raises a Refusal."""

    def video(self, data: bytes) -> Film:
        """Check a video whose motion is to be borrowed, and make it anew. Raises a Refusal."""

    def verify(self, data: bytes) -> Proof:
        """Look for marks in a clip or a picture. Raises a Refusal."""

    def picture(self, data: bytes) -> Taken:
        """Check a picture that is to be drawn over, and make it anew. Raises a Refusal."""

    def learnt(self, data: bytes, *, people: bool) -> Taken:
        """Check a picture that is to be learnt, and make it anew; ``people``: count the faces in it.

        Raises a Refusal.
        """

    def archive(self, data: bytes) -> tuple[Packed, ...]:
        """Unpack the pictures of a ZIP, in memory. Raises a Refusal."""

    def unrestored(self, data: bytes) -> bytes:
        """Check a photo whose faces are to be restored, and make it anew. Returns: PNG.

        Raises WeightsMissing where nothing here can restore it, and a Refusal.
        """


class StudioIntake:
    """The intake of the avatar room, with its certificate and its weights where the settings say."""

    def __init__(self, settings: AvatarSettings | None = None) -> None:
        self._settings = settings or AvatarSettings()

    def photo(self, data: bytes) -> Seen:
        """Check a photo and make it anew. Raises a Refusal that says what is wrong with it."""
        from avatar.intake.photo import read_photo  # noqa: PLC0415 - only where somebody sends one

        photo = read_photo(data, faces=True)
        faces = photo.faces[:FACES]
        drawn = len(faces) == 1 and faces[0].drawn
        notes = (*photo.notes, Note(code="face_drawn")) if drawn else photo.notes
        problems = photo.problems[:FACES] if len(faces) > 1 else ()
        return Seen(photo.png, len(faces), photo.thumbnail, problems, notes)

    def sound(self, data: bytes) -> bytes:
        """Check a recording and make it anew. Returns: FLAC. Raises a Refusal."""
        from avatar.intake.sound import read_sound  # noqa: PLC0415 - only where somebody sends one

        return read_sound(data).flac

    def video(self, data: bytes) -> Film:
        """Check a video whose motion is to be borrowed, and make it anew. Raises a Refusal."""
        from avatar.intake.video import read_video  # noqa: PLC0415 - only where somebody sends one

        video = read_video(data)
        return Film(video.mp4, video.notes)

    def verify(self, data: bytes) -> Proof:
        """Look for marks in a clip or a picture. Raises a Refusal."""
        from avatar.honest.verify import read_marks  # noqa: PLC0415 - only where somebody asks

        marks = read_marks(data, self._settings.c2pa_certificate)
        return Proof(
            fingerprint=written(marks.fingerprint),
            ours=marks.ours,
            claimed=marks.tagged or marks.declared,
            signer=marks.signer,
            signed=marks.signed,
        )

    def picture(self, data: bytes) -> Taken:
        """Check a picture that is to be drawn over, and make it anew. Raises a Refusal."""
        from avatar.intake.photo import read_photo  # noqa: PLC0415 - only where somebody sends one

        photo = read_photo(data, alpha=True)
        return Taken(photo.png, photo.width_px, photo.height_px, photo.alpha, photo.notes)

    def learnt(self, data: bytes, *, people: bool) -> Taken:
        """Check a picture that is to be learnt, and make it anew; ``people``: count the faces in it.

        Raises a Refusal.
        """
        from avatar.intake.photo import read_photo  # noqa: PLC0415 - only where somebody sends one

        photo = read_photo(data, people=people)
        return Taken(photo.png, photo.width_px, photo.height_px, faces=len(photo.faces))

    def archive(self, data: bytes) -> tuple[Packed, ...]:
        """Unpack the pictures of a ZIP, in memory. Raises a Refusal."""
        return read_archive(data)

    def unrestored(self, data: bytes) -> bytes:
        """Check a photo whose faces are to be restored, and make it anew. Returns: PNG.

        What is too blurred, small or dark to speak is what restoring is for: faces are looked for later.
        Raises WeightsMissing where nothing here can restore it, and a Refusal.
        """
        from avatar.intake.photo import read_photo  # noqa: PLC0415 - only where somebody sends one
        from avatar.restoring import insist_on_weights  # noqa: PLC0415 - as above

        insist_on_weights(self._settings)
        return read_photo(data).png
