"""What the counter refuses before anything reaches the desk."""

from generation.errors import Failure, Refusal


class UnknownCommand(Refusal):
    """There is no such command; ``near`` holds those that look like it."""

    def __init__(self, name: str, near: str) -> None:
        super().__init__()
        self.name = name
        self.near = near


class UnknownFlag(Refusal):
    """There is no such flag; ``near`` holds those that look like it."""

    def __init__(self, flag: str, near: str) -> None:
        super().__init__()
        self.flag = flag
        self.near = near


class RepeatedFlag(Refusal):
    """The same option is given twice."""

    def __init__(self, flag: str) -> None:
        super().__init__()
        self.flag = flag


class StyleUnknown(Refusal):
    """There is no style of this name; ``near`` holds those that there are."""

    def __init__(self, name: str, near: str) -> None:
        super().__init__()
        self.name = name
        self.near = near


class MissingValue(Refusal):
    """A flag stands without its value; ``example`` shows one."""

    def __init__(self, flag: str, example: str) -> None:
        super().__init__()
        self.flag = flag
        self.example = example


class BadSize(Refusal):
    """A size is two whole numbers with an x between them."""

    def __init__(self, value: str) -> None:
        super().__init__()
        self.value = value


class BadValue(Refusal):
    """A value is of the wrong kind for its option."""

    def __init__(self, field: str, value: str) -> None:
        super().__init__()
        self.field = field
        self.value = value


class Contradiction(Refusal):
    """The same option is given twice, with different values."""

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field


class UnknownField(Refusal):
    """There is no such field; ``near`` holds those that look like it."""

    def __init__(self, field: str, near: str) -> None:
        super().__init__()
        self.field = field
        self.near = near


class PersonMissing(Refusal):
    """A command that is about somebody names nobody."""


class BadSpan(Refusal):
    """A time is a number and a unit, such as 2h."""

    def __init__(self, value: str) -> None:
        super().__init__()
        self.value = value


class NoSuchPlaceHere(Refusal):
    """A private chat has no server whose settings could be changed."""

    def __init__(self, where: str) -> None:
        super().__init__()
        self.where = str(where)


class AttachmentMissing(Refusal):
    """An option that takes a file got none."""

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field


class AttachmentLost(Refusal):
    """The platform does not give a file that was sent there."""


class TwoVoices(Refusal):
    """A recording and a text came at once, and only one of them can be spoken."""


class NothingBegun(Refusal):
    """A button or a command goes on with a conversation that is not there (any more)."""


class NothingGathered(Refusal):
    """A button begins a training whose pictures are not there (any more)."""


class PhotoNeeded(Refusal):
    """A clip was asked for at once, without its photo."""


class VoiceNeeded(Refusal):
    """A clip was asked for at once, with neither a recording nor a text."""


class FaceNeeded(Refusal):
    """A clip was asked for at once, of a photo with several faces, and none was chosen."""

    def __init__(self, faces: int) -> None:
        super().__init__()
        self.faces = faces


class ConsentNeeded(Refusal):
    """A clip was asked for at once by somebody who has not agreed to the wording of a version."""

    def __init__(self, version: str) -> None:
        super().__init__()
        self.version = version


class NoPicture(Refusal):
    """A message that something is to be done with holds no picture."""


class NoRecipe(Refusal):
    """A picture does not say how it was made, and is not known here."""


class NothingPointedAt(Refusal):
    """A command that is about a picture came without one."""


class SeveralPictures(Refusal):
    """A message shows several pictures, and it is not said which is meant."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count


class NotReached(Refusal):
    """Somebody cannot be written to directly: they never wrote to the bot, or closed their door."""


class NotOurs(Refusal):
    """A message that is to be deleted shows nothing that was made here."""


class DraftLost(Refusal):
    """What was typed into a form is not kept any more."""


class NothingToShow(Refusal):
    """The job has no picture that could speak, or not so many; or no line that could be spoken."""


class NoVariants(Refusal):
    """The job is no sheet of variants."""


class MalformedRequest(Refusal):
    """The body is not a JSON object."""


class KeyUnusable(Refusal):
    """An Idempotency-Key is 1 to ``limit`` visible ASCII characters."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit


class RequestTooLarge(Refusal):
    """The body has more bytes than the limit."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit


class ForeignHost(Refusal):
    """The page was called by a name that is not its own."""


class ForeignOrigin(Refusal):
    """Another site tried to write through the reader's browser."""


class LoginNeeded(Refusal):
    """The page wants a password first."""


class FormOutdated(Refusal):
    """A form does not carry the mark of the session that sends it."""


class TooFast(Refusal):
    """Too many tries; some seconds later there may be another."""

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.seconds = seconds


class PageUnknown(Refusal):
    """The operator has not said where the page is, so no link to it can be given."""


class KeyInPrivate(Refusal):
    """API keys are spoken of where nobody else reads."""


class LoginInPrivate(Refusal):
    """A link that logs in is not shown where others read it."""


class WrongPassword(Refusal):
    """The password is not the one that was set."""


class NoSuchPage(Refusal):
    """There is nothing under this address."""


class Unexpected(Failure):
    """Something broke that nobody foresaw; the cause is in the log."""


class LinkInPrivate(Refusal):
    """A code that links accounts is not shown where others read it."""


class DataInPrivate(Refusal):
    """What the studio knows of somebody is not told where others read it."""
