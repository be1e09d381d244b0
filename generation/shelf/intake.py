"""Puts a model on the shelf: a folder in diffusers format, or one file of weights."""

import json
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from generation.cards import card_of, read_card, read_folder, reserved
from generation.catalogue import AnyCard, ExtraCard, Figure, Purpose
from generation.checksums import SUMS, record
from generation.errors import ModelUnavailable
from generation.folder import ModelFolder, weight_files
from generation.memory import GIB
from generation.requests import ControlKind
from generation.shelf import told
from generation.shelf.errors import (
    FileHoldsCode,
    GuideUnclear,
    KindUnknown,
    LinkInside,
    ModelNameTaken,
    NothingThere,
    PartMissing,
    PurposeNotYours,
    SeveralThere,
)
from generation.shelf.guides import is_guide, kind_told, told_by
from generation.shelf.header import PICKLED, SUFFIX, Header, read_header
from generation.shelf.kinds import Checkpoint, Extra, Guide, Kind, what_is, words_of
from generation.shelf.moving import BLOCK, MEGABYTE, Report, copy, make_room, move, silent
from generation.shelf.names import check_name, near_name
from generation.shelf.stock import ARRIVING, CARD
from generation.shelf.tokens import find_tokenizer

FORGOTTEN_S = 86_400.0  # nothing arrives for so long
COPIED = frozenset({".json", ".txt", ".model", SUFFIX})  # of a folder in diffusers format
NAMED_MOST = 5  # files that are named where there are several

_LICENCE = re.compile(r"^license:\s*([\w.+ -]{1,60})$", re.MULTILINE)  # in a README's front matter


@dataclass(frozen=True)
class Wish:
    """How somebody wants to have it."""

    name: str = ""  # that people type; nothing: made of the file's name
    licence: str = ""  # where the file tells none
    control: ControlKind | None = None  # what a ControlNet follows, where its name does not tell
    keep: bool = True  # the source; otherwise its file is moved
    purposes: frozenset[Purpose] = frozenset(Purpose)  # that it may have


def add(source: Path, shelf: Path, wish: Wish = Wish(), report: Report = silent) -> AnyCard:
    """Put a model on the shelf: look into it, copy it, write its card and its checksums.

    Nothing is loaded. Whatever goes wrong, nothing is left behind.
    Raises a Refusal that says what is wrong, and OSError where the shelf cannot be written.
    """
    found = _found(source)
    name = check_name(wish.name) if wish.name else near_name(_called(source.expanduser().resolve()))
    insist_on_new(name, shelf)
    with arriving(shelf) as stage:
        take = _take_file if found.is_file() else _take_folder
        card = take(found, stage, name, wish, report)
        (stage / CARD).write_text(_written(card, wish), "utf-8")
        card_of(stage)  # as it will be read
        try:
            stage.rename(shelf / name)
        except OSError as error:  # somebody was quicker
            raise ModelNameTaken(name) from error
    return card_of(shelf / name)


def insist_on_new(name: str, shelf: Path) -> None:
    """Make sure that no model is called so. Raises ModelNameTaken."""
    if name in reserved() or (shelf / name).exists():
        raise ModelNameTaken(name)


def _found(source: Path) -> Path:
    """Find what is to be taken: a file, a whole folder, or the only file of weights in a folder."""
    if source.is_symlink():
        raise LinkInside(source.name)
    path = source.expanduser().resolve()
    if path.is_file() or (path / "model_index.json").is_file():
        return path
    if not path.is_dir():
        raise NothingThere(str(source))
    files = (weight_files if is_guide(path) else _weights)(path)
    if len(files) > 1:
        raise SeveralThere(str(source), ", ".join(file.name for file in files[:NAMED_MOST]))
    if not files:
        _insist_no_code(path)
        raise NothingThere(str(source))
    return files[0]


def _weights(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"*{SUFFIX}"))


def _called(path: Path) -> str:
    return path.name if path.is_dir() else path.stem


def _insist_no_code(folder: Path) -> None:
    """Say why a folder cannot be used that holds nothing but what needs unpickling."""
    for file in sorted(folder.iterdir()):
        if file.suffix.casefold() in PICKLED:
            raise FileHoldsCode(file.name)


@contextmanager
def arriving(shelf: Path) -> Iterator[Path]:
    """Make a folder that nobody sees until it is moved; if that never happens, it goes."""
    stage = shelf / f"{ARRIVING}{uuid4().hex}"
    stage.mkdir(parents=True)
    _tidy(shelf)
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _tidy(shelf: Path) -> None:
    """Erase what arrived in part, where the process that brought it is gone."""
    for left in shelf.glob(f"{ARRIVING}*"):
        if time.time() - left.stat().st_mtime > FORGOTTEN_S:
            shutil.rmtree(left, ignore_errors=True)


def _take_file(file: Path, stage: Path, name: str, wish: Wish, report: Report) -> AnyCard:
    """Take one file. What it is, is looked up before it is copied; the copy is looked at once more."""
    kind = what_is(read_header(file), file.name)
    if _purpose(kind) not in wish.purposes:
        raise PurposeNotYours(_purpose(kind))
    match kind:
        case Checkpoint():
            return _take_checkpoint(file, kind, stage, name, report)
        case Guide():
            return _take_guide(file, kind, stage, name, wish, report)
    target = stage / f"{name}{SUFFIX}"
    make_room(stage, file.stat().st_size if wish.keep else 0)
    digest = move(file, target, report) if not wish.keep else copy(file, target, report)
    header = read_header(target)
    kind = what_is(header, file.name)
    if not isinstance(kind, Extra):  # it was changed while it was copied
        raise KindUnknown(file.name)
    record(stage, {target.name: digest})
    return _extra_card(kind, header, target, name, digest)


