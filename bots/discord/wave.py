"""The waveform of a sound that we made, as voice messages show it."""

POINTS_HZ = 8000  # enough to see loudness
FLAT = bytes(1)  # of a sound that cannot be read: it is to be heard, not seen


def wave(ogg: bytes) -> bytes:
    """Draw the loudness of a sound of ours. Returns: 1 to 256 points, 0 silence .. 255 the loudest.

    Blocks for some milliseconds; not for strangers' files.
    """
    # Only where a sound is shown: a bot that only draws stays small.
    import io  # noqa: PLC0415

    import av  # noqa: PLC0415
    import numpy as np  # noqa: PLC0415

    from avatar.sound import Sound  # noqa: PLC0415
    from avatar.voices.encode import waveform  # noqa: PLC0415

    try:
        with av.open(io.BytesIO(ogg), "r", format="ogg") as container:
            resampler = av.AudioResampler("flt", "mono", POINTS_HZ)
            pieces = [piece for frame in container.decode(audio=0) for piece in resampler.resample(frame)]
            pieces += resampler.resample(None)
    except av.FFmpegError:
        return FLAT
    return waveform(Sound(np.concatenate([piece.to_ndarray()[0] for piece in pieces]), POINTS_HZ))
