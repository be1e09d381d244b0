"""The names of a network's parts as other programs write them.

kohya's trainers write a path with underscores in place of dots; those for Stable Diffusion XL name a UNet's
blocks as Stability AI's own code does, ``input_blocks.4.1`` for ``down_blocks.1.attentions.0``.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

INNER = {  # of a residual block
    "conv1": "in_layers.2",
    "time_emb_proj": "emb_layers.1",
    "conv2": "out_layers.3",
    "conv_shortcut": "skip_connection",
}
OUTER = {
    "conv_in": "input_blocks.0.0",
    "conv_out": "out.2",
    "time_embedding.linear_1": "time_embed.0",
    "time_embedding.linear_2": "time_embed.2",
    "add_embedding.linear_1": "label_emb.0.0",
    "add_embedding.linear_2": "label_emb.0.2",
    "mid_block.resnets.0": "middle_block.0",
    "mid_block.attentions.0": "middle_block.1",
    "mid_block.resnets.1": "middle_block.2",
}
WRAP = "text_model."  # around all of a text encoder, in some versions of its code


def flat(path: str) -> str:
    """Write a path as kohya's trainers do."""
    return path.removeprefix(WRAP).replace(".", "_").removeprefix(WRAP.replace(".", "_"))


def by_name(paths: Iterable[str], config: Mapping[str, Any] | None = None) -> dict[str, str]:
    """List a network's paths by every name that they may have in a file, written flat.

    ``config`` is a UNet's, whose blocks have other names elsewhere.
    """
    known = list(paths)
    found = {flat(path): path for path in known}
    for other, ours in _blocks(config) if config else ():
        for path in known:
            if path == ours or path.startswith(f"{ours}."):
                found.setdefault(flat(other + _inner(path.removeprefix(ours))), path)
    return found


def _inner(rest: str) -> str:
    head, dot, name = rest.partition(".")
    return f"{head}{dot}{INNER.get(name, name)}"


def _blocks(config: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Pair each block of a UNet as Stability AI's code names it with diffusers' name."""
    yield from ((other, ours) for ours, other in OUTER.items())
    levels = len(config["block_out_channels"])
    layers = config["layers_per_block"]
    for level in range(levels):
        first = 1 + level * (layers + 1)
        for layer in range(layers):
            yield f"input_blocks.{first + layer}.0", f"down_blocks.{level}.resnets.{layer}"
            yield f"input_blocks.{first + layer}.1", f"down_blocks.{level}.attentions.{layer}"
        yield f"input_blocks.{first + layers}.0.op", f"down_blocks.{level}.downsamplers.0.conv"
        first = level * (layers + 1)
        for layer in range(layers + 1):
            yield f"output_blocks.{first + layer}.0", f"up_blocks.{level}.resnets.{layer}"
            yield f"output_blocks.{first + layer}.1", f"up_blocks.{level}.attentions.{layer}"
        attends = "CrossAttn" in config["up_block_types"][level]
        sampler = f"output_blocks.{first + layers}.{2 if attends else 1}.conv"
        yield sampler, f"up_blocks.{level}.upsamplers.0.conv"
