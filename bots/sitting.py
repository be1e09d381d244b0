"""A sitting: what is there of a clip that somebody asks for in pieces, and what is missing. Only values.

Photo, face, words and consent are wanted in this order, and may come in any.
"""

from typing import Literal
from uuid import UUID

from avatar.compose import AvatarForm
from bots.errors import ConsentNeeded, FaceNeeded, PhotoNeeded, VoiceNeeded
from generation.errors import OutOfRange, Refusal
from tasks.conversation import Conversation

CONSENT_VERSION = "1"  # goes up whenever the wording of "avatar-consent" changes what is agreed to

Missing = Literal["photo", "voice", "face", "consent"]

NOTHING = Conversation(waiting="photo")

PRIVATE = "private"  # an option of the sitting, not of the clip
EVENT, JOB = "event", "job"  # what a sitting that is over remembers, in the place of options


def over(event: str, job_id: UUID) -> Conversation:
    """Leave of a sitting which event ended it with which job, should the event come once more."""
    return NOTHING.model_copy(update={"options": {EVENT: event, JOB: str(job_id)}})


def ended_by(sitting: Conversation) -> tuple[str, str]:
    """Give the event and the job with which a sitting ended, or nothing of both."""
    return str(sitting.options.get(EVENT, "")), str(sitting.options.get(JOB, ""))


def with_photo(sitting: Conversation, photo: str, faces: int, face: int | None = None) -> Conversation:
    """Put a checked photo in; ``face`` (from 1) is the one that was asked for along with it."""
    fresh = sitting.model_copy(update={"photo": photo, "faces": faces, "face": 0 if faces == 1 else None})
    return fresh if face is None else with_face(fresh, face)


def with_face(sitting: Conversation, face: int) -> Conversation:
    """Choose one of the faces in the photo, counted from 1. Raises OutOfRange."""
    if not 1 <= face <= sitting.faces:
        raise OutOfRange("face", face, 1, sitting.faces)
    return sitting.model_copy(update={"face": face - 1})


def with_sound(sitting: Conversation, sound: str) -> Conversation:
    """Put a recording in; it takes the place of a text."""
    return sitting.model_copy(update={"sound": sound, "text": ""})


def with_moves(sitting: Conversation, moves: str) -> Conversation:
    """Put a video in, whose motion the face borrows."""
    return sitting.model_copy(update={"moves": moves})


def with_text(sitting: Conversation, text: str) -> Conversation:
    """Put a line to be spoken in; it takes the place of a recording."""
    return sitting.model_copy(update={"text": text, "sound": ""})


def with_options(sitting: Conversation, options: dict[str, str | float | bool]) -> Conversation:
    """Put options in; the latest word on each counts."""
    exact = {name: float(value) if type(value) is int else value for name, value in options.items()}
    return sitting.model_copy(update={"options": {**sitting.options, **exact}})


def missing(sitting: Conversation, *, consented: bool) -> Missing | None:
    """Tell what a sitting waits for; nothing where the clip can be made."""
    if not sitting.photo:
        return "photo"
    if sitting.face is None:
        return "face"
    if not (sitting.sound or sitting.text):
        return "voice"
    return None if consented else "consent"


def lack(sitting: Conversation, what: Missing) -> Refusal:
    """Say what is missing to somebody who cannot be asked."""
    match what:
        case "photo":
            return PhotoNeeded()
        case "face":
            return FaceNeeded(sitting.faces)
        case "voice":
            return VoiceNeeded()
        case "consent":
            return ConsentNeeded(CONSENT_VERSION)


def form_of(sitting: Conversation) -> AvatarForm:
    """Fill the form of a clip with what the sitting holds."""
    face = None if sitting.face is None else sitting.face + 1
    options = {name: value for name, value in sitting.options.items() if name != PRIVATE}
    return AvatarForm.model_validate({**options, "text": sitting.text, "face": face})
