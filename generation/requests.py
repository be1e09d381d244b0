"""What can be asked of the picture engine. Importing a request never imports torch."""

from typing import Literal

from pydantic import BaseModel, Field

from generation.catalogue import Scheduler

PROMPT_LIMIT = 1000  # characters
SEED_LIMIT = 2**32 - 1


class ImageRequest(BaseModel, frozen=True, extra="forbid"):
    """A picture from words, with every choice made: the same request gives the same picture."""

    kind: Literal["text-to-image"] = "text-to-image"
    prompt: str = Field(min_length=1, max_length=PROMPT_LIMIT)
    negative_prompt: str = Field("", max_length=PROMPT_LIMIT)
    model: str
    width_px: int = Field(ge=64, le=4096)  # of the picture that comes out
    height_px: int = Field(ge=64, le=4096)
    steps: int = Field(ge=1, le=150)
    guidance: float = Field(ge=0, le=30)  # classifier-free guidance scale; 1 and below turn it off
    scheduler: Scheduler
    seed: int = Field(ge=0, le=SEED_LIMIT)  # of the first picture; picture i has (seed + i) mod 2^32
    count: int = Field(1, ge=1, le=4)
    upscale: bool = False  # by the model's own upscaler: it draws smaller what comes out in this size


class RestoreRequest(BaseModel, frozen=True, extra="forbid"):
    """A photo whose faces are to be drawn anew, sharp.

    The photo is a key of the store; what lies there was decoded and encoded anew by us.
    """

    kind: Literal["restore"] = "restore"
    photo: str
    strength: float = Field(1.0, ge=0, le=1)  # 0 leaves the faces as they are
    upscale: Literal[1, 2] = 1  # how many times as large the photo comes out
