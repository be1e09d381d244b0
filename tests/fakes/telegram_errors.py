"""Answers that are not what was asked for."""

from tests.fakes.telegram_spec import Json


class ApiError(Exception):
    """An answer that is not ``ok``."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    @property
    def body(self) -> dict[str, Json]:
        """Give the answer as the server writes it."""
        body: dict[str, Json] = {"ok": False, "error_code": self.code, "description": self.description}
        return body | ({"parameters": {**self.parameters}} if self.parameters else {})


class Breach(ApiError):
    """An answer to a request that no bot should have sent."""
