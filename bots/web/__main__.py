"""``python -m bots.web``: serve the page with the settings of the environment and ``.env``."""

from avatar.settings import AvatarSettings
from bots.web.serve import serve
from bots.web.settings import WebSettings
from generation.settings import GenerationSettings
from tasks.settings import TasksSettings

if __name__ == "__main__":
    raise SystemExit(serve(WebSettings(), TasksSettings(), GenerationSettings(), AvatarSettings()))
