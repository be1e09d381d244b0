"""A whole worker process that makes fake clips; the environment holds its settings."""

from tasks.settings import TasksSettings
from tasks.worker.messages import Tools
from tasks.worker.serve import serve

if __name__ == "__main__":
    raise SystemExit(
        serve(TasksSettings(_env_file=None), Tools("tests.fakes.clips:open_clips"), ("avatars",))
    )
