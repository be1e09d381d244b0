# 排队中的任务，以及以前的作品
problem-already_started = 这一项已经开始或已经结束，不能再调整顺序。没有任何改变。

command-favourite = 收藏一件作品，或取消收藏
command-recipe = 查看一件作品是怎样做出来的
command-jobs = 查看你排队中的任务，调整顺序或取消
option-favourite-number = 作品编号；不填则是你回复的作品，或最近的一件
option-recipe-number = 作品编号；不填则是你回复的作品，或最近的一件
option-history-words = 描述里出现的词
option-history-kind = 只看图片、短片、变化图或声音
option-history-model = 只看这个模型做的
option-history-seed = 只看用这个种子画的
option-history-since = 从这一天起：2026-11-01、昨天、7天
option-history-until = 到这一天止：2026-11-30、今天、2周
option-history-favourites = “on”只看收藏
field-number = 编号
field-since = 开始日期
field-until = 结束日期
field-favourites = 收藏

button-like = ♥
button-same = 原样再来
button-older = 更早 ›
button-newer = ‹ 更新
button-fresh = ↻

history-nothing = 没有找到符合的作品。
archive-liked = ♥ 已收藏。
archive-unliked = 已取消收藏。

jobs-none = 你没有等候或制作中的任务。
jobs-title = 你有 { $count } 项尚未完成
jobs-more = …… 还有 { $count } 项
jobs-ahead = { $ahead ->
        [0] 下一个就是
       *[other] 前面还有 { $ahead } 项
    }
jobs-hint = ⤒ 排到你自己任务的最前面，✕ 取消。不影响别人的顺序。
jobs-hint-drop = ✕ 取消。

kind-text-to-image = 图片
recipe-kind = 类别
recipe-duration = 时长
recipe-seconds = { $seconds } 秒
recipe-line = { $name }：{ $value }
recipe-made = { $day } · { $seconds ->
        [0] 未绘制
       *[other] 绘制用时 { $seconds } 秒
    } · { $price } 点 · 编号 { $number }
