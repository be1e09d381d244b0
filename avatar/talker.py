"""Everything that a talking clip is made with, set up as the operator wants it."""

from functools import partial
from io import BytesIO

import numpy as np
from PIL import Image

from avatar.animator import Animator, Pixels
from avatar.face.finder import find_faces
from avatar.puppet.puppet import Puppet
from avatar.settings import AvatarSettings
from avatar.speak import speak
from avatar.talk import Talker
from avatar.voices.shelf import Shelf

FORMATS = ("PNG", "JPEG")  # what we store


def open_talker(settings: AvatarSettings, shelf: Shelf) -> Talker:
    """Set up voices, finders and animators. Loads nothing yet."""
    animators: tuple[Animator, ...] = (Puppet(),)
    named = {animator.name: animator for animator in animators}
    return Talker(named, partial(speak, shelf=shelf), find_faces, settings)


def pixels_of(picture: bytes) -> Pixels:
    """Read a picture of our own; strangers' go through avatar.intake. Returns: uint8 [h, w, 3]."""
    with Image.open(BytesIO(picture), formats=FORMATS) as image:
        return np.asarray(image.convert("RGB"))
