"""What is refused of a clip's options."""

from generation.errors import Refusal


class CaptionsNeedText(Refusal):
    """Captions are made of a text, and a recording comes without one."""
