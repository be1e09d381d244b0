"""What is refused where pictures are made of pictures. Sides are in pixels."""

from generation.errors import Refusal


class MaskEmpty(Refusal):
    """The mask marks nothing that could be drawn anew."""


class MaskMisshapen(Refusal):
    """The mask has another shape than the picture."""

    def __init__(self, mask: str, picture: str) -> None:
        super().__init__()
        self.mask = mask
        self.picture = picture


class NothingScribbled(Refusal):
    """The two pictures do not differ: nothing was drawn on the photo, or it is another one."""


class ScribbleUnclear(Refusal):
    """The two pictures differ nearly everywhere: they are not the same photo."""


class CanvasTooLarge(Refusal):
    """What would come out has longer sides or more pixels than are made."""

    def __init__(self, width_px: int, height_px: int, limit_px: int, limit_megapixels: int) -> None:
        super().__init__()
        self.width_px = width_px
        self.height_px = height_px
        self.limit_px = limit_px
        self.limit_megapixels = limit_megapixels


class NothingAdded(Refusal):
    """Neither a zoom nor a direction says what is to be added around the picture."""


class TooFewPictures(Refusal):
    """A blend is made of two pictures or more."""

    def __init__(self, least: int, most: int) -> None:
        super().__init__()
        self.least = least
        self.most = most


class WeightsWrong(Refusal):
    """A blend has one weight for each of its pictures, and some weight at all."""

    def __init__(self, value: str, pictures: int) -> None:
        super().__init__()
        self.value = value
        self.pictures = pictures


class ControlSpanEmpty(Refusal):
    """A map is followed from a share of the steps to a later one."""

    def __init__(self, start: float, end: float) -> None:
        super().__init__()
        self.start = start
        self.end = end


class TooManyMaps(Refusal):
    """A picture follows only so many maps at once."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most


class UpscalerMissing(Refusal):
    """No upscaler of this studio enlarges so many times."""

    def __init__(self, factor: int) -> None:
        super().__init__()
        self.factor = factor


class UpscalerWordless(Refusal):
    """The upscaler is not led by words; "none" where none of this studio is."""

    def __init__(self, upscaler: str) -> None:
        super().__init__()
        self.upscaler = upscaler


class MapUnmade(Refusal):
    """This kind of map cannot be read from a picture here: it has to be brought."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind
