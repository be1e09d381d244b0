"""What can be wrong with a file that somebody wants to draw with."""

from generation.errors import Refusal


class FileHoldsCode(Refusal):
    """The file would have to be unpickled, and code in it could run."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self.file = file


class FileCutOff(Refusal):
    """The file is shorter than it says (both in bytes)."""

    def __init__(self, file: str, bytes_: int, expected: int) -> None:
        super().__init__()
        self.file = file
        self.bytes = bytes_
        self.expected = expected


class HeaderWrong(Refusal):
    """The file begins as no safetensors file does, or contradicts itself.

    ``cause``: format, header, notes, length, empty, gaps or more (something lies behind the weights).
    """

    def __init__(self, file: str, cause: str) -> None:
        super().__init__()
        self.file = file
        self.cause = cause


class KindUnknown(Refusal):
    """What the file holds is nothing that the studio draws with."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self.file = file


class PartMissing(Refusal):
    """A checkpoint lacks a part: unet, vae, text_encoder or tokenizer."""

    def __init__(self, file: str, part: str) -> None:
        super().__init__()
        self.file = file
        self.part = part


class PurposeNotYours(Refusal):
    """A model of this purpose may be brought by admins alone."""

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self.purpose = purpose


class LinkInside(Refusal):
    """The path is a symbolic link, or a folder holds one."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self.file = file


class NothingThere(Refusal):
    """There is no such file or folder, no such hub id, or nothing in it to draw with."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.source = source


class SeveralThere(Refusal):
    """There are several files to choose from; ``files`` names some of them."""

    def __init__(self, source: str, files: str) -> None:
        super().__init__()
        self.source = source
        self.files = files


class ModelNameUnfit(Refusal):
    """A name is small letters, digits, dots and dashes, at most 60; ``near`` would do."""

    def __init__(self, name: str, near: str) -> None:
        super().__init__()
        self.name = name
        self.near = near


class ModelNameTaken(Refusal):
    """There is a model of this name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


class ModelShips(Refusal):
    """The model came with the program, or with one of its downloads, and is not for removing."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


class GuideUnclear(Refusal):
    """Nothing tells which map a ControlNet follows; ``kinds`` are those that there are."""

    def __init__(self, file: str, kinds: str) -> None:
        super().__init__()
        self.file = file
        self.kinds = kinds


class ShelfFull(Refusal):
    """There is no room on the disk (megabytes)."""

    def __init__(self, need: int, free: int) -> None:
        super().__init__()
        self.need = need
        self.free = free


class LinkUnfit(Refusal):
    """A link is not followed: it is no https address of a host that may be asked; ``hosts`` names those."""

    def __init__(self, link: str, hosts: str) -> None:
        super().__init__()
        self.link = link
        self.hosts = hosts


class LinkInward(Refusal):
    """A link, or where it leads to, points at an address inside a network."""

    def __init__(self, host: str) -> None:
        super().__init__()
        self.host = host


class LinkAway(Refusal):
    """A host does not give the file; ``status`` is HTTP's, 0 where there was no answer."""

    def __init__(self, host: str, status: int) -> None:
        super().__init__()
        self.host = host
        self.status = status


class LinkTooLarge(Refusal):
    """A file is larger than may be fetched (megabytes)."""

    def __init__(self, host: str, limit: int) -> None:
        super().__init__()
        self.host = host
        self.limit = limit
