"""Everything that a talking clip is made with, set up as the operator wants it."""

from collections.abc import Iterator, Mapping
from functools import partial
from io import BytesIO
from threading import Lock

import numpy as np
from PIL import Image

from avatar.animator import Animator, Pixels
from avatar.cast import Cast, Engine, cast_of
from avatar.face.finder import find_faces
from avatar.puppet.puppet import Puppet
from avatar.settings import AvatarSettings
from avatar.speak import speak
from avatar.talk import Talker
from avatar.voices.shelf import Shelf

FORMATS = ("PNG", "JPEG")  # what we store


class Troupe(Mapping[str, Animator]):
    """The animators of a studio, each set up when it is first called on: torch takes seconds to import."""

    def __init__(self, settings: AvatarSettings, cast: Cast) -> None:
        self._settings = settings
        self._names = tuple(engine.value for engine in cast.known)
        self._ready: dict[str, Animator] = {}
        self._calling = Lock()

    def __getitem__(self, name: str) -> Animator:
        if name not in self._names:
            raise KeyError(name)
        with self._calling:
            if name not in self._ready:
                self._ready[name] = self._called(Engine(name))
            return self._ready[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def _called(self, engine: Engine) -> Animator:
        if engine is Engine.PUPPET:
            return Puppet()
        from avatar.sadtalker.open import open_sadtalker  # noqa: PLC0415 - imports torch

        return open_sadtalker(self._settings)


def open_talker(settings: AvatarSettings, shelf: Shelf) -> Talker:
    """Set up voices, finders and animators. Loads nothing yet."""
    troupe = Troupe(settings, cast_of(settings))
    return Talker(troupe, partial(speak, shelf=shelf), find_faces, settings)


def pixels_of(picture: bytes) -> Pixels:
    """Read a picture of our own; strangers' go through avatar.intake. Returns: uint8 [h, w, 3]."""
    with Image.open(BytesIO(picture), formats=FORMATS) as image:
        return np.array(image.convert("RGB"))
