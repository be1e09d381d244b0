"""Decode a photo; this runs in a cell.

Everything is told from the header before the first pixel is decoded, and what leaves is new: RGB, upright,
without the file's metadata.
"""

import io
import struct
import warnings
import zlib

from PIL import Image, ImageCms, ImageFile

from avatar.intake.errors import (
    AnimationTooLong,
    FileDamaged,
    FileIncomplete,
    PictureTooLarge,
    PictureTooNarrow,
    PictureTooSmall,
)
from avatar.intake.limits import PhotoLimits

MEGAPIXEL = 1_000_000
ORIENTATION = 0x0112  # the EXIF tag
UPRIGHT = {  # what turns a stored picture upright, by the value of the tag (Exif 2.32, 4.6.4)
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
BACKGROUND = (255, 255, 255)  # what shows through where a picture is transparent
PNG_EFFORT = 1  # of 9: 5 % larger than 6, four times as fast
DEEP = 256  # a step of 8 bits in a picture of 16

# What Pillow raises at damaged files: mostly OSError and SyntaxError, and what its parsers stumble over.
DAMAGE = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    LookupError,
    TypeError,
    ArithmeticError,
    AttributeError,
    struct.error,
    zlib.error,
    Image.DecompressionBombWarning,
    Image.DecompressionBombError,
)


def decode(content: bytes, options: dict[str, object]) -> tuple[dict[str, object], bytes]:
    """Decode a photo to PNG.

    ``options``: ``opener`` (Pillow's name of the format), ``limits`` (fields of PhotoLimits), ``faces``,
    ``people``, ``alpha``. Answers the facts of avatar.intake.photo.Told, and the PNG; behind it the thumbnail
    of its faces, or, where ``alpha`` asks for that and something is transparent, its alpha channel as a PNG
    of grey.
    """
    limits = PhotoLimits(**options["limits"])  # type: ignore[arg-type]  # JSON of our own PhotoLimits
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = None  # at opening our own limits tell the numbers
    _check_canvas(content, limits)
    picture, frames = _open(content, str(options["opener"]), limits)
    _check_frames(picture.size, frames, limits)
    Image.MAX_IMAGE_PIXELS = limits.megapixels * MEGAPIXEL  # for what a header did not tell
    upright, opaque = _decoded(picture, limits)
    facts, more = _faces(upright) if options["faces"] else ({}, b"")
    if options.get("people") and not options["faces"]:
        facts = _people(upright)
    if options.get("alpha") and opaque is not None:
        more = _encoded(opaque)
    png = _encoded(upright)
    sizes = {"width_px": upright.width, "height_px": upright.height, "png_bytes": len(png)}
    return {**sizes, "frames": frames, **facts}, png + more


def _check_canvas(content: bytes, limits: PhotoLimits) -> None:
    """Check what an animated WebP claims: libwebp takes memory for all of it when it is opened.

    Source: RFC 9649, section 2.7.
    """
    if content[:4] == b"RIFF" and content[12:16] == b"VP8X":
        width_px, height_px = (1 + int.from_bytes(content[at : at + 3], "little") for at in (24, 27))
        _check_size((width_px, height_px), limits)


def _open(content: bytes, opener: str, limits: PhotoLimits) -> tuple[ImageFile.ImageFile, int]:
    try:
        picture = Image.open(io.BytesIO(content), formats=[opener])
        _check_size(picture.size, limits)  # before the frames are counted, which may need memory for one
        # Phones put previews and brightness maps behind a JPEG; Pillow takes them for frames.
        return picture, 1 if opener == "JPEG" else getattr(picture, "n_frames", 1)
    except DAMAGE as error:
        cut = content[:4] == b"RIFF" and int.from_bytes(content[4:8], "little") + 8 > len(content)
        raise (FileIncomplete if cut else FileDamaged)("picture") from error


