"""Tell what a file is by its first bytes; names and declared types are never believed.

The magic numbers are those of the formats' own specifications, as the file(1) command lists them.
"""

from dataclasses import dataclass
from enum import Enum, auto

from avatar.intake.errors import ArchiveSent, NotAPicture, NotASound, NotAVideo, VectorPicture, VideoSent

HEAD = 4096  # bytes that are looked at


class Family(Enum):
    """What we do with a kind of file."""

    PICTURE = auto()
    SOUND = auto()
    FOREIGN_PICTURE = auto()
    FOREIGN_SOUND = auto()
    VECTOR = auto()
    VIDEO = auto()
    ARCHIVE = auto()
    OTHER = auto()


@dataclass(frozen=True)
class Kind:
    """A kind of file; ``opener`` is the name of its opener in Pillow, or of its demuxer in FFmpeg."""

    name: str
    family: Family
    opener: str = ""


UNKNOWN = Kind("unknown", Family.OTHER)
TEXT = Kind("text", Family.OTHER)
SVG = Kind("SVG", Family.VECTOR)
HTML = Kind("HTML", Family.OTHER)
PLAYLIST = Kind("HLS", Family.OTHER)  # a playlist names addresses that a player fetches
CONCAT = Kind("ffconcat", Family.OTHER)  # a script names other files that a player opens
WAV = Kind("WAV", Family.SOUND, "wav")
WEBP = Kind("WebP", Family.PICTURE, "WEBP")
AVI = Kind("AVI", Family.VIDEO)
HEIC = Kind("HEIC", Family.FOREIGN_PICTURE)
AVIF = Kind("AVIF", Family.FOREIGN_PICTURE)
MP4 = Kind("MP4", Family.SOUND, "mov")  # whether it is sound or video is told by its streams
MP3 = Kind("MP3", Family.SOUND, "mp3")
AAC = Kind("AAC", Family.SOUND, "aac")

STARTS: tuple[tuple[bytes, Kind], ...] = (
    (b"\xff\xd8\xff", Kind("JPEG", Family.PICTURE, "JPEG")),
    (b"\x89PNG\r\n\x1a\n", Kind("PNG", Family.PICTURE, "PNG")),
    (b"GIF87a", Kind("GIF", Family.PICTURE, "GIF")),
    (b"GIF89a", Kind("GIF", Family.PICTURE, "GIF")),
    (b"OggS", Kind("Ogg", Family.SOUND, "ogg")),
    (b"fLaC", Kind("FLAC", Family.SOUND, "flac")),
    (b"ID3", MP3),
    (b"\x1a\x45\xdf\xa3", Kind("WebM", Family.SOUND, "matroska")),  # what browsers record; or video
    (b"\xff\x0a", Kind("JPEG XL", Family.FOREIGN_PICTURE)),
    (b"\x00\x00\x00\x0cJXL ", Kind("JPEG XL", Family.FOREIGN_PICTURE)),
    (b"\x00\x00\x00\x0cjP  ", Kind("JPEG 2000", Family.FOREIGN_PICTURE)),
    (b"\xff\x4f\xff\x51", Kind("JPEG 2000", Family.FOREIGN_PICTURE)),
    (b"II*\x00", Kind("TIFF", Family.FOREIGN_PICTURE)),
    (b"MM\x00*", Kind("TIFF", Family.FOREIGN_PICTURE)),
    (b"II+\x00", Kind("TIFF", Family.FOREIGN_PICTURE)),
    (b"8BPS", Kind("PSD", Family.FOREIGN_PICTURE)),
    (b"\x00\x00\x01\x00", Kind("ICO", Family.FOREIGN_PICTURE)),
    (b"BM", Kind("BMP", Family.FOREIGN_PICTURE)),
    (b"SIMPLE  =", Kind("FITS", Family.FOREIGN_PICTURE)),
    (b"%!PS", Kind("EPS", Family.FOREIGN_PICTURE)),
    (b"\xc5\xd0\xd3\xc6", Kind("EPS", Family.FOREIGN_PICTURE)),
    (b"%PDF", Kind("PDF", Family.OTHER)),
    (b"PK\x03\x04", Kind("ZIP", Family.ARCHIVE)),
    (b"PK\x05\x06", Kind("ZIP", Family.ARCHIVE)),
    (b"Rar!\x1a\x07", Kind("RAR", Family.ARCHIVE)),
    (b"7z\xbc\xaf\x27\x1c", Kind("7z", Family.ARCHIVE)),
    (b"\x1f\x8b", Kind("gzip", Family.ARCHIVE)),
    (b"BZh", Kind("bzip2", Family.ARCHIVE)),
    (b"\xfd7zXZ\x00", Kind("xz", Family.ARCHIVE)),
    (b"\x28\xb5\x2f\xfd", Kind("Zstandard", Family.ARCHIVE)),
    (b"#!AMR", Kind("AMR", Family.FOREIGN_SOUND)),
    (b"#!SILK", Kind("SILK", Family.FOREIGN_SOUND)),
    (b"\x02#!SILK", Kind("SILK", Family.FOREIGN_SOUND)),
    (b"MThd", Kind("MIDI", Family.FOREIGN_SOUND)),
    (b"caff", Kind("CAF", Family.FOREIGN_SOUND)),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", Kind("WMA", Family.FOREIGN_SOUND)),
    (b"FLV\x01", Kind("FLV", Family.VIDEO)),
    (b"\x00\x00\x01\xba", Kind("MPEG", Family.VIDEO)),
    (b"\x00\x00\x01\xb3", Kind("MPEG", Family.VIDEO)),
)
INSIDE: dict[tuple[bytes, bytes], Kind] = {
    (b"RIFF", b"WAVE"): WAV,
    (b"RIFF", b"WEBP"): WEBP,
    (b"RIFF", b"AVI "): AVI,
    (b"FORM", b"AIFF"): Kind("AIFF", Family.FOREIGN_SOUND),
    (b"FORM", b"AIFC"): Kind("AIFF", Family.FOREIGN_SOUND),
}
BRANDS = {
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"), HEIC),
    **dict.fromkeys((b"avif", b"avis"), AVIF),
}
FILMED = {"MP4": "mov", "WebM": "matroska", "GIF": "gif"}  # FFmpeg's demuxers for what may show motion
BOXES = (b"moov", b"mdat", b"wide", b"free", b"skip", b"styp")  # that a QuickTime file may start with


