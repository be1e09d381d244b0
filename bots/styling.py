"""Puts the styles on that a form names, of those that there are for somebody in a place."""

from typing import TYPE_CHECKING

from bots.errors import StyleUnknown
from generation.catalogue import near
from generation.compose import ImageForm
from generation.provenance import Provenance
from generation.style import Style, names_in, read_styles, wear
from tasks.local_settings import STUDIO
from tasks.presets import Kind, Preset

if TYPE_CHECKING:
    from bots.command import Visit


async def styles_of(visit: "Visit") -> list[Preset]:
    """List the styles that hold for a visit, by name; of one name the narrowest counts."""
    counter = visit.counter
    folder = await counter.call(read_styles, counter.catalogue.styles)
    kept = await counter.call(counter.desk.presets.here, Kind.STYLE, visit.sender, visit.place)
    found = {name: Preset(name, STUDIO, body_of(style)) for name, style in folder.items()}
    return [one for _, one in sorted({**found, **{one.name: one for one in kept}}.items())]


async def styled(form: ImageForm, visit: "Visit") -> tuple[ImageForm, Provenance]:
    """Put on the styles that a form names, with commas between them. Raises StyleUnknown."""
    names = names_in(form.style)
    if not names:
        return form, Provenance()
    known = {one.name: Style.model_validate(one.body) for one in await styles_of(visit)}
    typed = form.prompt
    for name in names:
        if name not in known:
            raise StyleUnknown(name, near(name, list(known)) if known else "")
        form = wear(form, known[name])
    return form, Provenance(typed=" ".join(typed.split()), style=", ".join(names))


def body_of(style: Style) -> dict[str, object]:
    """Write a style as it is kept."""
    return style.model_dump(mode="json", exclude_defaults=True)
