"""What can be wrong with the choices for a clip."""

from generation.errors import Refusal


class AnimatorMissing(Refusal):
    """The animator is known, but its weights are not here; ``known`` lists those that can be asked for."""

    def __init__(self, name: str, known: str) -> None:
        super().__init__()
        self.name = name
        self.known = known


class BadAngles(Refusal):
    """Keyframes of an angle are not numbers within the limit (degrees), or too many."""

    def __init__(self, field: str, value: str, limit: int, most: int) -> None:
        super().__init__()
        self.field = field
        self.value = value
        self.limit = limit
        self.most = most
