"""SadTalker behind the animator protocol: a photo and a voice become motion, and motion becomes frames."""

from collections.abc import Iterator
from itertools import islice
from threading import Lock
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from avatar.animator import Frames, Manner, Pixels, Portrait, Score
from avatar.face.recon import Coefficients
from avatar.face.reference import read_reference
from avatar.face.source import Source, prepare_source
from avatar.motion.hearing import hear
from avatar.motion.motion import Motion
from avatar.motion.plan import plan_motion
from avatar.motion.references import References
from avatar.motion.resampling import resample
from avatar.pace import KEY_FRAMES
from avatar.paste.paster import Paster
from avatar.render.renderer import CameraTracks, Prepared
from avatar.requests import Borrow
from avatar.sadtalker.kept import Kept, digest
from avatar.sadtalker.nets import Nets
from avatar.sadtalker.restoring import Restorers
from avatar.sadtalker.stage import Stage
from avatar.sound import Speech
from avatar.weights.files import SizePx
from generation.restoring.clip import HISTORY

KEPT = 4  # photos whose preparation is kept: people use one selfie again and again
LOOKED_AT_PX = 640  # a face is looked for in a photo no longer than this: where it is, is known already


class SadTalker:
    """Makes a portrait speak by the networks of SadTalker."""

    name = "sadtalker"
    range_frames = KEY_FRAMES  # a second of a GPU, and many minutes of a processor

    def __init__(self, nets: Nets, restorers: Restorers) -> None:
        """Take the networks, and what restores faces; both load when they are needed."""
        self._nets = nets
        self._restorers = restorers
        self._sources: Kept[Source] = Kept(KEPT)
        self._prepared: Kept[Prepared] = Kept(KEPT)
        self._followed: Kept[Coefficients] = Kept(KEPT)
        self._drawing = Lock()

    def plan(self, portrait: Portrait, speech: Speech, manner: Manner, size_px: int) -> Score:
        """Decide all motion; see `avatar.animator.Animator`. The part of the photo that moves travels along.

        Raises a Refusal of avatar.face.errors or avatar.motion.errors, and ModelUnavailable.
        """
        source = self._source(portrait, manner, size_px)
        heard = hear(resample(speech.sound))
        references = self._references(manner, heard.count)
        score = plan_motion(self._nets.motion, heard, source.coefficients, manner, references).score
        restore = {"restore": np.array(manner.restore)}
        return Score(score.count, {**score.tracks, **Stage.of(source).tracks, **restore})

    def draw(self, portrait: Portrait, score: Score, size_px: int, first: int, count: int) -> Frames:
        """Draw some frames of a score; see `avatar.animator.Animator`. Full modes show the whole photo.

        Raises ModelUnavailable and RestorerMissing.
        """
        motion, stage = Motion.of(score), Stage.read(score.tracks)
        strength = float(score.tracks["restore"])
        if strength:
            faces, (width_px, height_px) = self._restored(motion, stage, strength, first, count)
        else:
            faces, (width_px, height_px) = self._faces(motion, stage, first, count), stage.unsqueezed()
        if stage.mode.whole:
            photo, region = stage.shown(portrait.pixels)
            paster = Paster(photo, region, stage.points_in(region))
            faces, (height_px, width_px) = _pasted(paster, faces), photo.shape[:2]
        return Frames(count, width_px, height_px, faces)

    def _restored(
        self, motion: Motion, stage: Stage, strength: float, first: int, count: int
    ) -> tuple[Iterator[Pixels], tuple[int, int]]:
        """Draw faces and restore them; a few frames before a range steady its first ones."""
        before = min(first, HISTORY)
        faces = self._faces(motion, stage, first - before, before + count)
        restorer = self._restorers.of(stage, strength)
        width_px, height_px = stage.unsqueezed()
        scale = restorer.ground.scale
        return restorer.restore(faces, before), (scale * width_px, scale * height_px)

    def _faces(self, motion: Motion, stage: Stage, first: int, count: int) -> Iterator[Pixels]:
        """Draw the part that moves, in the photo's own proportions."""
        width_px, height_px = stage.unsqueezed()
        squares = one_at_a_time(self._squares(motion, stage, first, count), self._drawing)
        return (_resized(square, width_px, height_px) for square in squares)

    def _source(self, portrait: Portrait, manner: Manner, size_px: int) -> Source:
        key = (digest(portrait.pixels), portrait.face, manner.mode, size_px)
        return self._sources.get(
            key,
            lambda: prepare_source(
                self._nets.faces, portrait.pixels, portrait.face, manner.mode, size_px, LOOKED_AT_PX
            ),
        )

    def _references(self, manner: Manner, count: int) -> References:
        """Read what a video lends; no more of it than the clip is long."""
        if manner.moves is None:
            return References()
        pictures = manner.moves.pictures
        rows = self._followed.get(
            (manner.moves.name, count), lambda: read_reference(self._nets.faces, islice(pictures(), count))
        )
        return References(
            pose=None if manner.borrow is Borrow.BLINKS else rows,
            eyes=None if manner.borrow is Borrow.POSE else rows,
        )

    def _squares(self, motion: Motion, stage: Stage, first: int, count: int) -> Iterator[Pixels]:
        """Draw the part that moves, uint8 [s, s, 3] each."""
        whole = stage.mode.whole
        renderer = self._nets.renderer(cast("SizePx", stage.size_px), whole)
        _, own = motion.windows(whole, range(0))

        def windows(start: int, some: int) -> NDArray[np.float32]:
            return motion.windows(whole, range(start, start + some))[0]

        def prepare() -> Prepared:
            with self._drawing:
                return renderer.prepare(stage.image, own)

        prepared = self._prepared.get((whole, digest(stage.image), digest(own)), prepare)
        return renderer.frames(prepared, windows, _camera(motion), first, count)


def _camera(motion: Motion) -> CameraTracks:
    tracks = (track if len(track) else None for track in (motion.yaw, motion.pitch, motion.roll))
    return CameraTracks(*tracks)


def _pasted(paster: Paster, faces: Iterator[Pixels]) -> Iterator[Pixels]:
    return (paster.paste(face[None])[0] for face in faces)


def _resized(square: Pixels, width_px: int, height_px: int) -> Pixels:
    if square.shape[:2] == (height_px, width_px):
        return square
    return np.asarray(cv2.resize(square, (width_px, height_px), interpolation=cv2.INTER_LINEAR), np.uint8)


def one_at_a_time(pictures: Iterator[Pixels], lock: Lock) -> Iterator[Pixels]:
    """Take turns with whoever else draws by the same networks, picture by picture."""
    while True:
        with lock:
            picture = next(pictures, None)
        if picture is None:
            return
        yield picture
