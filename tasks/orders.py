"""What was admitted becomes an order: named, priced, and put down for a queue."""

from uuid import uuid4

from tasks.moderation import Admitted, Asking
from tasks.pricing import Pricing
from tasks.queue import queue_of
from tasks.reservation import Order


def order_of(
    asking: Asking, admitted: Admitted, pricing: Pricing, *, confirmed: bool = False, rank: int = 0
) -> Order:
    """Make an order of what was admitted. Raises UnknownChoice if its model is not there any more."""
    request = admitted.request
    reference = pricing.reference(request)
    return Order(
        job_id=uuid4(),
        request=request,
        sender=asking.sender,
        place=asking.place,
        key=asking.key,
        price=pricing.at_rate(request, reference),
        queue=queue_of(request),
        duration_s=pricing.length_s(request),
        notes=admitted.notes,
        confirmed=confirmed,
        reference=reference,
        rank=rank,
    )
