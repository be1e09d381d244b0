"""What stands in the way of a training, or of what came of one."""

from generation.errors import Refusal


class TrainingUnderWay(Refusal):
    """A training of the same person waits or runs."""


class AdaptersMost(Refusal):
    """Somebody keeps as many adapters of their own as their plan allows."""

    def __init__(self, kept: int, limit: int) -> None:
        super().__init__()
        self.kept = kept
        self.limit = limit


class AdapterNameTaken(Refusal):
    """Somebody has an adapter of this name already."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
