"""What there is in a request, whatever it asks for."""

from typing import NamedTuple

from avatar.requests import AvatarRequest, PreviewRequest, SpeechRequest
from generation.requests import (
    DescribeRequest,
    Drawing,
    ExpandRequest,
    Redraw,
    RestoreRequest,
    ShortenRequest,
    TrainingRequest,
    UpscaleRequest,
    controls_of,
    pictures_of,
)
from tasks.job import Request


class Sources(NamedTuple):
    """Keys of the store that a request names, empty where it names none."""

    photo: str = ""
    sound: str = ""
    moves: str = ""  # a video whose motion is borrowed
    pictures: tuple[str, ...] = ()  # what a picture is made of, its mask and its maps among it

    @property
    def shown(self) -> tuple[str, ...]:
        """List what may be something that the studio made for the same person."""
        return (*self.pictures, *filter(None, (self.photo,)))

    @property
    def keys(self) -> tuple[str, ...]:
        """List all of them."""
        return (*self.shown, *filter(None, (self.sound, self.moves)))


def sources_of(request: Request) -> Sources:
    """Give the keys that a request names."""
    match request:
        case AvatarRequest():
            return Sources(request.photo, request.sound, request.moves)
        case PreviewRequest():
            return sources_of(request.of)
        case SpeechRequest():
            return Sources()
        case _:
            return Sources(pictures=pictures_of(request))


def seed_of(request: Request) -> int | None:
    """Give the seed of a request; nothing where it leaves nothing to chance."""
    match request:
        case UpscaleRequest():
            return request.redraw.seed if request.redraw else None
        case SpeechRequest() | RestoreRequest() | DescribeRequest() | ShortenRequest():
            return None
        case PreviewRequest():
            return request.of.seed
        case _:
            return request.seed


def model_of(request: Request) -> str:
    """Name what makes a request: a model, an animator or a voice; nothing where there is no choice."""
    match request:
        case SpeechRequest():
            return request.voice
        case AvatarRequest():
            return request.animator
        case PreviewRequest():
            return request.of.animator
        case UpscaleRequest():
            return request.upscaler
        case _:
            return getattr(request, "model", "")


def models_of(request: Request) -> tuple[str, ...]:
    """Name the models of the shelf that a request uses, each once."""
    match request:
        case Drawing():
            worn = (*(one.name for one in request.adapters), *filter(None, (request.vae,)))
            nets = filter(None, (one.net for one in controls_of(request)))
            return tuple(dict.fromkeys((request.model, *worn, *nets)))
        case UpscaleRequest():
            return (request.upscaler,)
        case TrainingRequest() | ShortenRequest() | ExpandRequest():
            return (request.model,)
        case _:
            return ()


def drawn_anew(request: Request, seed: int) -> Request:
    """Ask for the same with another seed, where there is one."""
    match request:
        case UpscaleRequest(redraw=Redraw() as redraw):
            return request.model_copy(update={"redraw": redraw.model_copy(update={"seed": seed})})
        case SpeechRequest() | RestoreRequest() | UpscaleRequest():
            return request
        case DescribeRequest() | ShortenRequest():
            return request
        case PreviewRequest():
            return request.drawn_anew(seed)
        case _:
            return request.model_copy(update={"seed": seed})
