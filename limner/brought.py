"""What `limner imagine` draws from: named files, read as everywhere and asked for as the bots do."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image

from avatar.intake.photo import Photo, read_photo
from bots.errors import Contradiction, StyleUnknown
from bots.forms import fill
from bots.grammar import parse
from generation.catalogue import Catalogue, near
from generation.compose import ImageForm, Switch
from generation.layers import merge
from generation.modes.errors import TooManyMaps
from generation.modes.following import Span, controls, read_guides
from generation.modes.forms import ControlForm, InpaintForm, RemixForm, control, inpaint, remix
from generation.modes.maps import is_map
from generation.modes.scribble import mask_of
from generation.notes import Note
from generation.provenance import Layer, Provenance
from generation.requests import CONTROLS_MOST, Control, PictureRequest, controls_of
from generation.style import names_in, read_styles, wear
from generation.variants import variants
from generation.wildcards import read_lists
from limner.ending import REFUSED, leave, read_file

VARIANTS_MOST = 100  # requests of one line


@dataclass(frozen=True)
class Named:
    """The files that were named on the command line."""

    picture: Path | None
    mask: Path | None
    maps: tuple[str, ...]  # "canny=photo.png"


@dataclass(frozen=True)
class Asked:
    """A request, the pictures that it names by their keys, and what is to be told with the result."""

    request: PictureRequest
    files: dict[str, bytes]
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class _Guide:
    """A picture along which, or along whose maps, something is drawn."""

    kinds: str
    key: str
    photo: Photo


def ask(words: str, named: Named, catalogue: Catalogue) -> Asked:
    """Make a request of words and files. Raises a Refusal; a file that is not there ends the process."""
    guides = tuple(_guides(named.maps, catalogue))
    files, photos = {guide.key: guide.photo.png for guide in guides}, [guide.photo for guide in guides]
    if named.mask is not None and named.picture is None:
        leave("--mask marks a part of a picture: give it together with --from.", REFUSED)
    form: RemixForm | InpaintForm | ControlForm
    if named.picture is not None:
        photo, key = read_photo(read_file(named.picture)), f"from/{named.picture.name}"
        files[key], photos = photo.png, [photo, *photos]
        request, form = _over(words, photo, key, named.mask, files, catalogue)
    elif guides:
        request, form = _along(words, guides[0], catalogue)
    else:
        return ask_several(words, catalogue)[0]
    maps = (*(controls_of(request) if named.picture else ()), *_maps(guides, form, request.model, catalogue))
    if len(maps) > CONTROLS_MOST:
        raise TooManyMaps(CONTROLS_MOST)
    followed = request.model_copy(update={"controls": maps})
    return Asked(followed, files, tuple(note for photo in photos for note in photo.notes))


def ask_several(words: str, catalogue: Catalogue) -> tuple[Asked, ...]:
    """Make every request that words alone stand for. Raises a Refusal."""
    typed = fill(ImageForm, parse(words, ImageForm, "prompt"))
    form, told = _styled(typed, catalogue)
    card = catalogue.card(form.model or catalogue.default)
    bare = form.no_defaults is Switch.ON or not card.negative_prompt
    layers = () if bare else (Layer(source="model", words=card.negative_prompt),)
    negative, kept = merge(layers, form.negative_prompt)
    form, told = (
        form.model_copy(update={"negative_prompt": negative}),
        told.model_copy(update={"layers": kept}),
    )
    requests = variants(form, catalogue, read_lists(catalogue.wildcards), VARIANTS_MOST, told)
    return tuple(Asked(request, {}, ()) for request in requests)


def _styled(form: ImageForm, catalogue: Catalogue) -> tuple[ImageForm, Provenance]:
    """Put on the styles that a form names, of the folder of styles. Raises StyleUnknown."""
    known, typed, names = read_styles(catalogue.styles), form.prompt, names_in(form.style)
    for name in names:
        if name not in known:
            raise StyleUnknown(name, near(name, list(known)) if known else "")
        form = wear(form, known[name])
    return form, Provenance(typed=typed, style=", ".join(names)) if names else Provenance()


def _over(
    words: str, photo: Photo, key: str, mask: Path | None, files: dict[str, bytes], catalogue: Catalogue
) -> tuple[PictureRequest, RemixForm | InpaintForm]:
    """Ask for a picture to be drawn over, or for the part of it that a mask marks."""
    size = photo.width_px, photo.height_px
    if mask is None:
        over = fill(RemixForm, parse(words, RemixForm, "prompt"))
        return remix(over, key, size, catalogue), over
    inside, mask_key = fill(InpaintForm, parse(words, InpaintForm, "prompt")), f"mask/{mask.name}"
    other = _opened(read_photo(read_file(mask)).png)
    marked, file = mask_of(_opened(photo.png), other, invert=inside.invert is Switch.ON), BytesIO()
    marked.save(file, "PNG")
    files[mask_key] = file.getvalue()
    return inpaint(inside, key, mask_key, size, catalogue), inside


def _along(words: str, guide: _Guide, catalogue: Catalogue) -> tuple[PictureRequest, ControlForm]:
    """Ask for a picture as large as the first of its guides."""
    values = parse(words, ControlForm, "prompt")
    if "follow" in values:
        raise Contradiction("follow")
    form = fill(ControlForm, values | {"follow": guide.kinds, "ready": values.get("ready", "on")})
    request = control(form, guide.key, (guide.photo.width_px, guide.photo.height_px), catalogue)
    return request, fill(ControlForm, values)


def _guides(named: tuple[str, ...], catalogue: Catalogue) -> Iterator[_Guide]:
    for number, one in enumerate(named, 1):
        kinds, _, path = one.partition("=")
        if not path:
            leave(f"--control {one}: write what is followed and a file, such as canny=photo.png.", REFUSED)
        read_guides(kinds, catalogue)
        yield _Guide(kinds, f"control-{number}/{Path(path).name}", read_photo(read_file(Path(path))))


def _opened(png: bytes) -> Image.Image:
    """Decode a picture that we encoded."""
    with Image.open(BytesIO(png), formats=("PNG",)) as picture:
        picture.load()
        return picture


def _maps(
    guides: tuple[_Guide, ...],
    form: RemixForm | InpaintForm | ControlForm,
    model: str,
    catalogue: Catalogue,
) -> Iterator[Control]:
    """Follow each guide; what does not look like a map is a photo whose map is read, unless that is said."""
    card, span = catalogue.drawer(model), form if isinstance(form, Span) else Span()
    said = form.ready if isinstance(form, ControlForm) else None
    for guide in guides:
        for one in read_guides(guide.kinds, catalogue):
            ready = said is Switch.ON if said else is_map(one.kind, _opened(guide.photo.png))
            yield from controls((one,), guide.key, span, card, catalogue, ready=ready)
