"""Captions name what is drawn, in both languages."""

from __future__ import annotations

import re

import numpy as np
import pytest

from training import chinese, english
from training.captions import describe
from training.dataset import subject_of
from training.labels import HEADS, IGNORED, spoken
from training.subjects import COLOURS, KINDS, Portrait, Scene

SEEDS = range(300)


@pytest.mark.parametrize("in_chinese", [False, True])
def test_named_things_are_in_the_text(in_chinese: bool) -> None:
    """A caption that names a thing and its colour holds words for both."""
    words = chinese if in_chinese else english
    for seed in SEEDS:
        subject = subject_of(seed)
        if not isinstance(subject, Scene):
            continue
        caption = describe(subject, np.random.default_rng(seed), in_chinese=in_chinese)
        for thing in subject.things:
            assert any(word in caption.text for word in words.KIND[thing.kind])
            if f"{thing.kind}_colour" in caption.named:
                short = [word.removesuffix("色") for word in words.COLOUR[thing.colour]]
                assert any(word in caption.text for word in short)


@pytest.mark.parametrize("in_chinese", [False, True])
def test_named_traits_are_in_the_text(in_chinese: bool) -> None:
    """A caption that names a background or glasses holds words for them."""
    words = chinese if in_chinese else english
    for seed in SEEDS:
        who = subject_of(seed)
        if not isinstance(who, Portrait):
            continue
        caption = describe(who, np.random.default_rng(seed), in_chinese=in_chinese)
        if "background" in caption.named:
            assert any(word in caption.text for word in words.COLOUR[who.background])
        if "eyewear" in caption.named:
            assert any(word in caption.text for word in words.EYEWEAR[who.eyewear])


def test_unnamed_colours_are_not_in_the_text() -> None:
    """What a caption does not name cannot be read from it."""
    for seed in SEEDS:
        subject = subject_of(seed)
        caption = describe(subject, np.random.default_rng(seed), in_chinese=False)
        if isinstance(subject, Portrait) and caption.named <= {"woman", "mouth", "eyewear", "skin"}:
            plain = re.sub("(dark|black|brown) (skin|glasses)", "", caption.text)
            assert not set(COLOURS) & set(re.findall("[a-z]+", plain))


def test_a_thorough_caption_names_all_that_can_be_seen() -> None:
    """Every thing, its colour and its place are named."""
    for seed in SEEDS:
        subject = subject_of(seed)
        caption = describe(subject, np.random.default_rng(seed), thorough=True)
        if isinstance(subject, Scene):
            assert {"time", "ground"} <= caption.named
            for thing in subject.things:
                assert {thing.kind, f"{thing.kind}_colour", f"{thing.kind}_place"} <= caption.named
        else:
            assert {"woman", "skin", "mouth", "clothes", "background"} <= caption.named


def test_a_quarter_of_the_captions_is_chinese() -> None:
    """Both languages are learnt."""
    texts = [describe(subject_of(s), np.random.default_rng(s)).text for s in range(1000)]

    share = sum(bool(re.search("[一-鿿]", text)) for text in texts) / len(texts)
    assert 0.24 < share < 0.32


def test_silent_attributes_are_not_asked_of_the_text_encoder() -> None:
    """Only what a caption names, and the absence of things, is a target."""
    for seed in SEEDS:
        subject = subject_of(seed)
        caption = describe(subject, np.random.default_rng(seed))
        for name, value in zip(HEADS, spoken(subject, caption.named), strict=True):
            if value != IGNORED and name != "kind" and name not in caption.named:
                assert name.split("_")[0] in KINDS
                assert value == 0
