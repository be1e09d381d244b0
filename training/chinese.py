"""Simplified Chinese wordings of a subject."""

from __future__ import annotations

import numpy as np

from training.subjects import Colour, Ground, Kind, Portrait, Scene, Thing
from training.wording import Say, SkyWords, pick

COLOUR: dict[Colour, tuple[str, ...]] = {
    "red": ("红色",),
    "orange": ("橙色", "橙色", "橘色"),
    "yellow": ("黄色",),
    "green": ("绿色",),
    "blue": ("蓝色",),
    "purple": ("紫色",),
    "pink": ("粉色", "粉色", "粉红色"),
    "white": ("白色",),
    "black": ("黑色",),
    "brown": ("棕色", "棕色", "褐色"),
}
KIND: dict[Kind, tuple[str, ...]] = {
    "house": ("房子", "房子", "房子", "小屋", "房屋", "木屋"),
    "tree": ("树", "树", "大树", "小树"),
    "boat": ("船", "小船", "帆船"),
    "car": ("汽车", "车", "小汽车", "轿车"),
}
ONE: dict[Kind, tuple[str, ...]] = {
    "house": ("一座", "一栋", "一个"),
    "tree": ("一棵",),
    "boat": ("一艘", "一只", "一条"),
    "car": ("一辆",),
}
PLACE = {
    "left": ("左边", "左侧"),
    "middle": ("中间", "中央"),
    "right": ("右边", "右侧"),
}
GROUND: dict[Ground, tuple[str, ...]] = {
    "sea": ("大海上", "海上", "海面上", "海里"),
    "beach": ("海滩上", "沙滩上", "海边"),
    "hill": ("山丘上", "绿色山丘上", "草地上", "小山上", "山坡上", "绿色的山丘上"),
    "mountain": ("群山中", "山脉前", "高山前", "大山里"),
    "city": ("城市里", "城市中", "街道上", "城里"),
    "snow": ("雪地上", "雪地里", "雪中"),
    "desert": ("沙漠里", "沙漠中", "沙丘上"),
}
BARE_GROUND: dict[Ground, tuple[str, ...]] = {
    "sea": ("大海", "海洋", "海"),
    "beach": ("海滩", "沙滩", "海边"),
    "hill": ("山丘", "绿色山丘", "草地", "绿色的山丘"),
    "mountain": ("群山", "山脉", "高山"),
    "city": ("城市", "街道", "高楼"),
    "snow": ("雪地", "雪景", "冬天"),
    "desert": ("沙漠", "沙丘"),
}
TIME = {
    "day": ("白天", "白天", "蓝天", "中午"),
    "sunset": ("日落", "日落时", "傍晚", "黄昏", "夕阳"),
    "night": ("夜晚", "晚上", "夜里", "夜空", "黑夜"),
    "overcast": ("阴天", "阴天", "灰色天空", "阴沉的天空"),
}
_LIGHT = {"sun": ("太阳", "阳光"), "moon": ("月亮", "明月", "满月")}
_STARS = ("星星", "星空", "繁星")
_CLOUDS = ("云", "云朵", "有云")
_CLEAR = ("没有云",)
SKY = SkyWords(_LIGHT, _STARS, _CLOUDS, _CLEAR)

HAIR_COLOUR = {
    "black": ("黑色", "黑"),
    "brown": ("棕色", "棕", "褐色"),
    "blonde": ("金色", "金"),
    "red": ("红色", "红"),
    "white": ("白色", "白", "灰色", "银色"),
    "blue": ("蓝色", "蓝"),
    "pink": ("粉色", "粉", "粉红色"),
}
HAIR_STYLE = {"short": "短发", "long": "长发", "curly": "卷发", "bun": "丸子头", "bald": "光头"}
SKIN = {
    "light": ("白皮肤", "浅色皮肤"),
    "tan": ("小麦色皮肤",),
    "brown": ("棕色皮肤",),
    "dark": ("深色皮肤", "黑皮肤"),
}
FEELING = {
    "smile": ("微笑", "微笑", "开心", "大笑", "高兴"),
    "neutral": ("严肃", "平静", "面无表情"),
    "sad": ("悲伤", "难过", "伤心", "不开心"),
}
EYEWEAR = {
    "none": ("不戴眼镜",),
    "glasses": ("戴眼镜", "戴着眼镜", "戴眼镜"),
    "sunglasses": ("戴墨镜", "戴着墨镜", "戴太阳镜"),
}
BEARD = ("大胡子", "有胡子", "留着胡子")
CLOTHES = ("衣服", "上衣", "衬衫", "毛衣")
WOMAN = ("女人", "女人", "女孩", "女士", "女性", "女子")
MAN = ("男人", "男人", "男孩", "男士", "男性", "男子")
OPENINGS = ("一幅画", "一张照片", "画一个", "头像", "肖像")
TASTE = ("高清", "杰作", "精美", "插画", "可爱", "漂亮", "美丽", "高质量", "细节丰富", "动漫", "水彩")
COMMAS = ("，", "，", ",", " ", "、", ", ")