def _take_checkpoint(file: Path, kind: Checkpoint, stage: Path, name: str, report: Report) -> AnyCard:
    """Take a whole model of one file: it becomes a folder, of which each part is looked at."""
    from generation.shelf.unpack import unpack  # noqa: PLC0415 - NumPy, which bots do without until then

    header = read_header(file)
    make_room(stage, file.stat().st_size)
    unpack(file, header, kind, find_tokenizer(stage.parent, words_of(header, kind)), stage, report)
    for part in stage.rglob(f"*{SUFFIX}"):
        read_header(part)
    notes = header.metadata
    given = {
        "name": name,
        "sha256": _whole_digest(stage),
        "title": told.title(notes, name),
        "draws": told.about(notes),
        "trained": told.makers(notes),
        "licence": told.licence(notes),
    }
    return read_card(stage).model_copy(update=given)


def _purpose(kind: Kind) -> Purpose:
    return Purpose.CONTROLNET if isinstance(kind, Guide) else kind.purpose


def _take_guide(file: Path, kind: Guide, stage: Path, name: str, wish: Wish, report: Report) -> AnyCard:
    """Take a ControlNet, which becomes a folder. Raises GuideUnclear where nobody says what it follows."""
    from generation.shelf.unpack import unpack_guide  # noqa: PLC0415 - NumPy, as above

    header = read_header(file)
    called = name, file.stem, file.parent.name, told.title(header.metadata, "")
    control = wish.control or kind_told(*called)
    if control is None:
        raise GuideUnclear(file.name, ", ".join(ControlKind))
    make_room(stage, file.stat().st_size)
    unpack_guide(file, header, kind, told_by(file.parent), stage, report)
    card = _extra_card(Extra(Purpose.CONTROLNET, kind.base), header, file, name, _whole_digest(stage))
    return card.model_copy(update={"file": "", "control": control.value})


def _extra_card(kind: Extra, header: Header, file: Path, name: str, digest: str) -> ExtraCard:
    bytes_, notes = file.stat().st_size, header.metadata
    called = {
        Purpose.LORA: lambda: told.called_by(notes),
        Purpose.TEXTUAL_INVERSION: lambda: told.word_of(next(iter(header.tensors)), name),
    }
    return ExtraCard(
        name=name,
        title=told.title(notes, name),
        purpose=kind.purpose,
        source="",
        base=kind.base,
        draws=told.about(notes),
        trained=told.makers(notes),
        figures=(Figure(what="size", value=round(bytes_ / MEGABYTE, 2), unit="MB"),),
        limits=(f"For {kind.base} models alone.",) if kind.base else (),
        licence=told.licence(notes),
        gpu_memory_gib=max(round(bytes_ / GIB, 1), 0.1),
        ram_gib=max(round(2 * bytes_ / GIB, 1), 0.1),
        sha256=digest,
        file=file.name,
        scale=kind.scale,
        trigger=called.get(kind.purpose, str)(),
    )


def _take_folder(folder: Path, stage: Path, name: str, _wish: Wish, report: Report) -> AnyCard:
    """Take a folder in diffusers format, without what else lies in it."""
    files = _insist_whole(folder)
    make_room(stage, sum(file.stat().st_size for file in files))
    digests = {}
    for file in files:
        target = stage / file.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        digest = copy(file, target, report)
        if file.suffix == SUFFIX:
            read_header(target)
            digests[file.relative_to(folder).as_posix()] = digest
    record(stage, digests)
    given = {"name": name, "title": folder.name, "licence": _licence(folder)}
    return read_folder(stage).model_copy(update={**given, "sha256": _whole_digest(stage)})


def _insist_whole(folder: Path) -> list[Path]:
    """List the files of a model folder that are needed, each looked at.

    Raises PartMissing, FileHoldsCode, LinkInside, and KindUnknown where it is for another program.
    """
    inside = [path for path in sorted(folder.rglob("*")) if not _hidden(path.relative_to(folder))]
    if link := next((path for path in inside if path.is_symlink()), None):
        raise LinkInside(link.name)
    try:
        read_folder(folder)
        lacking = ModelFolder(folder).missing()
    except ModelUnavailable as fault:
        raise KindUnknown(folder.name) from fault
    for part in lacking:
        if (folder / part).parent.is_dir():
            _insist_no_code((folder / part).parent)
        raise PartMissing(folder.name, part)
    files = [path for path in inside if path.is_file() and path.suffix in COPIED]
    files = [path for path in files if path.suffix != SUFFIX or path.parent != folder]  # a checkpoint of all
    for file in files:
        if file.suffix == SUFFIX:
            read_header(file)
    return files


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _whole_digest(folder: Path) -> str:
    """Give one SHA-256 for all that a folder says: its configurations, and the checksums of its weights."""
    digest = sha256((folder / SUMS).read_bytes())
    for file in sorted(folder.rglob("*.json")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _licence(folder: Path) -> str:
    try:
        read = (folder / "README.md").read_text("utf-8", "replace")[:BLOCK]
    except OSError:
        return ""
    found = _LICENCE.search(read)
    return found[1].strip() if found else ""


def _written(card: AnyCard, wish: Wish) -> str:
    """Write a card without what its folder tells by itself."""
    given = {"licence": card.licence or wish.licence}
    body = card.model_copy(update=given).model_dump(mode="json", exclude={"source"}, exclude_defaults=True)
    return json.dumps({"purpose": card.purpose, **body}, indent=2, ensure_ascii=False) + "\n"
