"""What can be wrong with weight files, and with bringing them here."""

from typing import ClassVar

from generation.errors import Failure, ModelUnavailable


class WeightsMissing(ModelUnavailable):
    """A weight file is not on this machine; ``limner models pull`` with the model's name brings it."""

    def __init__(self, model: str, file: str, folder: str) -> None:
        reason = f"{file} is missing in {folder}; get it with: limner models pull {model}"
        super().__init__(model, reason)
        self.file = file
        self.folder = folder


class WeightsForeign(ModelUnavailable):
    """A weight file holds other tensors than its network has; the first of them is named.

    ``trouble`` is unknown, missing, shape or kind (not float32).
    """

    def __init__(self, model: str, file: str, tensor: str, trouble: str) -> None:
        super().__init__(model, f"{file}: {tensor} ({trouble})")
        self.file = file
        self.tensor = tensor
        self.trouble = trouble


class WeightsUnreadable(ModelUnavailable):
    """A file is no plain file of weights: it is damaged, or holds code. Nothing of it was run."""

    def __init__(self, model: str, file: str) -> None:
        super().__init__(model, f"{file} is damaged, or holds more than tensors")
        self.file = file


class WeightsFolderClosed(Failure):
    """Nothing can be written into the folder of the weights."""

    def __init__(self, folder: str, cause: str) -> None:
        super().__init__()
        self.folder = folder
        self.cause = cause


class PullRunning(Failure):
    """Another process brings files into this folder."""

    def __init__(self, folder: str) -> None:
        super().__init__()
        self.folder = folder


class DiskFull(Failure):
    """There is no room for a file (megabytes)."""

    def __init__(self, file: str, need: int, free: int) -> None:
        super().__init__()
        self.file = file
        self.need = need
        self.free = free


class FileNotOffered(Failure):
    """The server answers, but does not give the file; ``status`` is HTTP's."""

    def __init__(self, file: str, host: str, status: int) -> None:
        super().__init__()
        self.file = file
        self.host = host
        self.status = status


class NoWeightsSent(Failure):
    """What the server sent is no weight file, but a page of text, for example."""

    def __init__(self, file: str, host: str) -> None:
        super().__init__()
        self.file = file
        self.host = host


class ServerUnreachable(Failure):
    """No answer came from the server, or from the proxy before it."""

    retry: ClassVar[bool] = True

    def __init__(self, file: str, host: str, cause: str) -> None:
        super().__init__()
        self.file = file
        self.host = host
        self.cause = cause


class DownloadBroken(Failure):
    """The download broke off, again and again; ``here`` megabytes are kept."""

    retry: ClassVar[bool] = True

    def __init__(self, file: str, host: str, here: float) -> None:
        super().__init__()
        self.file = file
        self.host = host
        self.here = here


class NetworkSettingsWrong(Failure):
    """What the environment says of proxies or certificates cannot be used."""

    def __init__(self, cause: str) -> None:
        super().__init__()
        self.cause = cause
