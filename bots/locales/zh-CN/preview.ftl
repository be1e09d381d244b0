## 六种变化的预览：先选一种，再制作整段短片

field-preview = 预览
field-variant = 变化
option-avatar-preview = 先看六种动法，每种两秒，再选一种
kind-preview = 六种变化

idea-asked = 按你的要求
idea-calmer = 更平静
idea-livelier = 更活泼
idea-still = 头部不动
idea-mouth = 嘴张得更大
idea-framing = 换一种取景
idea-style = 换一种动法
idea-chance = 重新生成

preview-variant = { $number } { $idea }
preview-recipe = 六种开头 · 种子 { $seed } · { $price } 点
preview-taken = 第 { $number } 种已经在制作或已完成，请在本聊天中查看。没有扣除点数。
note-preview_pick = 按数字制作整段短片：{ $seconds } 秒，{ $price } 点。
problem-no_variants = 这不是变化预览，没有可选的内容。没有扣除点数。

page-variants = 制作整段短片
page-preview = 先看六种变化
page-clip-preview = 六种变化：{ $title }
