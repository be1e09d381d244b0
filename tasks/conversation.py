"""A request that comes in pieces: a selfie now, the voice note later. A restart in between loses nothing."""

from datetime import timedelta
from typing import Literal

from pydantic import BaseModel

from tasks.database import Database
from tasks.drafts import Drafts
from tasks.models import conversations


class Conversation(BaseModel, frozen=True):
    """What is there of a request, and what it waits for."""

    photo: str = ""  # key of an upload, or of a picture that the studio made
    face: int | None = None  # which of the faces, once it was chosen
    faces: int = 0  # how many were found
    sound: str = ""  # key of an upload
    moves: str = ""  # key of an upload
    text: str = ""
    options: dict[str, str | float | bool] = {}
    waiting: Literal["photo", "voice", "face", "consent"]


class Conversations(Drafts[Conversation]):
    """Keeps half-done requests, one a person and chat. Thread-safe."""

    def __init__(self, database: Database, limit: timedelta) -> None:
        super().__init__(database, limit, conversations, Conversation)
