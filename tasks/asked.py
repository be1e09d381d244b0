"""What there is in a request, whatever it asks for."""

from avatar.requests import AvatarRequest, PreviewRequest, SpeechRequest
from generation.requests import RestoreRequest
from tasks.job import Request


def sources_of(request: Request) -> tuple[str, str]:
    """Give the keys of the photo and of the recording that a request names, empty where there are none."""
    match request:
        case AvatarRequest():
            return request.photo, request.sound
        case PreviewRequest():
            return request.of.photo, request.of.sound
        case RestoreRequest():
            return request.photo, ""
        case _:
            return "", ""


def seed_of(request: Request) -> int | None:
    """Give the seed of a request; nothing where it leaves nothing to chance."""
    match request:
        case SpeechRequest() | RestoreRequest():
            return None
        case PreviewRequest():
            return request.of.seed
        case _:
            return request.seed


def drawn_anew(request: Request, seed: int) -> Request:
    """Ask for the same with another seed, where there is one."""
    match request:
        case SpeechRequest() | RestoreRequest():
            return request
        case PreviewRequest():
            return request.drawn_anew(seed)
        case _:
            return request.model_copy(update={"seed": seed})
