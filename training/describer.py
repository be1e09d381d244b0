"""The pocket describer: a small BLIP that puts a drawing into words, in English or Chinese."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from transformers import BlipConfig, BlipForConditionalGeneration, BlipImageProcessorPil, CLIPTokenizer

from generation.describing import ASK_CHINESE, ASK_ENGLISH, as_typed
from training.dataset import Gallery, subject_of
from training.learner import Course, Group, Learner, train
from training.parts import SIZE_PX
from training.plain import in_chinese, in_english
from training.subjects import Subject
from training.vision import as_input
from training.vocabulary import CONTEXT

SEED = 10
BATCH = 32
RATE = 1.2e-3
WIDTH = 128
CHINESE_SHARE = 0.35
IGNORED = -100


def build_describer(tokenizer: CLIPTokenizer) -> BlipForConditionalGeneration:
    """Make the describer: a vision transformer of 16 x 16 patches and a text decoder that looks at it.

    Source: Li et al. (2022), BLIP, section 3.
    """
    vision = {
        "hidden_size": WIDTH,
        "intermediate_size": 2 * WIDTH,
        "num_hidden_layers": 4,
        "num_attention_heads": 4,
        "image_size": SIZE_PX,
        "patch_size": 16,
    }
    text = {
        "vocab_size": len(tokenizer),
        "hidden_size": WIDTH,
        "encoder_hidden_size": WIDTH,
        "intermediate_size": 2 * WIDTH,
        "num_hidden_layers": 3,
        "num_attention_heads": 4,
        "max_position_embeddings": CONTEXT,
        "bos_token_id": tokenizer.bos_token_id,
        "eos_token_id": tokenizer.eos_token_id,
        "sep_token_id": tokenizer.eos_token_id,
        "pad_token_id": tokenizer.pad_token_id,
        "hidden_dropout_prob": 0.0,
        "attention_probs_dropout_prob": 0.0,
        "label_smoothing": 0.0,
    }
    return BlipForConditionalGeneration(BlipConfig(text_config=text, vision_config=vision))


def build_processor() -> BlipImageProcessorPil:
    """Make what turns pictures of any size into the describer's input: 128 x 128, -1..1."""
    half = [0.5, 0.5, 0.5]
    return BlipImageProcessorPil(size={"height": SIZE_PX, "width": SIZE_PX}, image_mean=half, image_std=half)


def train_describer(
    tokenizer: CLIPTokenizer, gallery: Gallery, course: Course
) -> tuple[BlipForConditionalGeneration, Learner]:
    """Train the describer on the drawings and their plain words."""
    torch.manual_seed(SEED)
    net = build_describer(tokenizer)
    learner = Learner([Group(net, RATE)], average_decay=0.997)
    subjects = [subject_of(i) for i in range(len(gallery))]
    end = int(tokenizer.eos_token_id)

    def loss() -> Tensor:
        rng = np.random.default_rng([SEED, learner.steps])
        chosen = np.sort(rng.integers(0, len(gallery), BATCH))
        tokens = told_tokens(tokenizer, [subjects[i] for i in chosen], rng.random(BATCH) < CHINESE_SHARE)
        seen = as_input(gallery.pictures[chosen])
        seen = seen + float(rng.uniform(0, 0.06)) * torch.randn_like(seen)
        known = (tokens == end).cumsum(1) <= 1  # up to the first end
        labels = tokens.masked_fill(~known, IGNORED)
        labels[:, :2] = IGNORED  # the start and the language are given
        made = net(pixel_values=seen, input_ids=tokens, attention_mask=known.long(), labels=labels)
        told: Tensor = made.loss
        return told

    train(learner, loss, course)
    learner.lend_average()
    return net.eval(), learner


def told_tokens(tokenizer: CLIPTokenizer, subjects: list[Subject], chinese: NDArray[np.bool_]) -> Tensor:
    """Tokenise the words for pictures, each after the word for its language: int64 [b, 48]."""
    texts = [
        f"{ASK_CHINESE}，{in_chinese(subject)}" if in_zh else f"{ASK_ENGLISH} {in_english(subject)}"
        for subject, in_zh in zip(subjects, chinese, strict=True)
    ]
    tokens: Tensor = tokenizer(
        texts, padding="max_length", max_length=CONTEXT, truncation=True, return_tensors="pt"
    ).input_ids
    return tokens


@torch.no_grad()
def describe_pictures(
    net: BlipForConditionalGeneration, tokenizer: CLIPTokenizer, pictures: NDArray[np.uint8], ask: str
) -> list[str]:
    """Put pictures, uint8 [n, 128, 128, 3], into words, after the word for the language."""
    start = tokenizer(ask).input_ids[:-1]  # without the end
    given = torch.tensor([[*start, 0]]).repeat(len(pictures), 1)  # generate drops the last
    made = net.generate(
        pixel_values=as_input(pictures),
        input_ids=given,
        attention_mask=torch.ones_like(given),
        max_new_tokens=CONTEXT - 4,
    )
    return [as_typed(tokenizer.decode(row[len(start) :], skip_special_tokens=True)) for row in made]


def save_describer(net: BlipForConditionalGeneration, tokenizer: CLIPTokenizer, folder: Path) -> None:
    """Write the describer with its processor and tokenizer, in float16."""
    net.half().save_pretrained(folder)
    build_processor().save_pretrained(folder)
    tokenizer.save_pretrained(folder)