def describe_scene(scene: Scene, say: Say, rng: np.random.Generator) -> str:
    """Word a scene; ``say`` decides about each attribute and notes what was named."""
    comma = pick(rng, COMMAS)
    time = pick(rng, TIME[scene.time]) if say("time", 0.88) else ""
    ground = say("ground", 0.92)
    sky = SKY.words(scene, say, rng)
    things = [_thing(thing, say, rng) for thing in scene.things]
    if not things or rng.random() < 0.3:
        bare = pick(rng, BARE_GROUND[scene.ground]) if ground else ""
        tags = [tag for tag in (time, bare, *things, *sky) if tag]
        rng.shuffle(tags)
        return comma.join(tags)
    where = pick(rng, GROUND[scene.ground]) if ground else ""
    main = pick(rng, ("和", "和", comma)).join(things)
    if where and rng.random() < 0.5:
        main = f"{where}的{main}" if rng.random() < 0.7 else f"{where}有{main}"
    elif where:
        main = f"{main}在{where}"
    parts = [part for part in (time, main) if part]
    text = ("" if rng.random() < 0.55 else comma).join(parts)
    return comma.join([text, *sky])


def _thing(thing: Thing, say: Say, rng: np.random.Generator) -> str:
    say(thing.kind, 1.0)
    words = pick(rng, KIND[thing.kind])
    if say(f"{thing.kind}_colour", 0.95):
        colour = pick(rng, COLOUR[thing.colour])
        short = colour.removesuffix("色") if len(colour) == 2 and rng.random() < 0.35 else colour
        words = short + ("的" if short == colour and rng.random() < 0.5 else "") + words
    if rng.random() < 0.4:
        words = pick(rng, ONE[thing.kind]) + words
    if say(f"{thing.kind}_place", 0.38):
        place = pick(rng, PLACE[thing.place])
        words = f"{place}的{words}" if rng.random() < 0.5 else f"{words}在{place}"
    return words


def describe_portrait(who: Portrait, say: Say, rng: np.random.Generator) -> str:
    """Word a portrait; ``say`` decides about each attribute and notes what was named."""
    comma = pick(rng, COMMAS)
    noun = "人"
    if say("woman", 0.93):
        noun = pick(rng, WOMAN if who.woman else MAN)
    traits = []
    if say("mouth", 0.72):
        traits.append(pick(rng, FEELING[who.mouth]))
    hair = _hair(who, say, rng)
    if hair:
        traits.append(hair)
    if who.beard and say("beard", 0.85):
        traits.append(pick(rng, BEARD))
    if say("eyewear", 0.1 if who.eyewear == "none" else 0.9):
        traits.append(pick(rng, EYEWEAR[who.eyewear]))
    if say("skin", 0.7):
        traits.append(pick(rng, SKIN[who.skin]))
    if say("clothes", 0.5):
        worn = f"{pick(rng, COLOUR[who.clothes])}{pick(rng, CLOTHES)}"
        traits.append(pick(rng, ("穿", "穿着", "")) + worn)
    rng.shuffle(traits)
    back = []
    if say("background", 0.82):
        colour = pick(rng, COLOUR[who.background])
        back = [pick(rng, (f"{colour}背景", f"{colour}背景", f"{colour}的背景", f"背景是{colour}"))]
    return _portrait_text(noun, traits, back, comma, rng)


def _hair(who: Portrait, say: Say, rng: np.random.Generator) -> str:
    style = say("hair_style", 0.8)
    if who.hair_style == "bald":
        return "光头" if style else ""
    colour = say("hair_colour", 0.85)
    tint = pick(rng, HAIR_COLOUR[who.hair_colour]) if colour else ""
    if not style:
        if not tint:
            return ""
        return f"{tint}头发" if tint.endswith("色") else f"{tint}发"
    of = "的" if tint.endswith("色") and rng.random() < 0.25 else ""
    return f"{tint}{of}{HAIR_STYLE[who.hair_style]}"


def _portrait_text(
    noun: str, traits: list[str], back: list[str], comma: str, rng: np.random.Generator
) -> str:
    if rng.random() < 0.4:
        tags = [noun, *traits, *back]
        if rng.random() < 0.5:
            rng.shuffle(tags)
        return comma.join(tags)
    split = int(rng.integers(0, min(len(traits), 3) + 1))
    text = "的".join([*traits[:split], noun])
    if rng.random() < 0.5:
        text = pick(rng, ("一个", "一位")) + text
    if back and rng.random() < 0.15:
        return comma.join([f"{back[0]}前的{text}", *traits[split:]])
    return comma.join([text, *traits[split:], *back])
