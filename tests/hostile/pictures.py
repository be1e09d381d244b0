"""Pictures that are broken, enormous or not pictures at all. Every function gives the bytes of a file."""

import io
import struct
import zipfile
import zlib

import numpy as np
from PIL import Image, ImageCms, PngImagePlugin

SECRET = "Canon-SN-0815"  # stands in metadata that must not survive
CAMERA = "LimnerPhone 3"


def plain(width_px: int = 320, height_px: int = 240) -> Image.Image:
    """Draw a picture whose four quarters differ: red, green, blue, white from the top left."""
    pixels = np.zeros((height_px, width_px, 3), np.uint8)
    top, left = height_px // 2, width_px // 2
    pixels[:top, :left] = 220, 30, 30
    pixels[:top, left:] = 30, 200, 30
    pixels[top:, :left] = 30, 30, 220
    pixels[top:, left:] = 245
    return Image.fromarray(pixels)


def saved(picture: Image.Image, name: str = "PNG", **options: object) -> bytes:
    """Encode a picture with Pillow."""
    file = io.BytesIO()
    picture.save(file, name, **options)
    return file.getvalue()


def png(chunks: list[tuple[bytes, bytes]]) -> bytes:
    """Write a PNG chunk by chunk (PNG specification, section 5.3)."""
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(name, content) for name, content in chunks)


def chunk(name: bytes, content: bytes) -> bytes:
    """Write one chunk with its length and checksum."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def header(width_px: int, height_px: int, depth: int = 1, colour: int = 0) -> tuple[bytes, bytes]:
    """Write the first chunk of a PNG."""
    return b"IHDR", struct.pack(">IIBBBBB", width_px, height_px, depth, colour, 0, 0, 0)


# 1-5, 19: no pictures, or of kinds that are not read


def text() -> bytes:
    """Make a letter, renamed to .png."""
    return b"Dear painter,\nplease draw my cat.\n"


def svg() -> bytes:
    """Make a drawing that asks for an address."""
    return (
        b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg">'
        b'<image href="http://127.0.0.1:9/x.png" width="9" height="9"/></svg>'
    )


def html() -> bytes:
    """Make a page with a script."""
    return b"<!DOCTYPE html><html><script>alert(1)</script></html>"


def tiff() -> bytes:
    """Make a TIFF."""
    return saved(plain(), "TIFF")


def psd() -> bytes:
    """Make the header of a Photoshop file."""
    return b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, 240, 320, 8, 3) + bytes(64)


def eps() -> bytes:
    """Make a PostScript program."""
    return b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 99 99\n(/etc/passwd) run\n"


def fits() -> bytes:
    """Make a picture of astronomers."""
    return b"SIMPLE  =                    T".ljust(2880)


def pdf() -> bytes:
    """Make a document."""
    return b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


def ico() -> bytes:
    """Make an icon."""
    return saved(plain(64, 64), "ICO")


def bmp() -> bytes:
    """Make a bitmap."""
    return saved(plain(), "BMP")


def boxed(brand: bytes) -> bytes:
    """Make the head of a file of ISO boxes: b"heic", b"avif", b"mp42"."""
    return struct.pack(">I", 24) + b"ftyp" + brand + bytes(4) + b"mif1"[:4] + brand + bytes(64)


def jxl() -> bytes:
    """Make the head of a JPEG XL."""
    return b"\x00\x00\x00\x0cJXL \r\n\x87\n" + bytes(32)


def zipped() -> bytes:
    """Make an archive of archives, 10 MB in 30 kB."""
    content = bytes(10_000_000)
    for _ in range(2):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("more.zip", content)
        content = file.getvalue()
    return content


def rar() -> bytes:
    """Make the head of a RAR."""
    return b"Rar!\x1a\x07\x01\x00" + bytes(32)


# 6-8: more pixels than bytes


def vast(width_px: int, height_px: int) -> bytes:
    """Make a black PNG of any size in a few kilobytes: one bit a pixel, deflated well."""
    row = bytes(1 + (width_px + 7) // 8)
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(row) for _ in range(height_px)) + packer.flush()
    return png([header(width_px, height_px), (b"IDAT", rows), (b"IEND", b"")])


def vast_webp() -> bytes:
    """Make an animated WebP whose canvas claims 60000x60000."""
    whole = bytearray(moving("WEBP", 3))
    whole[24:30] = (59_999).to_bytes(3, "little") * 2
    return bytes(whole)


def vast_gif_frame() -> bytes:
    """Make a GIF of 100x100 pixels whose only frame claims 65535x65535."""
    return (
        b"GIF89a" + struct.pack("<HHBBB", 100, 100, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
        b"," + struct.pack("<HHHHB", 0, 0, 65535, 65535, 0) + b"\x02\x02\x44\x01\x00;"
    )


# 9-11: animations


def moving(name: str, frames: int, side_px: int = 128, **options: object) -> bytes:
    """Make an animation; every frame differs a little."""
    pictures = [Image.new("RGB", (side_px, side_px), (at % 256, at // 2, 0)) for at in range(frames)]
    options.setdefault("duration", 40)
    if name == "WEBP":
        options["lossless"] = True  # else frames that look alike become one
    return saved(pictures[0], name, save_all=True, append_images=pictures[1:], **options)


def gif_bomb(frames: int = 400, side_px: int = 2000) -> bytes:
    """Make a GIF of many large frames in few bytes: one frame's code, repeated."""
    still = saved(Image.new("P", (side_px, side_px)), "GIF")
    start = still.index(b",")
    return still[:start] + still[start:-1] * frames + b";"


