"""Find the faces of a decoded photo and what is wrong with each; this runs in a cell."""

from contextlib import suppress
from dataclasses import asdict

import cv2
import numpy as np
from PIL import Image

from avatar.animator import Pixels
from avatar.face.check import check_face, check_one_face, number_faces
from avatar.face.errors import SeveralFaces
from avatar.face.face import Face
from avatar.face.finder import find_faces
from generation.errors import Refusal


def look_for_faces(picture: Image.Image) -> tuple[dict[str, object], bytes]:
    """Give the facts of avatar.intake.photo.Told about faces, and a numbered thumbnail if there are several.

    Raises NoFaceFound, PhotoTooDark or PhotoTooBright, and what is wrong with a face if it is the only one.
    """
    cv2.setNumThreads(1)
    pixels = np.asarray(picture)  # [h, w, 3]
    faces = find_faces(pixels)
    with suppress(SeveralFaces):  # they are numbered, and one is chosen
        check_face(pixels, faces)
    problems = [_problem(pixels, face) for face in faces]
    told: dict[str, object] = {
        "faces": [asdict(face) for face in faces],
        "problems": [_told(problem) for problem in problems],
    }
    return told, number_faces(pixels, faces) if len(faces) > 1 else b""


def note_faces(picture: Image.Image) -> dict[str, object]:
    """Give the facts of avatar.intake.photo.Told about faces, whatever they are like; there may be none."""
    cv2.setNumThreads(1)
    faces = find_faces(np.asarray(picture))  # [h, w, 3]
    return {"faces": [asdict(face) for face in faces], "problems": [None] * len(faces)}


def _problem(pixels: Pixels, face: Face) -> Refusal | None:
    try:
        check_one_face(pixels, face)
    except Refusal as refusal:
        return refusal
    return None


def _told(problem: Refusal | None) -> dict[str, object] | None:
    return {"refused": problem.code, "facts": problem.facts} if problem else None
