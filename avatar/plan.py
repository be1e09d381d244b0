"""All that is decided of a clip before it is drawn, so that any machine can draw any range of it."""

from dataclasses import dataclass
from io import BytesIO
from typing import Self
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ValidationError

from avatar.animator import Box, Score
from avatar.clip.errors import PlanBroken
from avatar.clip.options import ClipOptions
from avatar.clip.ranges import Range, ranges
from avatar.clip.soundtrack import Soundtrack
from generation.notes import Note

TRACK = "track-"  # before the name of an array that is an animator's own


class Facts(BaseModel, frozen=True):
    """What is decided, as far as it is no array."""

    face: Box  # in the photo
    frames: int
    range_frames: int  # as the animator likes it
    wanted: ClipOptions
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What is said, where the face is, how it moves, and how the clip is to look."""

    facts: Facts
    score: Score
    sound: Soundtrack

    @property
    def ranges(self) -> tuple[Range, ...]:
        """Divide the clip into what one machine should draw before it tells of it."""
        return ranges(self.facts.frames, self.facts.range_frames)

    def to_bytes(self) -> bytes:
        """Write it down, about 12 kB for a second of sound."""
        written = BytesIO()
        texts = {"facts": self.facts.model_dump_json().encode(), "heard": self.sound.heard}
        arrays: dict[str, NDArray[np.generic]] = {
            **{name: np.frombuffer(text, np.uint8) for name, text in texts.items()},
            "sound": np.frombuffer(self.sound.fragments, np.uint8),
            **{TRACK + name: track for name, track in self.score.tracks.items()},
        }
        np.savez(written, allow_pickle=False, **arrays)
        return written.getvalue()

    @classmethod
    def from_bytes(cls, written: bytes) -> Self:
        """Read what `to_bytes` wrote. Raises PlanBroken if it is damaged or something else."""
        try:
            with np.load(BytesIO(written), allow_pickle=False) as arrays:
                facts = Facts.model_validate_json(arrays["facts"].tobytes())
                tracks = {
                    name.removeprefix(TRACK): arrays[name] for name in arrays.files if name.startswith(TRACK)
                }
                sound = Soundtrack(arrays["sound"].tobytes(), arrays["heard"].tobytes())
        except (ValidationError, ValueError, KeyError, EOFError, OSError, BadZipFile) as error:
            raise PlanBroken(str(error)) from error
        return cls(facts, Score(facts.frames, tracks), sound)
