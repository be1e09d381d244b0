"""What a file says about itself: tags that players show, and XMP that picture agencies read."""

import struct
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from avatar.clip.boxes import boxes

SAYS = "AI-generated"
STUDIO = "Limner"
TAGS = {
    "comment": f"{SAYS} with {STUDIO}: a picture was animated by a machine.",
    "description": f"{SAYS} with {STUDIO}: a picture was animated by a machine.",
    "encoder": STUDIO,
}

# IPTC, Digital Source Type NewsCodes: media made by a trained algorithm
SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
XMP_BOX = UUID("be7acfcb-97a9-42e8-9c71-999491e3afac")  # XMP specification part 3, section 1.2.7
XMP_LIMIT = 1_000_000  # bytes of a stranger's packet that are read

_PACKET = f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="{STUDIO}">
<Iptc4xmpExt:DigitalSourceType>{SOURCE_TYPE}</Iptc4xmpExt:DigitalSourceType>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


def write_xmp(path: Path) -> None:
    """Append an XMP packet to an MP4, as a box of its own; nothing in the file moves."""
    packet = _PACKET.encode()
    with path.open("ab") as file:
        file.write(struct.pack(">I4s16s", 24 + len(packet), b"uuid", XMP_BOX.bytes) + packet)


def read_xmp(file: BinaryIO) -> str:
    """Read the XMP packet of an MP4; nothing where there is none."""
    for box in boxes(file):
        if box.kind == b"uuid" and box.size <= XMP_LIMIT and file.read(16) == XMP_BOX.bytes:
            return file.read(box.size - 24).decode("utf-8", "replace")
    return ""
