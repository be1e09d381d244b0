"""How many pictures a device computes in one forward.

On a core of a CPU a forward gains from company as long as its layers are small, and then stops gaining: with
the pocket model pictures a second of processor time were, alone and at the best number, 72 and 220 at 8 x 8
latents, 45 and 70 at 16 x 16, 19 and 31 at 24 x 24, 16 and 19 at 32 x 32, 8 and 8 at 48 x 48. Nine tenths of
the gain are there at AREA_CPU; docs/engine.md has the table.
"""

from generation.pipelines.pipeline import Pipeline

AREA_CPU = 2048  # pictures of a forward times the latents of each
AREA_LEAST_CPU = 512  # below it a forward is mostly overhead: lanes do not divide so little between them


def together(pipeline: Pipeline, latents: int) -> int:
    """Tell how many pictures of so many latents (rows times columns) are worth one forward.

    It is never more than the model's memory plan has room for. Where that was too much all the same, the loop
    goes on with less.
    """
    rows = pipeline.plan.rows
    if pipeline.device.type == "cpu":
        return max(min(AREA_CPU // latents, rows), 1)
    return max(rows * pipeline.usual_latents // latents, 1)


def undivided(pipeline: Pipeline, latents: int) -> int:
    """Tell how many pictures of so many latents one lane takes before it leaves any to the others."""
    return max(AREA_LEAST_CPU // latents, 1) if pipeline.device.type == "cpu" else 1
