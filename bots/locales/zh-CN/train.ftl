## /train：模型学习自己的图片。

command-train = 让模型学习你自己的 5 到 20 张图片
option-train-name = 你给它起的名字，例如 wuff
option-train-words = 在提示词里唤出它的词，例如 a photo of wuff；不填则用名字
option-train-picture = 一张图片，或图片的 ZIP；之后还可以再发
option-train-picture_2 = { option-train-picture }
option-train-picture_3 = { option-train-picture }
option-train-picture_4 = { option-train-picture }
option-train-picture_5 = { option-train-picture }
option-train-picture_6 = { option-train-picture }
option-train-picture_7 = { option-train-picture }
option-train-picture_8 = { option-train-picture }
option-train-picture_9 = { option-train-picture }
option-train-picture_10 = { option-train-picture }
option-train-archive = 图片的 ZIP
option-train-without = 要去掉的图片的编号
option-train-model = 由哪个模型学习
option-train-steps = 学习多少步；不填为 400
option-train-seed = 相同的种子和图片得到相同的结果
field-picture_6 = 第六张图片
field-picture_7 = 第七张图片
field-picture_8 = 第八张图片
field-picture_9 = 第九张图片
field-picture_10 = 第十张图片
field-archive = 压缩包
field-without = 去掉

train-open = { $name }：{ $count } 张，需要 { $least }–{ $most } 张
train-more = 还差 { $missing } 张。直接发到这里即可：单张、相册、文件或 ZIP，也可以再用一次 /train。图片保留一天。
train-unnamed = 给它起个名字：/train 名字，再加上唤出它的词。
train-facts = 用“{ $words }”唤出 · { $model } · { $steps } 步
train-ready = 你可以继续发，用 /train --without 编号 去掉一张，或开始训练。
train-ready-page = 你可以继续添加，或开始训练。
train-consent = 这些图片里有人脸，学会之后就能画出这些人。请确认：这些是你自己的照片，或照片中的每个人都已同意，而且你不会用它欺骗或伤害任何人。我只问这一次。
train-refused = 另有 { $count } 张也没有收下。
train-twins = 有几张与已有的第 { $numbers } 张相同，没有重复收下。
train-cleared = 图片已全部删去。没有扣除点数。
train-mine = 你训练了 { $count } 个 LoRA：
train-line = • { $tag } · “{ $words }” · { $model }
train-how = 要训练一个：/train 名字 词，附上同一个人、物或风格的 { $least } 到 { $most } 张图片。得到的只属于你。
train-sure = { $name } 将被删除，无法恢复。它画过的图片会保留。
train-deleted = { $name } 已删除。
job-learning = 正在学习 { $bar } { $percent } % · 第 { $step } 步，共 { $steps } 步 · 损失 { $loss }
train-use = 在提示词里写 { $tag }，并用上“{ $words }”。
button-learn = { $price ->
        [0] 训练
       *[other] 训练 · { $price } 点
    }
button-learn-agreed = { $price ->
        [0] 我确认 · 训练
       *[other] 我确认 · 训练 · { $price } 点
    }
button-learn-fewer = { $steps } 步 · { $price } 点
button-more = 添加图片
train-form = 更多图片
train-form-files = 最多十张，或一个 ZIP
button-clear = 清空
button-use = 用它画
button-use-name = 画 { $name }
button-unlearn = 删除 { $name }
problem-nothing_gathered = 这些图片已经不在了。请用 /train 重新开始。没有扣除点数。

# 网页。
page-make-train = 训练
page-train-empty-title = 教它认识你的东西
page-train-empty-text = 一个人、宠物、物件或一种风格的 5 到 20 张图片；之后就能把它画到任何地方。
page-train-name = 名字
page-train-name-example = wuff
page-train-words = 唤出它的词
page-train-words-example = a photo of wuff
page-train-pick = 添加图片或 ZIP
page-train-first = 选择 5 到 20 张图片，或拖到这里。图片保留一天。
page-train-picture = 第 { $number } 张图片
page-train-without = 去掉第 { $number } 张图片
page-train-keep = 保存
page-train-busy = 正在查看图片……
page-train-mine = 你训练的
page-train-tag = 在提示词里
page-learning = 正在学习…
