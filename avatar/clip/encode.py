"""Frames and sound become one file; frames are not kept, and nothing is encoded twice."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from avatar.animator import Frames
from avatar.clip.join import join
from avatar.clip.options import Clip, ClipOptions
from avatar.clip.ranges import encode_range
from avatar.clip.soundtrack import encode_sound
from avatar.clip.whole import removed_on_error
from avatar.sound import Sound


def encode(
    frames: Frames,
    sound: Sound,
    wanted: ClipOptions,
    to: Path,
    tell: Callable[[float], None],
    cancelled: Callable[[], bool],
) -> Clip:
    """Encode a clip in one range into the file ``to``, which must lie in a private folder.

    The clip is as long as its frames: a longer sound is cut off. ``tell`` hears the share that is done
    (0..1); ``cancelled`` is asked before every frame.

    Raises Cancelled, ClipTooLarge, RoundClipTooLong, FramesMissing or ClipNotWritten; no file is left then.
    """
    track = encode_sound(sound, frames.count, wanted.max_bytes)
    with removed_on_error(to), TemporaryDirectory(prefix=".clip-", dir=to.parent) as folder:
        piece = encode_range(frames, wanted, 0, frames.count, Path(folder) / "piece.mp4", tell, cancelled)
        return join([piece], track, wanted, to, lambda _share: None)
