"""What is wrong with pictures that somebody wants a model to learn."""

from generation.errors import Refusal


class TooFewToLearn(Refusal):
    """There are fewer pictures than a model can learn from."""

    def __init__(self, count: int, least: int) -> None:
        super().__init__()
        self.count = count
        self.least = least


class TooManyToLearn(Refusal):
    """There are more pictures than are learnt at once."""

    def __init__(self, count: int, most: int) -> None:
        super().__init__()
        self.count = count
        self.most = most


class NothingToLearn(Refusal):
    """A file is not a picture."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


class TooSmallToLearn(Refusal):
    """A picture is smaller than what the model draws (pixels of the shorter side)."""

    def __init__(self, name: str, side_px: int, least_px: int) -> None:
        super().__init__()
        self.name = name
        self.side_px = side_px
        self.least_px = least_px


class LearntTwice(Refusal):
    """Two of the pictures show the same."""

    def __init__(self, name: str, other: str) -> None:
        super().__init__()
        self.name = name
        self.other = other


class CannotLearn(Refusal):
    """The model is of a kind that learns nothing here."""

    def __init__(self, model: str) -> None:
        super().__init__()
        self.model = model
