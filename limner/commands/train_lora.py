"""`limner train lora`: a model learns a handful of your own pictures."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from limner.ending import INTERRUPTED, REFUSED, leave, one_sentence

if TYPE_CHECKING:
    from generation.catalogue import Card
    from generation.learning.learn import Learnt, Lesson, Told

SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp"})
CHECKPOINT = "checkpoint.pt"


def train_lora(
    folder: Annotated[Path, typer.Argument(help="5 to 20 pictures: PNG, JPEG or WebP.", metavar="FOLDER")],
    name: Annotated[str, typer.Option(help="What people will type to have it worn.")],
    words: Annotated[
        str, typer.Option(help="The words that call it, such as a photo of wuff. Usual: its name.")
    ] = "",
    model: Annotated[str, typer.Option(help="What learns. Usual: the model of this studio.")] = "",
    steps: Annotated[int, typer.Option(min=10, max=20_000, help="How long it learns.")] = 400,
    sketches: Annotated[
        int, typer.Option(min=0, help="Draw what it has learnt every so many steps, beside the checkpoint.")
    ] = 0,
    out: Annotated[
        Path | None, typer.Option(help="Write this file, and put nothing on the studio's shelf.")
    ] = None,
) -> None:
    """Teach a model your own pictures; called again, it goes on where it stopped (Ctrl-C is safe)."""
    from generation.learning.learn import Lesson
    from generation.learning.lesson import SAVE_EVERY
    from generation.shelf.names import check_name

    work = _work(name)
    with one_sentence(out or work):
        named, card = check_name(name), _card(model)
        if out is None:
            _insist_on_new(named)
        lesson = Lesson(words or name, steps, 0, min(SAVE_EVERY, sketches or SAVE_EVERY), sketches)
        learnt = _teach(card, folder, lesson, work)
        file = out or work / f"{named}.safetensors"
        file.write_bytes(learnt.file)
    print(f"Error of its predictions: {learnt.error_before:.4f} before, {learnt.error_after:.4f} now")
    if out is None:
        _put_on_shelf(file, named)
        file.unlink()
    else:
        print(f"The LoRA: {file}")
    (work / CHECKPOINT).unlink(missing_ok=True)


def _work(name: str) -> Path:
    """Make the folder where a training keeps its place."""
    from limner.folder import FolderSettings
    from limner.settings import read

    shown = "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in name)
    work = read(FolderSettings).data / "training" / f"lora-{shown}"
    work.mkdir(parents=True, exist_ok=True)
    return work


def _card(model: str) -> "Card":
    from generation.cards import find_card
    from generation.settings import GenerationSettings
    from limner.settings import read

    return find_card(model or read(GenerationSettings).model)


def _insist_on_new(name: str) -> None:
    """Make sure before hours of training that the name is free. Raises ModelNameTaken."""
    from generation.settings import GenerationSettings
    from generation.shelf.intake import insist_on_new
    from limner.settings import read

    insist_on_new(name, read(GenerationSettings).shelf)


def _teach(card: "Card", folder: Path, lesson: "Lesson", work: Path) -> "Learnt":
    """Look at the pictures, then train. Raises a Refusal that says what is wrong with one."""
    from generation.learning.asking import insist_on_count

    paths = _pictures(folder)
    insist_on_count(len(paths))
    print("Loading torch …", file=sys.stderr)
    from limner.hush import hush

    hush()
    from generation.learning.album import read_album
    from generation.learning.learn import learn
    from generation.learning.sitter import sit
    from generation.settings import GenerationSettings
    from limner.settings import read

    sitter = sit(card, read(GenerationSettings).device)
    pictures = read_album({path.name: path.read_bytes() for path in paths}, sitter.side_px)
    with _hearing_ctrl_c() as stopped:
        return learn(sitter, pictures, lesson, work / CHECKPOINT, _teller(work), stopped)


def _pictures(folder: Path) -> list[Path]:
    if not folder.is_dir():
        leave(f"{folder} is no folder.", REFUSED)
    files = [path for path in sorted(folder.iterdir()) if path.is_file() and not path.name.startswith(".")]
    return [path for path in files if path.suffix.casefold() in SUFFIXES] or files


def _teller(work: Path) -> "Callable[[Told], None]":
    def tell(told: "Told") -> None:
        print(f"step {told.step} of {told.steps}, loss {told.loss:.4f}", file=sys.stderr, flush=True)
        if told.sketch is not None:
            path = work / f"sketch-{told.step:05}.png"
            told.sketch.save(path)
            print(f"  {path}", file=sys.stderr, flush=True)

    return tell


@contextmanager
def _hearing_ctrl_c() -> "Iterator[Callable[[], bool]]":
    """Let the first Ctrl-C end the training between two steps, with a checkpoint."""
    import signal

    from generation.errors import Cancelled

    heard = False

    def hear(*_: object) -> None:
        nonlocal heard
        heard = True

    before = signal.signal(signal.SIGINT, hear)
    try:
        yield lambda: heard
    except Cancelled:
        leave("Stopped. The same command goes on where it stopped.", INTERRUPTED)
    finally:
        signal.signal(signal.SIGINT, before)


def _put_on_shelf(file: Path, name: str) -> None:
    from limner.commands.stock import add

    add(str(file), name)
    print(f"Keep it for a role or a place:  limner models allow {name} role:trusted")
