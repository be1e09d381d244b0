"""The pocket text encoder, and its first lesson: naming what a caption speaks of."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

from training.captions import describe
from training.dataset import subject_of
from training.judge import heads_loss, read
from training.labels import HEADS, IGNORED, spoken
from training.learner import Course, Group, Learner, train
from training.subjects import Subject
from training.vocabulary import CONTEXT

WIDTH = 128
SEED = 3
BATCH = 96
RATE = 1.5e-3


def build_text_encoder(tokenizer: CLIPTokenizer) -> CLIPTextModel:
    """Make the text encoder: 3 layers, 128 wide, 48 tokens.

    Token embeddings start larger than usual so that words are told apart from the first step.
    """
    config = CLIPTextConfig(
        vocab_size=len(tokenizer),
        hidden_size=WIDTH,
        intermediate_size=3 * WIDTH,
        num_hidden_layers=3,
        num_attention_heads=4,
        max_position_embeddings=CONTEXT,
        projection_dim=WIDTH,
        hidden_act="quick_gelu",
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    encoder = CLIPTextModel(config)
    with torch.no_grad():
        for name, weight in encoder.named_parameters():
            if name.endswith("token_embedding.weight"):
                nn.init.normal_(weight, std=0.5)
            elif name.endswith("position_embedding.weight"):
                nn.init.normal_(weight, std=0.1)
            elif "self_attn" in name and name.endswith("weight"):
                nn.init.normal_(weight, std=WIDTH**-0.5)
            elif ".fc" in name and name.endswith("weight"):
                nn.init.normal_(weight, std=weight.shape[1] ** -0.5 / 2)
    return encoder


def encode_words(tokenizer: CLIPTokenizer, captions: list[str]) -> Tensor:
    """Tokenise captions as a pipeline does: int64 [b, 48], padded and cut."""
    tokens: Tensor = tokenizer(
        captions, padding="max_length", max_length=CONTEXT, truncation=True, return_tensors="pt"
    ).input_ids
    return tokens


class Lesson(nn.Module):
    """Two linear readers of the text encoder's output, thrown away after the lesson."""

    def __init__(self) -> None:
        super().__init__()
        self.last = nn.Linear(WIDTH, sum(HEADS.values()))
        self.mean = nn.Linear(WIDTH, sum(HEADS.values()))

    def forward(self, states: Tensor, tokens: Tensor, end: int) -> tuple[Tensor, Tensor]:
        """Read states [b, 48, 128] at the end of the text and over all of it."""
        ends = (tokens == end).int().argmax(1)  # [b]
        last = states[torch.arange(len(states)), ends]
        inside = torch.arange(tokens.shape[1])[None] <= ends[:, None]  # [b, 48]
        mean = (states * inside[..., None]).sum(1) / inside.sum(1, keepdim=True)
        return self.last(last), self.mean(mean)


def teach_words(tokenizer: CLIPTokenizer, seeds: int, course: Course) -> CLIPTextModel:
    """Train the text encoder to name the attributes that captions speak of.

    A UNet that starts with words that mean nothing learns to draw without listening; after this
    lesson it listens from the first step.
    """
    torch.manual_seed(SEED)
    rng = np.random.default_rng(SEED)
    encoder, lesson = build_text_encoder(tokenizer), Lesson()
    learner = Learner([Group(encoder, RATE), Group(lesson, RATE)])
    subjects = [subject_of(i) for i in range(seeds)]

    def loss() -> Tensor:
        tokens, wanted = caption_batch(tokenizer, subjects, rng, BATCH)
        states = encoder(tokens).last_hidden_state
        last, mean = lesson(states, tokens, tokenizer.eos_token_id)
        return heads_loss(last, wanted) + heads_loss(mean, wanted)

    train(learner, loss, course)
    learner.lend_average()
    course.report(f"text: names {_right(encoder, lesson, tokenizer):.3f} of held-out attributes")
    return encoder.eval()


def caption_batch(
    tokenizer: CLIPTokenizer, subjects: list[Subject], rng: np.random.Generator, size: int
) -> tuple[Tensor, Tensor]:
    """Caption random subjects: tokens int64 [b, 48], labels int64 [b, heads]."""
    chosen = [subjects[i] for i in rng.integers(0, len(subjects), size)]
    captions = [describe(subject, rng) for subject in chosen]
    tokens = encode_words(tokenizer, [caption.text for caption in captions])
    wanted = [spoken(s, caption.named) for s, caption in zip(chosen, captions, strict=True)]
    return tokens, torch.from_numpy(np.stack(wanted))


@torch.no_grad()
def _right(encoder: CLIPTextModel, lesson: Lesson, tokenizer: CLIPTokenizer) -> float:
    """Measure the share of spoken attributes named rightly on held-out subjects."""
    rng = np.random.default_rng(99)
    subjects = [subject_of(10**7 + i, for_evaluation=True) for i in range(400)]
    tokens, wanted = caption_batch(tokenizer, subjects, rng, 400)
    states = encoder(tokens).last_hidden_state
    said = read(lesson(states, tokens, tokenizer.eos_token_id)[0])
    asked = wanted != IGNORED
    return float((said == wanted)[asked].float().mean())
