"""`limner verify`: where a file comes from."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from limner.ending import one_sentence, read_file

if TYPE_CHECKING:
    from avatar.honest.verify import Marks
    from tasks.origins import Origin

UNKNOWN = 1  # exit code: nothing says that a machine made it


def verify(
    file: Annotated[Path, typer.Argument(help="A clip or a picture.", metavar="FILE")],
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON, for scripts.")] = False,
) -> None:
    """Say what marks a file carries, and whether this studio made it; exits with 1 where nothing says so."""
    content = read_file(file)
    with one_sentence(file):
        from avatar.honest.verify import read_marks
        from avatar.settings import AvatarSettings
        from generation.picture import read_recipe
        from limner.settings import read

        marks = read_marks(content, read(AvatarSettings).c2pa_certificate)
        recipe = read_recipe(content) is not None
        asked, origin = _origin(marks)
    known = marks.tagged or marks.declared or bool(marks.signer) or recipe or origin is not None
    if as_json:
        import json

        print(json.dumps(_plain(marks, recipe, asked, origin), indent=2))
    else:
        print("\n".join(_lines(marks, recipe, asked, origin)))
    raise SystemExit(0 if known else UNKNOWN)


def _origin(marks: "Marks") -> "tuple[bool, Origin | None]":
    """Ask this studio's database. Returns: whether there is one, and what it knows."""
    from limner.folder import tasks_settings
    from tasks.database import Database
    from tasks.errors import StudioPausing
    from tasks.origins import Origins, written

    settings = tasks_settings()
    if settings.database_url is None and not (settings.data / "limner.sqlite").is_file():
        return False, None
    database = Database(settings.database_address)
    try:
        return True, Origins(database).origin(written(marks.fingerprint))
    except StudioPausing:
        return False, None
    finally:
        database.close()


def _lines(marks: "Marks", recipe: bool, asked: bool, origin: "Origin | None") -> list[str]:
    tag = "says that Limner made it" if marks.tagged else "none of Limner's"
    declared = "says that an algorithm made it" if marks.declared else "none"
    lines = [f"tags         {tag}", f"XMP          {declared}", f"C2PA         {_signed(marks)}"]
    if recipe:
        lines.append("recipe       that of a picture drawn by Limner")
    if origin:
        made = f"made here, {origin.made_at:%Y-%m-%d %H:%M} UTC, {origin.kind} job {origin.job_id}"
        return [*lines, f"fingerprint  {made}"]
    found = "not known to this studio" if asked else "not compared: there is no studio's database here"
    return [*lines, f"fingerprint  {found}"]


def _signed(marks: "Marks") -> str:
    if not marks.signer:
        return "no manifest"
    whose = "by this studio" if marks.ours else f"by {marks.signer}, as the file says"
    return f"signed {whose}; " + ("unchanged since" if marks.signed else "CHANGED since, or not sound")


def _plain(marks: "Marks", recipe: bool, asked: bool, origin: "Origin | None") -> dict[str, object]:
    made = origin and {"job": str(origin.job_id), "kind": origin.kind, "made_at": origin.made_at.isoformat()}
    return {
        "tagged": marks.tagged,
        "declared": marks.declared,
        "signer": marks.signer,
        "signed": marks.signed,
        "ours": marks.ours,
        "recipe": recipe,
        "compared": asked,
        "made_here": made,
    }
