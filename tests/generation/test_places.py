"""Places at the device."""

import threading
import time

from generation.places import Places


def test_no_more_are_inside_than_there_are_places() -> None:
    """Ten who want a place each share three."""
    places, inside, most = Places(3), 0, 0
    counting = threading.Lock()

    def draw() -> None:
        nonlocal inside, most
        with places.take(1):
            with counting:
                inside += 1
                most = max(most, inside)
            time.sleep(0.01)
            with counting:
                inside -= 1

    threads = [threading.Thread(target=draw) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 3 == most


def test_small_ones_do_not_keep_a_large_one_out() -> None:
    """Who came first is served first, however much it wants."""
    places = Places(2)
    order: list[int] = []
    with places.take(1):
        large = threading.Thread(target=lambda: _enter(places, 2, order))
        large.start()
        time.sleep(0.05)
        small = threading.Thread(target=lambda: _enter(places, 1, order))
        small.start()
        time.sleep(0.05)
        assert not order
    large.join()
    small.join()

    assert [2, 1] == order


def test_more_than_there_is_means_all() -> None:
    """A request for four pictures on one place does not wait for ever."""
    places = Places(1)
    with places.take(4):
        pass
    with places.take(1):
        pass


def _enter(places: Places, share: int, order: list[int]) -> None:
    with places.take(share):
        order.append(share)
