"""What keeps faces from being restored."""

from generation.errors import Failure


class RestorerMissing(Failure):
    """The package ``gfpgan`` is not installed: ``pip install --no-deps gfpgan`` brings it."""

    def __init__(self, package: str) -> None:
        super().__init__()
        self.package = package
