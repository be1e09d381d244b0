"""The animator that works everywhere: no weights, no network, faster than the clip plays."""

from collections.abc import Iterator

from avatar.animator import Frames, Manner, Pixels, Portrait, Score
from avatar.pace import KEY_FRAMES
from avatar.puppet.eyes import EyeLid
from avatar.puppet.framing import Stage, set_stage
from avatar.puppet.head import Head
from avatar.puppet.mouth import Mouth
from avatar.puppet.tracks import Motion, plan
from avatar.sound import Speech


class Puppet:
    """Makes a portrait speak by warping it."""

    name = "puppet"
    range_frames = 30 * KEY_FRAMES  # a minute of clip, drawn in seconds

    def plan(self, portrait: Portrait, speech: Speech, manner: Manner, size_px: int) -> Score:
        """Decide all motion; see `avatar.animator.Animator`. The portrait and the size change nothing."""
        motion = plan(speech, manner)
        return Score(len(motion), motion.tracks)

    def draw(self, portrait: Portrait, score: Score, size_px: int, first: int, count: int) -> Frames:
        """Draw some frames of a score; see `avatar.animator.Animator`. A frame depends on no other."""
        stage = set_stage(portrait, size_px)
        part = Motion.of(score.tracks, first, count)
        return Frames(count, size_px, size_px, _draw(stage, part, size_px))


def _draw(stage: Stage, motion: Motion, size_px: int) -> Iterator[Pixels]:
    mouth, head = Mouth(stage), Head(stage, size_px)
    features = stage.features
    lids = () if features.left.covered or features.right.covered else (features.left, features.right)
    eyelids = [EyeLid(stage.pixels, eye, features.apart) for eye in lids]
    canvas = stage.pixels.copy()
    for frame in range(len(motion)):
        canvas[:] = stage.pixels
        mouth.shape(canvas, float(motion.open[frame]), float(motion.wide[frame]), float(motion.tuck[frame]))
        for lid in eyelids:
            lid.shut(canvas, float(motion.lids[frame]))
        yield head.turn(canvas, *(float(track[frame]) for track in (motion.yaw, motion.pitch, motion.roll)))
