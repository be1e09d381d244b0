"""Make of a stored picture what looks well as a Telegram photo; the file itself goes as a document."""

from io import BytesIO
from typing import Final

from PIL import Image

LEAST_PX: Final = 512  # Telegram shows smaller photos as stamps
SIDES_PX: Final = 10_000  # width and height together
RATIO: Final = 20
QUALITY: Final = 92  # Telegram encodes it once more


def photo(data: bytes, least_px: int = LEAST_PX) -> bytes | None:
    """Turn a PNG or JPEG into a JPEG, small ones enlarged by a whole factor.

    Returns None where its shape is none that Telegram shows as a photo.
    """
    with Image.open(BytesIO(data), formats=("PNG", "JPEG")) as opened:
        image = opened.convert("RGB")
    width, height = image.size
    factor = -(-least_px // max(width, height))  # rounded up
    if factor > 1:
        image = image.resize((width * factor, height * factor), Image.Resampling.LANCZOS)
    if sum(image.size) > SIDES_PX or max(image.size) > RATIO * min(image.size):
        return None
    out = BytesIO()
    image.save(out, "JPEG", quality=QUALITY, subsampling=0)
    return out.getvalue()
