"""The canvas of an outpainting: a picture with room around it, and the mask of that room."""

from dataclasses import dataclass

from PIL import Image

from generation.modes.errors import CanvasTooLarge

SIDE_MOST_PX = 8192  # of what comes out of an enlargement or an outpainting
MEGAPIXELS_MOST = 36
MEGAPIXEL = 1_000_000


@dataclass(frozen=True)
class Pads:
    """How much is added on each side (pixels of the picture)."""

    left_px: int = 0
    top_px: int = 0
    right_px: int = 0
    bottom_px: int = 0

    def size(self, width_px: int, height_px: int) -> tuple[int, int]:
        """Tell the size of a picture with its pads."""
        return width_px + self.left_px + self.right_px, height_px + self.top_px + self.bottom_px


def zoomed(width_px: int, height_px: int, zoom: float) -> Pads:
    """Add on all sides, so that the picture becomes one part of ``zoom`` of each side."""
    across, down = round(width_px * (zoom - 1)), round(height_px * (zoom - 1))
    return Pads(across // 2, down // 2, across - across // 2, down - down // 2)


def extend(picture: Image.Image, pads: Pads) -> tuple[Image.Image, Image.Image]:
    """Put a picture on its canvas, its edges drawn out to the sides.

    Returns: the canvas, RGB, and its mask, L: 255 around the picture.
    """
    down, across = (pads.top_px, pads.bottom_px), (pads.left_px, pads.right_px)
    import numpy as np  # noqa: PLC0415 - chats only measure canvases, and stay small

    pixels = np.asarray(picture.convert("RGB"), np.uint8)
    canvas = Image.fromarray(np.pad(pixels, (down, across, (0, 0)), mode="edge"))
    mask = Image.new("L", canvas.size, 255)
    mask.paste(0, (pads.left_px, pads.top_px, pads.left_px + picture.width, pads.top_px + picture.height))
    return canvas, mask


def check_canvas(
    width_px: int, height_px: int, side_px: int = SIDE_MOST_PX, megapixels: int = MEGAPIXELS_MOST
) -> None:
    """Insist that a picture of this size may be made. Raises CanvasTooLarge."""
    if max(width_px, height_px) > side_px or width_px * height_px > megapixels * MEGAPIXEL:
        raise CanvasTooLarge(width_px, height_px, side_px, megapixels)
