"""Builds a sampler by its name from a model's own noise schedule."""

import inspect
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

from torch import Tensor

from generation.catalogue import Scheduler
from generation.folder import Config

LCM_TEACHER_STEPS = 50  # LCM skips along its teacher's steps and cannot take more than those


@dataclass(frozen=True)
class Sampler:
    """Where diffusers keeps a sampler, and what must hold whatever the model's own sampler was set to."""

    module: str
    name: str
    settings: Mapping[str, object]


class Levels(Protocol):
    """A scheduler that counts in noise levels."""

    sigmas: Tensor  # [steps + 1], falling to 0


class Stepper(Protocol):
    """What a diffusers scheduler does for a denoising loop. It holds the state of one drawing."""

    timesteps: Tensor  # [steps], from noise to picture
    alphas_cumprod: Tensor  # [training steps], the share of the picture in the variance of a noisy one
    init_noise_sigma: float | Tensor

    def set_timesteps(self, num_inference_steps: int, device: object = None) -> None:
        """Choose the timesteps."""

    def scale_model_input(self, sample: Tensor, timestep: Tensor) -> Tensor:
        """Scale latents to what the UNet was trained on."""

    def add_noise(self, original_samples: Tensor, noise: Tensor, timesteps: Tensor) -> Tensor:
        """Make clean latents as noisy as they are at a timestep."""

    def step(
        self, model_output: Tensor, timestep: Tensor, sample: Tensor, **options: object
    ) -> tuple[Tensor, ...]:
        """Take the latents one step further."""


# One way to space the noise levels excludes the others.
_EVEN = {
    "use_karras_sigmas": False,
    "use_exponential_sigmas": False,
    "use_beta_sigmas": False,
    "use_flow_sigmas": False,
}
_KARRAS = _EVEN | {"use_karras_sigmas": True}
_DPM = {"algorithm_type": "dpmsolver++", "solver_order": 2}
_UNCLIPPED = {"clip_sample": False, "thresholding": False}  # latents reach beyond -1 .. 1

_SAMPLERS = {
    Scheduler.PNDM: Sampler("scheduling_pndm", "PNDMScheduler", {"skip_prk_steps": True}),
    Scheduler.DDIM: Sampler("scheduling_ddim", "DDIMScheduler", _UNCLIPPED),
    Scheduler.LMS: Sampler("scheduling_lms_discrete", "LMSDiscreteScheduler", _EVEN),
    Scheduler.EULER: Sampler("scheduling_euler_discrete", "EulerDiscreteScheduler", _EVEN),
    Scheduler.EULER_A: Sampler("scheduling_euler_ancestral_discrete", "EulerAncestralDiscreteScheduler", {}),
    Scheduler.DPM_2M: Sampler("scheduling_dpmsolver_multistep", "DPMSolverMultistepScheduler", _EVEN | _DPM),
    Scheduler.DPM_2M_KARRAS: Sampler(
        "scheduling_dpmsolver_multistep", "DPMSolverMultistepScheduler", _KARRAS | _DPM
    ),
    Scheduler.UNIPC: Sampler("scheduling_unipc_multistep", "UniPCMultistepScheduler", _EVEN),
    Scheduler.LCM: Sampler("scheduling_lcm", "LCMScheduler", _UNCLIPPED),
}


def build_scheduler(name: Scheduler, config: Config, steps: int, start: int = 0) -> Stepper:
    """Build a sampler with the noise schedule and the prediction type of ``config``, ready for ``steps``.

    ``start`` is how many of them are left out. Its tensors stay on the CPU: reading one back from a GPU would
    make the loop wait.
    """
    sampler = _SAMPLERS[name]
    kind = getattr(import_module(f"diffusers.schedulers.{sampler.module}"), sampler.name)
    settings = dict(sampler.settings)
    if name is Scheduler.LCM:
        settings["original_inference_steps"] = max(LCM_TEACHER_STEPS, steps)
    known = inspect.signature(kind.__init__).parameters
    chosen = {key: value for key, value in {**config, **settings}.items() if key in known}
    scheduler = kind(**chosen)
    if name is Scheduler.LMS:
        scheduler.get_lms_coefficient = _coefficients(scheduler)
    scheduler.set_timesteps(steps)
    if hasattr(scheduler, "set_begin_index"):
        scheduler.set_begin_index(start)  # searching the timestep would find the second of two equal ones
    return cast("Stepper", scheduler)


def takes_noise(scheduler: Stepper) -> bool:
    """Whether the sampler adds noise of its own at every step."""
    return "generator" in inspect.signature(scheduler.step).parameters


def _coefficients(scheduler: Levels) -> Callable[[int, int, int], float]:
    """Replace the scheduler's numerical integral, which needs SciPy, by the exact one.

    The integrand is a Lagrange basis polynomial of degree order - 1 <= 3, for which the Gauss-Legendre rule
    with two nodes is exact.
    """

    def integrate(order: int, t: int, current_order: int) -> float:
        sigmas = [float(scheduler.sigmas[t - k]) for k in range(order)]
        start, stop = float(scheduler.sigmas[t]), float(scheduler.sigmas[t + 1])
        here = sigmas[current_order]
        others = [sigma for k, sigma in enumerate(sigmas) if k != current_order]

        def basis(tau: float) -> float:
            return math.prod((tau - sigma) / (here - sigma) for sigma in others)

        middle, half = (start + stop) / 2, (stop - start) / 2
        node = half / math.sqrt(3)
        return half * (basis(middle - node) + basis(middle + node))

    return integrate
