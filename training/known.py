"""Which words mean something to the trained model, which do no harm, and the seal of a finished folder."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from generation.checksums import write_checksums
from generation.vocabulary import write_vocabulary
from training import captions, chinese, english
from training.vocabulary import walk_phrases

# Noise of the captions that asks for something to be seen: whoever types it misses it.
MISSED = "astronaut cat dog horse robot dragon castle forest flower bird space magic"
# The words of the captions' taste and openings are added to these.
HARMLESS_ENGLISH = """
    a an the this that these those some any one of to for from by with at in on into onto and or but also as
    is are was be been being has have having it its he she his her their there here who which where while
    i me my we you your want wants would like need show see make made create generate give draw drawn please
    just only so very really quite much more most too up close shot view scene image picture photo photograph
    photography drawing painting sketch render rendering rendered art artwork artist artistic style styled
    look looks looking stand stands standing sit sits sitting viewer wallpaper poster
    quality good great nice pretty lovely
    amazing awesome stunning gorgeous detail details detailed intricate realistic photorealistic
    hyperrealistic realism cinematic epic dramatic vivid vibrant dreamy professional masterpiece best high
    ultra super resolution uhd hdr rgb raw dslr unreal engine octane studio trending artstation
    worst low bad ugly blurry blur watermark signature text cropped jpeg artifacts lowres nsfw
"""
HARMLESS_CHINESE = """
    的 了 着 在 有 是 和 与 及 或 一 个 位 张 幅 座 栋 棵 艘 只 条 辆 片 上 里 中 前 下 边 旁 内 处 时
    请 我 你 要 想 给 帮 我想要 我要 画 画一 绘制 生成 制作 一个 一位 一张 一幅 一片 一些 图 图片 图像 画面
    照片 风格 非常 很 真实 写实 逼真 细节 质量 高质量 超高清 最佳 好看 这 那 它 他 她 们 正在 正 站 站着
    坐 坐着 看 看着 没 没有 不 无 不要 低质量 模糊 水印 文字
"""


# What the wordings say between the words of their tables.
SAID_ENGLISH = """
    hair bun background wall backdrop against old elderly bald bearded person face short long curly
    little small big no without
"""
SAID_CHINESE = """
    人 背景 背景是 皮肤 头发 发 穿 穿着 戴 戴着 眼镜 墨镜 太阳镜 胡子 前面 左 右 小 大 云 星 树 房 屋 女 男
"""
ENDINGS = "上里中前时"  # "in the snow" is told by "snow"
NOISE = {"TASTE", "OPENINGS", "COMMAS", "ONE"}


def meaningful_words() -> frozenset[str]:
    """List the words that change a picture, of both languages, in lower case."""
    told = _letters([*_tables(english), SAID_ENGLISH]) - _letters([HARMLESS_ENGLISH])
    return frozenset(told | _chinese_words())


def harmless_words() -> frozenset[str]:
    """List the words that change nothing and that nobody misses, of both languages, in lower case."""
    noise = _letters([*english.TASTE, *english.OPENINGS, *captions.STRAYS, HARMLESS_ENGLISH])
    noise -= _letters([MISSED])
    noise |= {*chinese.TASTE, *chinese.OPENINGS, *walk_phrases(chinese.ONE), *HARMLESS_CHINESE.split()}
    return frozenset(noise) - meaningful_words()


def seal(folder: Path) -> None:
    """Write into a finished folder what the checksums of its weights are, and which words it paints.

    To be called after the last weight was written.
    """
    if (folder / "model_index.json").is_file():
        write_vocabulary(folder, meaningful_words(), harmless_words())
    write_checksums(folder)


def _chinese_words() -> set[str]:
    """List the phrases of the tables, and what is left of them without "on", "in" or "colour"."""
    phrases = {*_tables(chinese), *SAID_CHINESE.split()}
    bare = {phrase.rstrip(ENDINGS) for phrase in phrases if len(phrase) > 2}
    short = {
        colour.removesuffix("色")
        for colour in (*walk_phrases(chinese.COLOUR), *walk_phrases(chinese.HAIR_COLOUR))
    }
    return phrases | bare | short - {""}


def _tables(language: object) -> Iterator[str]:
    """Walk the strings of a language's tables, without those that are noise."""
    for name, table in vars(language).items():
        if name.isupper() and name not in NOISE:
            yield from walk_phrases(table)


def _letters(phrases: Iterable[str]) -> set[str]:
    """Take English phrases apart into words."""
    return set(re.findall(r"[a-z]+", " ".join(phrases).lower()))
