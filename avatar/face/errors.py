"""What can be wrong with a photo that is to speak."""

from generation.errors import Refusal


class NoFaceFound(Refusal):
    """No human face was found in the picture."""


class SeveralFaces(Refusal):
    """The picture shows several faces, and nobody has said which one is to speak."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count


class FaceTooSmall(Refusal):
    """The face is narrower than the limit (both in pixels)."""

    def __init__(self, width_px: int, limit_px: int) -> None:
        super().__init__()
        self.width_px = width_px
        self.limit_px = limit_px


class PhotoTooDark(Refusal):
    """The face is so dark that its features cannot be seen."""


class PhotoTooBright(Refusal):
    """The face is so bright that its features cannot be seen."""


class PhotoBlurred(Refusal):
    """The face is out of focus or was moved."""


class SideFace(Refusal):
    """The face looks to the side."""


class FeaturesUnclear(Refusal):
    """Eyes and mouth of the face could not be told apart from what is around them."""


class NoFaceInVideo(Refusal):
    """The reference video shows no face when it begins."""