def gif_without_end() -> bytes:
    """Make a GIF that loops for ever, without a delay, and is cut off before its end mark."""
    return moving("GIF", 5, duration=0, loop=0)[:-1]


# 12, 13: damaged


def truncated(name: str) -> bytes:
    """Half a picture."""
    noise = np.random.default_rng(0).integers(0, 256, (240, 320, 3), dtype=np.uint8)
    whole = saved(Image.fromarray(noise), name)
    return whole[: len(whole) // 2]


def text_bomb() -> bytes:
    """Make a PNG whose text is 20 MB in 20 kB."""
    packed = zlib.compress(b"a" * 20_000_000, 9)
    pixels = zlib.compress(bytes(1 + 16) * 128)
    chunks = [header(128, 128), (b"zTXt", b"parameters\0\0" + packed), (b"IDAT", pixels), (b"IEND", b"")]
    return png(chunks)


def profile_bomb() -> bytes:
    """Make a PNG whose colour profile is 60 MB in 60 kB."""
    packed = zlib.compress(bytes(60_000_000), 9)
    pixels = zlib.compress(bytes(1 + 16) * 128)
    return png([header(128, 128), (b"iCCP", b"x\0\0" + packed), (b"IDAT", pixels), (b"IEND", b"")])


def wrong_checksum() -> bytes:
    """Make a PNG with one changed byte in its header's checksum."""
    whole = bytearray(saved(plain()))
    whole[30] ^= 0xFF
    return bytes(whole)


def noise_after(start: bytes) -> bytes:
    """Make a file that starts well and goes on with noise."""
    return start + np.random.default_rng(1).bytes(20_000)


# 14-17: unusual, and fine


def cmyk() -> bytes:
    """Make a picture for the printing press."""
    return saved(plain().convert("CMYK"), "JPEG", quality=95)


def deep() -> bytes:
    """Grey with 16 bits: black at the left, white at the right."""
    ramp = np.linspace(0, 65535, 256).astype(np.uint16)
    return saved(Image.fromarray(np.tile(ramp, (128, 1))))


def palette() -> bytes:
    """Make a palette of which one entry is transparent: the red quarter."""
    indexed = plain().convert("RGB").quantize(4)
    return saved(indexed, transparency=indexed.getpixel((5, 5)))


def see_through() -> bytes:
    """Grey with an alpha of nothing."""
    return saved(Image.new("LA", (128, 128), (0, 0)))


def bilevel() -> bytes:
    """Black and white."""
    return saved(Image.new("1", (128, 128), 1))


def grey() -> bytes:
    """Grey, as JPEG."""
    return saved(Image.new("L", (128, 128), 90), "JPEG")


def wrong_profile() -> bytes:
    """Make an RGB picture with a colour profile that is noise."""
    return saved(plain(), "JPEG", icc_profile=b"\0" * 200, quality=95)


def foreign_profile() -> bytes:
    """Make a JPEG with a profile of its own: Lab, which no RGB picture can be in."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    return saved(plain(), "JPEG", icc_profile=profile.tobytes())


def turned(orientation: int) -> bytes:
    """Make a JPEG that says how the camera was held."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    return saved(plain(), "JPEG", exif=exif, quality=95)


def located(name: str = "JPEG") -> bytes:
    """Make a photo that tells where and with which camera it was taken, and what was asked for."""
    exif = Image.Exif()
    exif[0x0110] = CAMERA
    exif.get_ifd(0x8769)[0xA431] = SECRET
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 36.0)})
    options: dict[str, object] = {"exif": exif}
    if name == "PNG":
        note = PngImagePlugin.PngInfo()
        note.add_text("parameters", SECRET)
        options["pnginfo"] = note
    if name == "JPEG":
        options["comment"] = SECRET.encode()
    return saved(plain(), name, **options)


def broken_exif() -> bytes:
    """Make a JPEG whose EXIF block points outside itself."""
    block = b"Exif\0\0II*\0" + struct.pack("<IHHHII", 8, 1, 0x0112, 3, 0xFFFFFFFF, 0xFFFFFFF0)
    return saved(plain(), "JPEG", exif=block)


def with_preview() -> bytes:
    """Make a JPEG as phones do, with a second picture behind the first (CIPA DC-007)."""
    return saved(plain(), "MPO", save_all=True, append_images=[plain(160, 120)], quality=95)


def polyglot() -> bytes:
    """Make a JPEG that is an archive and a page as well."""
    return saved(plain(), "JPEG") + html() + zipped()
