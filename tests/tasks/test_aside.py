"""A training steps aside while something is drawn, for as long as its patience lasts."""

from threading import Event, Thread

from tasks.worker.aside import Aside
from tests.patience import PATIENCE_S


def waiting(aside: Aside, cancelled: bool = False) -> tuple[Thread, Event]:
    """Let a training wait in a thread of its own."""
    gone = Event()

    def wait() -> None:
        aside.wait(lambda: cancelled)
        gone.set()

    thread = Thread(target=wait, daemon=True)
    thread.start()
    return thread, gone


def test_step_waits_for_all_that_is_drawn() -> None:
    """Two pictures: the step comes after the second."""
    aside = Aside(patience_s=10 * PATIENCE_S)
    with aside.drawing():
        with aside.drawing():
            thread, gone = waiting(aside)
        assert not gone.wait(0.05)

    assert gone.wait(PATIENCE_S)
    thread.join()


def test_training_waits_no_longer_than_patience_nor_when_cancelled() -> None:
    """However much is drawn, it takes a step now and then; and whoever cancels is heard at once."""
    patient, hurried = Aside(patience_s=10 * PATIENCE_S), Aside(patience_s=0.01)
    with patient.drawing(), hurried.drawing():
        _, heard = waiting(patient, cancelled=True)
        _, tired = waiting(hurried)

        assert heard.wait(PATIENCE_S)
        assert tired.wait(PATIENCE_S)
