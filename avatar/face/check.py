"""Tells before anything is charged whether a photo can be made to speak, and if not, why."""

from io import BytesIO

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from avatar.animator import Box, Pixels
from avatar.face.errors import (
    FaceTooSmall,
    NoFaceFound,
    PhotoBlurred,
    PhotoTooBright,
    PhotoTooDark,
    SeveralFaces,
    SideFace,
)
from avatar.face.face import Face
from avatar.face.features import Features, place_features, unfold_box

WIDTH_LIMIT_PX = 96
DRAWN_LIMIT_PX = 48  # flat colours and clear lines bear enlarging
DARK, BRIGHT = 62, 235  # grey levels: nine tenths of a face are darker, or half of it is brighter
BLOWN, BLOWN_SHARE = 250, 0.3  # grey level that shows nothing, of a picture's middle
EMPTY = 6  # grey levels between the darkest and the brightest spot of a picture that shows nothing
DETAIL = 1.3  # grey levels; what one blur takes from the eyes and the mouth
ASIDE = 0.2  # of the eyes' distance: how far the mouth may lie from below the eyes' middle
UNEQUAL = 0.3  # how much wider one half of the face may be than the other, against both
THUMBNAIL_PX = 512
FRAME, INK = (255, 214, 10), (20, 20, 20)


def check_face(pixels: Pixels, faces: tuple[Face, ...]) -> Face:
    """Give the one face that can speak.

    Raises PhotoTooDark or PhotoTooBright first, for bad light hides faces and invents some; then NoFaceFound,
    SeveralFaces (with the count; choose with `number_faces`), and what `check_one_face` raises.
    """
    if not faces:
        _check_faceless_light(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))
        raise NoFaceFound
    _check_face_light(pixels, max(faces, key=lambda face: face.box.width_px))
    if len(faces) > 1:
        raise SeveralFaces(len(faces))
    check_one_face(pixels, faces[0])
    return faces[0]


def check_one_face(pixels: Pixels, face: Face) -> None:
    """Check the face that was chosen.

    Raises PhotoTooDark, PhotoTooBright, FaceTooSmall, PhotoBlurred or SideFace, in this order; of a drawing
    only its size is checked.
    """
    _check_face_light(pixels, face)
    limit_px = DRAWN_LIMIT_PX if face.drawn else WIDTH_LIMIT_PX
    if face.box.width_px < limit_px:
        raise FaceTooSmall(int(face.box.width_px), limit_px)
    if face.drawn:
        return
    if detail(pixels, face.box) < DETAIL:
        raise PhotoBlurred
    if turned_aside(pixels, face.box):
        raise SideFace


def _check_face_light(pixels: Pixels, face: Face) -> None:
    """Check the light on a photographed face. Raises PhotoTooDark or PhotoTooBright."""
    if not face.drawn:
        _check_light(cv2.cvtColor(unfold_box(pixels, _middle(face.box)), cv2.COLOR_RGB2GRAY))


def _check_faceless_light(grey: cv2.typing.MatLike) -> None:
    """Tell whether light may be why no face was found: a white ground alone, around the middle, is not.

    Nor is it in an empty picture.
    """
    if int(grey.max()) - int(grey.min()) < EMPTY:
        return
    _check_light(grey)
    height, width = grey.shape
    middle = grey[height // 4 : -(height // 4) or None, width // 4 : -(width // 4) or None]
    if np.mean(middle >= BLOWN) > BLOWN_SHARE:
        raise PhotoTooBright


def _check_light(grey: cv2.typing.MatLike) -> None:
    if np.percentile(grey, 90) < DARK:
        raise PhotoTooDark
    if np.percentile(grey, 50) > BRIGHT:
        raise PhotoTooBright


def detail(pixels: Pixels, box: Box) -> float:
    """Measure how much fine detail a face has: what a slight blur takes away, relative to its contrast."""
    grey = cv2.cvtColor(unfold_box(pixels, _middle(box)), cv2.COLOR_RGB2GRAY).astype(np.float32)
    fine = grey - cv2.GaussianBlur(grey, (0, 0), 1.5)
    return 100 * float(np.abs(fine).mean()) / max(20.0, float(grey.std())) / 2


def turned_aside(pixels: Pixels, box: Box) -> bool:
    """Tell whether a face looks to the side, by how unlike its halves are.

    The mouth then lies beside the middle between the eyes, and one eye nearer the outline than the other.
    """
    features = place_features(pixels, box)
    return abs(mouth_aside(features)) > ASIDE or unequal_halves(pixels, box, features) > UNEQUAL


def mouth_aside(features: Features) -> float:
    """Tell how far the mouth lies to the right of the eyes' middle, in distances of the eyes.

    A head that leans to its shoulder counts as upright.
    """
    left, right = features.left, features.right
    lean = np.array([right.x - left.x, right.y - left.y]) / features.apart
    mouth = (features.upper[[0, -1]].mean(0) + features.lower[[0, -1]].mean(0)) / 2
    from_eyes = mouth - np.array([(left.x + right.x) / 2, (left.y + right.y) / 2])
    return float(from_eyes @ lean / features.apart)


def unequal_halves(pixels: Pixels, box: Box, features: Features) -> float:
    """Compare the cheeks' widths, from each eye outward to where skin ends; 0 equal .. 1 one has none."""
    lab = cv2.cvtColor(unfold_box(pixels, box), cv2.COLOR_RGB2LAB).astype(np.float32)
    zoom = lab.shape[0] / box.width_px
    row = int(((features.left.y + features.right.y) / 2 + 0.45 * features.apart - box.top_px) * zoom)
    middle = int(((features.left.x + features.right.x) / 2 - box.left_px) * zoom)
    strip = lab[max(0, row - 4) : row + 5].mean(0)
    skin = np.median(strip[max(0, middle - 30) : middle + 31], axis=0)
    strange = np.linalg.norm(strip - skin, axis=1) > max(30.0, 0.28 * float(skin[0]))
    left = _run(strange[middle::-1])
    right = _run(strange[middle:])
    return abs(left - right) / max(left + right, 1)


def _run(strange: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> int:
    """Count the steps until three strange ones follow each other."""
    ended = np.flatnonzero(np.convolve(strange, np.ones(3), "valid") >= 3)
    return int(ended[0]) if len(ended) else len(strange)


def _middle(box: Box) -> Box:
    """Give the part of a box that shows nothing but the face."""
    return Box(
        box.left_px + 0.18 * box.width_px,
        box.top_px + 0.2 * box.height_px,
        0.64 * box.width_px,
        0.64 * box.height_px,
    )


def number_faces(pixels: Pixels, faces: tuple[Face, ...]) -> bytes:
    """Draw a JPEG, at most 512 pixels a side, with every face framed and numbered 1..n as they come."""
    picture = Image.fromarray(pixels)
    picture.thumbnail((THUMBNAIL_PX, THUMBNAIL_PX))
    zoom = picture.width / pixels.shape[1]
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(max(14, picture.width // 18))
    for number, face in enumerate(faces, start=1):
        box = face.box
        left, top = box.left_px * zoom, box.top_px * zoom
        right, bottom = left + box.width_px * zoom, top + box.height_px * zoom
        draw.rectangle((left, top, right, bottom), outline=FRAME, width=3)
        label = draw.textbbox((max(0, left), max(0, top)), f" {number} ", font=font)
        draw.rectangle(label, fill=FRAME)
        draw.text((max(0, left), max(0, top)), f" {number} ", fill=INK, font=font)
    out = BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()