def sniff(data: bytes) -> Kind:
    """Tell a file's kind by its content; UNKNOWN for what has no name here."""
    head = data[:HEAD]
    for start, kind in STARTS:
        if head.startswith(start):
            return kind
    inside = INSIDE.get((head[:4], head[8:12]))
    return inside or _boxed(head) or _framed(head) or _written(head)


def picture_kind(data: bytes) -> Kind:
    """Tell which picture this is. Raises NotAPicture, VectorPicture or ArchiveSent."""
    kind = sniff(data)
    match kind.family:
        case Family.PICTURE:
            return kind
        case Family.VECTOR:
            raise VectorPicture
        case Family.ARCHIVE:
            raise ArchiveSent(kind.name)
    raise NotAPicture(kind.name)


def sound_kind(data: bytes) -> Kind:
    """Tell which sound this is. Raises NotASound, VideoSent or ArchiveSent."""
    kind = sniff(data)
    match kind.family:
        case Family.SOUND:
            return kind
        case Family.VIDEO:
            raise VideoSent
        case Family.ARCHIVE:
            raise ArchiveSent(kind.name)
    raise NotASound(kind.name)


def video_kind(data: bytes) -> Kind:
    """Tell which video this is; ``opener`` is its demuxer. Raises NotAVideo or ArchiveSent."""
    kind = sniff(data)
    if kind.family is Family.ARCHIVE:
        raise ArchiveSent(kind.name)
    if kind.name not in FILMED:
        raise NotAVideo(kind.name)
    return Kind(kind.name, Family.VIDEO, FILMED[kind.name])


def _boxed(head: bytes) -> Kind | None:
    """Tell the files apart that are made of ISO boxes (ISO/IEC 14496-12, section 4.3)."""
    if head[4:8] in BOXES:
        return MP4
    if head[4:8] != b"ftyp":
        return None
    end = min(int.from_bytes(head[:4], "big"), len(head))
    brands = (head[8:12], *(head[at : at + 4] for at in range(16, end - 3, 4)))
    return next((BRANDS[brand] for brand in brands if brand in BRANDS), MP4)


def _framed(head: bytes) -> Kind | None:
    """Tell MPEG sound by its first frame: eleven set bits, then version, layer and rates that exist.

    Nobody sends layer I, but UTF-16 starts like it.
    """
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    if layer == 0:  # none: this is AAC, whose sync word has twelve bits
        return AAC if head[1] & 0xF0 == 0xF0 else None
    exists = layer != 3 and version != 1 and head[2] >> 4 != 15 and head[2] >> 2 & 3 != 3
    return MP3 if exists else None


def _written(head: bytes) -> Kind:
    """Tell the kinds apart that are text."""
    if b"\0" in head:
        return UNKNOWN
    try:
        text = head.decode("utf-8-sig", "strict" if len(head) < HEAD else "ignore")
    except UnicodeDecodeError:
        return UNKNOWN
    text = text.lstrip().casefold()
    if text.startswith("#extm3u"):
        return PLAYLIST
    if text.startswith("ffconcat"):
        return CONCAT
    if text.startswith("<svg") or (text.startswith(("<?xml", "<!--", "<!doctype svg")) and "<svg" in text):
        return SVG
    return HTML if text.startswith(("<!doctype html", "<html")) else TEXT
