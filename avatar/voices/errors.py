"""What can go wrong when a text is spoken."""

from typing import ClassVar

from generation.errors import Failure, Refusal


class SpeechEmpty(Refusal):
    """The text holds no words."""


class NothingToSay(Refusal):
    """The voice made no sound of the text."""

    def __init__(self, voice: str) -> None:
        super().__init__()
        self.voice = voice


class UnsupportedScript(Refusal):
    """The voice cannot read the letters of the text; ``near`` holds voices that can."""

    def __init__(self, voice: str, script: str, near: str) -> None:
        super().__init__()
        self.voice = voice
        self.script = script
        self.near = near


class SpeechTooLong(Refusal):
    """The text takes too long to speak."""

    def __init__(self, limit_s: int) -> None:
        super().__init__()
        self.limit_s = limit_s


class EngineMissing(Refusal):
    """The voice's engine is not set up here; ``missing`` is package or models."""

    def __init__(self, voice: str, missing: str) -> None:
        super().__init__()
        self.voice = voice
        self.missing = missing


class VoiceUnavailable(Failure):
    """A voice that should work does not; ``reason`` is for the operator."""

    def __init__(self, voice: str, reason: str) -> None:
        super().__init__()
        self.voice = voice
        self.reason = reason
        self.add_note(reason)  # for the trace in our log


class VoiceUnreachable(Failure):
    """The voice's service did not answer, and no voice of ours speaks that language."""

    retry: ClassVar[bool] = True

    def __init__(self, voice: str, reason: str) -> None:
        super().__init__()
        self.voice = voice
        self.reason = reason
        self.add_note(reason)  # for the trace in our log
