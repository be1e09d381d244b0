"""Keeps libraries from talking into our screens."""


def hush() -> None:
    """Let transformers and diffusers tell errors only, without bars. Takes the seconds of importing them."""
    from diffusers.utils import logging as diffusers_logging
    from transformers.utils import logging as transformers_logging

    for logging in (transformers_logging, diffusers_logging):
        logging.set_verbosity_error()
        logging.disable_progress_bar()
