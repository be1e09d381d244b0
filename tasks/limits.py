"""What a plan allows of a single request. What goes beyond it is refused, and nothing is charged."""

from avatar.requests import AvatarRequest, PreviewRequest
from generation.requests import Drawing, TrainingRequest
from tasks.errors import (
    CountBeyondPlan,
    DurationBeyondPlan,
    FeatureNotInPlan,
    ModelNotInPlan,
    SideBeyondPlan,
    StepsBeyondPlan,
)
from tasks.job import Request
from tasks.plan import Plan


def keep_within(plan: Plan, request: Request, duration_s: float = 0.0) -> None:
    """Refuse what goes beyond a plan; ``duration_s`` is how long a clip will be, as far as that is known.

    Raises FeatureNotInPlan, ModelNotInPlan, SideBeyondPlan, StepsBeyondPlan, CountBeyondPlan,
    DurationBeyondPlan.
    """
    if not plan.allows_feature(request.kind):
        raise FeatureNotInPlan(request.kind)
    if isinstance(request, Drawing):
        _keep_drawing_within(plan, request)
    if isinstance(request, TrainingRequest):
        _keep_model_within(plan, request.model)
        if plan.learning_limit is not None and request.steps > plan.learning_limit:
            raise StepsBeyondPlan(plan.learning_limit, request.steps)
    if isinstance(request, AvatarRequest | PreviewRequest):
        clip = request.of if isinstance(request, PreviewRequest) else request
        _keep_side_within(plan, clip.size_px)
        limit_s = plan.duration_limit_s
        if limit_s is not None and duration_s > limit_s:
            raise DurationBeyondPlan(limit_s, round(duration_s, 1))


def _keep_drawing_within(plan: Plan, request: Drawing) -> None:
    _keep_model_within(plan, request.model)
    _keep_side_within(plan, max(request.width_px, request.height_px))
    if plan.steps_limit is not None and request.steps > plan.steps_limit:
        raise StepsBeyondPlan(plan.steps_limit, request.steps)
    if plan.count_limit is not None and request.count > plan.count_limit:
        raise CountBeyondPlan(plan.count_limit, request.count)


def _keep_model_within(plan: Plan, model: str) -> None:
    if not plan.allows_model(model):
        raise ModelNotInPlan(model, ", ".join(plan.models or ()))


def _keep_side_within(plan: Plan, side_px: int) -> None:
    if plan.side_limit_px is not None and side_px > plan.side_limit_px:
        raise SideBeyondPlan(plan.side_limit_px, side_px)
