## 被安全检查标记的图片。

problem-pictures_withheld = 安全过滤器认为这 { $count } 张图片不合适，所以没有发出来。无害的描述有时也会这样，换一个种子往往就好。没有扣费。
problem-source_flagged = 安全过滤器认为你带来的一张图片不合适，所以没有用它作画。没有扣费。
problem-clip_withheld = 安全过滤器认为这段短片的画面不合适，所以没有发出来。换一个种子或照片也许可以。没有扣费。
problem-clip_hidden = 这段短片是在关闭安全过滤器的地方制作的，并被标记为不合适；这里的过滤器是开着的。
note-filter_blurred = 安全过滤器认为 { $all } 张图片中有 { $count } 张不合适，已经模糊处理，这部分没有扣费。
note-filter_withheld = 安全过滤器认为 { $all } 张图片中有 { $count } 张不合适，没有发出来，这部分没有扣费。
button-another = 换个种子
filter-elsewhere = 有 { $count } 张图片没有显示：它们是在关闭过滤器的地方画的，并被标记为不合适；这里的过滤器是开着的。
settings-filter = 安全过滤器认为不合适的图片，在这里会{ $mode ->
        [off] 照常显示。
        [blurred] 被模糊处理。
       *[strict] 不发出来。
    }
admin-setting-filter = 被安全过滤器标记的图片：strict（不发出）、blurred（模糊）或 off（照常）
admin-setting-filter_private = 同上，用于私聊和网页
