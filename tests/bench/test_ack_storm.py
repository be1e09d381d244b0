"""What the storm counts: who was lost, who was served twice, who did not pay."""

from bench.ack_storm import DAILY, Storm
from tasks.desk import Desk
from tests.factories import image_request, key, place, sender


def test_lost_doubled_and_uncharged_are_counted(desk: Desk) -> None:
    """Three asked: one got two jobs, one a job for nothing, one none."""
    jobs = [
        desk.submit(image_request(), sender(account), place(), key()) for account in ("1001", "1001", "1002")
    ]
    storm = Storm([0.1], [0.2], jobs, {"telegram:1001": jobs[0].price, "telegram:1002": 0}, 3, True, ())

    assert (1, 1, 1) == (storm.lost, storm.doubled, storm.uncharged)
    assert [0.1, 0.2] == storm.waits_s
    assert DAILY > len(jobs)
