"""A small picture of a clip, for chats that show one before the clip is loaded."""

import cv2

from avatar.animator import Pixels

SIDE_PX = 320  # the most that Telegram takes; it also wants less than 200 kB
QUALITY = 85


def thumbnail(pixels: Pixels) -> bytes:
    """Shrink a picture (uint8 [h, w, 3]) and write it as a JPEG of at most 320 px a side and 200 kB."""
    height, width = pixels.shape[:2]
    share = min(1.0, SIDE_PX / max(height, width))
    size = (max(1, round(width * share)), max(1, round(height * share)))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    _, written = cv2.imencode(
        ".jpg", cv2.cvtColor(small, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, QUALITY]
    )
    return written.tobytes()