def _check_size(size: tuple[int, int], limits: PhotoLimits) -> None:
    width_px, height_px = size
    if max(size) > limits.ratio * min(size):
        raise PictureTooNarrow(width_px, height_px, limits.ratio)
    if max(size) > limits.side_px or width_px * height_px > limits.megapixels * MEGAPIXEL:
        raise PictureTooLarge(width_px, height_px, limits.side_px, limits.megapixels)
    if min(size) < limits.least_px:
        raise PictureTooSmall(width_px, height_px, limits.least_px)


def _check_frames(size: tuple[int, int], frames: int, limits: PhotoLimits) -> None:
    """Hold the frames' area to a budget: a pixel limit for one frame says nothing of a thousand."""
    area = size[0] * size[1]
    affordable = max(1, limits.moving_megapixels * MEGAPIXEL // area)
    if frames > min(limits.frames, affordable):
        raise AnimationTooLong(frames, min(limits.frames, affordable))


def _decoded(picture: ImageFile.ImageFile, limits: PhotoLimits) -> tuple[Image.Image, Image.Image | None]:
    """Decode, scale, turn upright and make RGB; beside it its alpha channel, where it has one."""
    profile = picture.info.get("icc_profile")
    turn = _turn(picture)
    try:
        small = _smooth(picture)
        small.thumbnail((limits.kept_px, limits.kept_px), Image.Resampling.LANCZOS, reducing_gap=2.0)
        opaque = small.convert("RGBA").getchannel("A") if small.has_transparency_data else None
        flat = _rgb(_true_colours(small, profile))
    except DAMAGE as error:
        raise _damage(error) from error
    if turn not in UPRIGHT:
        return flat, opaque
    return flat.transpose(UPRIGHT[turn]), opaque and opaque.transpose(UPRIGHT[turn])


def _damage(error: Exception) -> Exception:
    return FileIncomplete("picture") if "truncated" in str(error) else FileDamaged("picture")


def _turn(picture: Image.Image) -> int:
    """Read how the camera was held; a damaged EXIF block says nothing."""
    try:
        turn = picture.getexif().get(ORIENTATION, 1)
    except DAMAGE:
        return 1
    return turn if isinstance(turn, int) else 1


def _true_colours(picture: Image.Image, profile: object) -> Image.Image:
    """Bring the colours of a camera's profile to sRGB; a profile that does not fit is left aside."""
    if not isinstance(profile, bytes) or picture.mode not in {"RGB", "CMYK"}:
        return picture
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        changed = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, *DAMAGE):
        return picture
    return changed or picture


def _smooth(picture: Image.Image) -> Image.Image:
    """Give a picture whose pixels can be mixed: Pillow does not smooth palettes and single bits."""
    if picture.mode.startswith("I"):  # 16 bits of grey
        return picture.convert("I").point(lambda value: value / DEEP).convert("L")
    if picture.mode in {"P", "PA", "1"}:
        return picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    return picture


def _rgb(picture: Image.Image) -> Image.Image:
    """Make a new RGB picture; what is transparent becomes white."""
    if picture.has_transparency_data:
        layer = picture.convert("RGBA")
        under = Image.new("RGBA", layer.size, (*BACKGROUND, 255))
        picture = Image.alpha_composite(under, layer)
    return picture.convert("RGB")


def _encoded(picture: Image.Image) -> bytes:
    """Write a PNG of nothing but pixels."""
    bare = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    file = io.BytesIO()
    bare.save(file, "PNG", compress_level=PNG_EFFORT)
    return file.getvalue()


def _faces(picture: Image.Image) -> tuple[dict[str, object], bytes]:
    from avatar.intake.faces import look_for_faces  # noqa: PLC0415 - its libraries take a second to load

    return look_for_faces(picture)


def _people(picture: Image.Image) -> dict[str, object]:
    from avatar.intake.faces import note_faces  # noqa: PLC0415 - as above

    return note_faces(picture)
