"""What is refused of the adapters that a picture is to wear. ``kind`` is the purpose of their cards."""

from generation.errors import Refusal


class AdapterUnknown(Refusal):
    """There is no such adapter for the model; ``near`` holds the names that look like it."""

    def __init__(self, kind: str, name: str, near: str) -> None:
        super().__init__()
        self.kind = kind
        self.name = name
        self.near = near


class AdapterMisfit(Refusal):
    """An adapter was made for another base than the model's."""

    def __init__(self, kind: str, name: str, base: str, model: str) -> None:
        super().__init__()
        self.kind = kind
        self.name = name
        self.base = base
        self.model = model


class AdapterUnreadable(Refusal):
    """What was typed names no adapter and weight."""

    def __init__(self, kind: str, value: str) -> None:
        super().__init__()
        self.kind = kind
        self.value = value


class AdapterMisplaced(Refusal):
    """A tag of an adapter stands among what is to be left out."""

    def __init__(self, value: str) -> None:
        super().__init__()
        self.value = value


class AdapterWeight(Refusal):
    """The weight of an adapter lies outside its range."""

    def __init__(self, name: str, weight: float, low: float, high: float) -> None:
        super().__init__()
        self.name = name
        self.weight = weight
        self.low = low
        self.high = high


class AdapterTwice(Refusal):
    """One adapter is named twice."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


class TooManyAdapters(Refusal):
    """More adapters than one picture may wear."""

    def __init__(self, count: int, most: int) -> None:
        super().__init__()
        self.count = count
        self.most = most
