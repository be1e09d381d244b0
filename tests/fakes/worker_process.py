"""A whole worker process with the fake engine; the environment holds its settings."""

from tasks.settings import TasksSettings
from tasks.worker.messages import Tools
from tasks.worker.serve import serve
from tests.factories import catalogue

if __name__ == "__main__":
    raise SystemExit(
        serve(TasksSettings(_env_file=None), Tools("tests.fakes.engine:open_fake", (catalogue(),)))
    )
