"""`limner avatar`: a photo and a voice become a clip, here and now, without a queue."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from limner.ending import REFUSED, insist_on, leave, one_sentence, read_file, tell
from limner.sieve import FilterOption, open_sieve

if TYPE_CHECKING:
    from avatar.animator import Pixels
    from avatar.clip.options import Clip
    from avatar.compose import AvatarForm
    from avatar.intake.photo import Photo
    from avatar.intake.sound import Recording
    from avatar.intake.video import Video
    from avatar.requests import AvatarRequest, PreviewRequest
    from avatar.sound import Sound
    from avatar.talk import Talker, Tell
    from limner.sieve import Sieve
    from tasks.filter import Filter


class Aspect(StrEnum):
    """The shape of a clip."""

    PHOTO = "photo"
    SQUARE = "1:1"
    TALL = "9:16"
    WIDE = "16:9"


class Size(StrEnum):
    """The short side of a clip (pixels)."""

    SMALL = "256"
    LARGE = "512"


class Engine(StrEnum):
    """What makes the face talk."""

    PUPPET = "puppet"
    SADTALKER = "sadtalker"


class Framing(StrEnum):
    """Which part of the photo moves, and what the clip shows."""

    AUTO = "auto"
    CROP = "crop"
    EXTCROP = "extcrop"
    RESIZE = "resize"
    FULL = "full"
    EXTFULL = "extfull"


class Borrow(StrEnum):
    """What a face borrows from a reference video."""

    POSE = "pose"
    BLINKS = "blinks"
    BOTH = "both"


@dataclass(frozen=True)
class Sent:
    """The files that were given, unread; empty where there is none."""

    photo: bytes
    sound: bytes
    moves: bytes


@dataclass(frozen=True)
class Pieces:
    """What a clip is made of."""

    photo: "Photo"
    recording: "Recording | None"
    moves: "Video | None"


Share = Annotated[float, typer.Option(min=0, max=2, help="1 is natural, 0 holds it still.")]
Angles = Annotated[str, typer.Option(help='Degrees over the clip: "0 20 -20".')]


def avatar(  # noqa: PLR0913, PLR0917 - a command line has as many options as there are choices
    photo: Annotated[Path, typer.Argument(help="A picture with a face.", metavar="PHOTO")],
    audio: Annotated[Path | None, typer.Option(help="What is said: a recording.")] = None,
    text: Annotated[str, typer.Option(help="What is said: words, spoken by a voice.")] = "",
    output: Annotated[Path, typer.Option("--output", "-o", help="The MP4 to write.")] = Path("limner.mp4"),
    voice: Annotated[str, typer.Option(help="Whose voice; see limner voices.")] = "",
    rate: Annotated[float, typer.Option(min=0.5, max=2, help="How fast the voice speaks.")] = 1.0,
    pitch: Annotated[float, typer.Option(min=-12, max=12, help="Semitones above the voice's own.")] = 0.0,
    face: Annotated[
        int | None, typer.Option(min=1, max=10, help="Which of several faces, from the left.")
    ] = None,
    size: Annotated[Size, typer.Option(help="The short side in pixels.")] = Size.SMALL,
    aspect: Annotated[Aspect, typer.Option(help="The clip's shape.")] = Aspect.PHOTO,
    captions: Annotated[bool, typer.Option("--captions", help="Write the text into the clip.")] = False,
    head: Share = 1.0,
    eyes: Share = 1.0,
    mouth: Share = 1.0,
    engine: Annotated[Engine | None, typer.Option(help="What makes the face talk.")] = None,
    framing: Annotated[Framing, typer.Option(help="Which part of the photo moves.")] = Framing.AUTO,
    style: Annotated[int, typer.Option(min=0, max=45, help="How the head moves.")] = 0,
    expression: Annotated[float, typer.Option(min=0, max=3, help="How strongly the face expresses.")] = 1.0,
    still: Annotated[bool, typer.Option("--still", help="Keep the head as it is in the photo.")] = False,
    turn: Angles = "",
    nod: Angles = "",
    tilt: Angles = "",
    moves: Annotated[Path | None, typer.Option(help="A video whose motion the face borrows.")] = None,
    borrow: Annotated[Borrow, typer.Option(help="What it borrows from that video.")] = Borrow.BOTH,
    restore: Annotated[float, typer.Option(min=0, max=1, help="How much of the face is made finer.")] = 0.0,
    seed: Annotated[int | None, typer.Option(min=0, max=2**32 - 1, help="The same gives the same.")] = None,
    preview: Annotated[bool, typer.Option("--preview", help="Show six ways to begin instead.")] = False,
    variant: Annotated[
        int | None, typer.Option(min=1, max=6, help="Make this one of them; give the sheet's --seed.")
    ] = None,
    filter_: FilterOption = None,
) -> None:
    """Make a face speak in this process and store the clip as MP4."""
    output = insist_on(output, ".mp4")
    if (audio is None) == (not text.strip()):
        leave("Give either --audio FILE or --text WORDS.", REFUSED)
    if variant is not None and (preview or seed is None):
        leave("Give --variant together with the sheet's --seed, and without --preview.", REFUSED)
    sent = Sent(read_file(photo), *(read_file(path) if path else b"" for path in (audio, moves)))
    form: dict[str, object] = {
        "text": text,
        "voice": voice or None,
        "rate": rate,
        "pitch": pitch,
        "face": face,
        "size": size.value,
        "aspect": aspect.value,
        "captions": "on" if captions else "off",
        "head": head,
        "eyes": eyes,
        "mouth": mouth,
        "engine": engine.value if engine else None,
        "framing": framing.value,
        "style": style,
        "expression": expression,
        "still": "on" if still else "off",
        "turn": turn,
        "nod": nod,
        "tilt": tilt,
        "borrow": borrow.value,
        "restore": restore,
        "seed": seed,
        "preview": "on" if preview else "off",
    }
    with one_sentence(output):
        _make(form, variant, sent, output, filter_)


def _make(
    form: dict[str, object], variant: int | None, sent: Sent, output: Path, filter_: "Filter | None"
) -> None:
    from avatar.cast import cast_of
    from avatar.compose import AvatarForm, compose_avatar
    from avatar.requests import take
    from avatar.settings import AvatarSettings
    from avatar.talker import open_talker
    from avatar.variants import preview_of
    from avatar.voices.shelf import open_shelf
    from generation.compose import Switch
    from limner.settings import read

    started = time.monotonic()
    settings = read(AvatarSettings)
    shelf = open_shelf(settings)
    cast = cast_of(settings)
    filled = AvatarForm.model_validate(form)
    # A wrong word is told before a photo is looked at.
    sound, moves = "recording" if sent.sound else "", "moves" if sent.moves else ""
    request = compose_avatar(filled, "photo", sound, shelf, "", cast, moves)
    pieces = _look(sent)
    _choose(filled, pieces.photo)
    sieve = _sieve(filter_)
    sieve.admit([pieces.photo.png])
    talker = open_talker(settings, shelf)
    if filled.preview is Switch.ON:
        sheet = preview_of(request)
        clip = _try_out(sheet, pieces, talker, output)
    else:
        sheet = None
        request = take(preview_of(request), variant) if variant else request
        clip = _talk(request, pieces, talker, output)
    sieve.clip(output)
    print(f"{output}  seed {request.seed}")
    print(
        f"{request.animator} {clip.width_px}x{clip.height_px}  {clip.duration_s:.1f} s"
        f"  {clip.bytes / 1e6:.1f} MB  made in {time.monotonic() - started:.1f} s"
    )
    tell((*pieces.photo.notes, *(pieces.moves.notes if pieces.moves else ()), *clip.notes))
    if sheet:
        _explain(sheet)


def _sieve(filter_: "Filter | None") -> "Sieve":
    from limner.model import catalogue, generation_settings

    drawing = generation_settings()
    return open_sieve(filter_, drawing, catalogue(drawing), drawn=False)


def _look(sent: Sent) -> Pieces:
    from avatar.intake.photo import read_photo
    from avatar.intake.sound import read_sound
    from avatar.intake.video import read_video

    photo = read_photo(sent.photo, faces=True)
    recording = read_sound(sent.sound) if sent.sound else None
    return Pieces(photo, recording, read_video(sent.moves) if sent.moves else None)


def _choose(form: "AvatarForm", photo: "Photo") -> None:
    """End with 2 where there are several faces and none was chosen.

    Raises NoSuchFace, or what keeps the chosen one from speaking.
    """
    from avatar.clip.errors import NoSuchFace

    found, number = len(photo.faces), form.face or 1
    if form.face is None and found > 1:
        leave(f"This picture has {found} faces. Choose one, from the left: --face 1 to {found}.", REFUSED)
    if number > found:
        raise NoSuchFace(found, number)
    photo.face(number - 1)


def _talk(request: "AvatarRequest", pieces: Pieces, talker: "Talker", output: Path) -> "Clip":
    from avatar.talk import Order, talk

    with _progress() as tell_share:
        return talk(Order(request, *_decoded(pieces)), talker, output, tell_share, lambda: False)


def _try_out(sheet: "PreviewRequest", pieces: Pieces, talker: "Talker", output: Path) -> "Clip":
    from avatar.preview import Trial, draw_preview

    trial = Trial(sheet, *_decoded(pieces))
    with _progress() as tell_share:
        return draw_preview(trial, talker, output, tell_share, lambda: False)


def _decoded(pieces: Pieces) -> "tuple[Pixels, Sound | None, bytes]":
    """Give what an order or a trial takes besides the request."""
    from avatar.intake.flac import sound_of
    from avatar.talker import pixels_of

    sound = sound_of(pieces.recording.flac) if pieces.recording else None
    return pixels_of(pieces.photo.png), sound, pieces.moves.mp4 if pieces.moves else b""


def _explain(sheet: "PreviewRequest") -> None:
    """Print what each variant tries, and how it is made."""
    from bots.wording import Wording

    wording = Wording()
    for number, variant in enumerate(sheet.variants, 1):
        print(f"{number}  {wording.say(f'idea-{variant.idea}')}")
    print(f"Make one: the same command with --variant N --seed {sheet.of.seed} in place of --preview")


@contextmanager
def _progress() -> "Iterator[Tell]":
    """Show a bar while something is made."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("Starting", total=1.0)

        def show(share: float, stage: str) -> None:
            progress.update(bar, description=stage.capitalize(), completed=share)

        yield show
