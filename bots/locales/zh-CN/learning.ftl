## 模型学习某人的图片。

problem-too_few_to_learn = 学习至少需要 { $least } 张图片，你只带了 { $count } 张。没有扣费。
problem-too_many_to_learn = 一次最多学习 { $most } 张图片，你带了 { $count } 张。没有扣费。
problem-nothing_to_learn = { $name } 不是我能读取的图片：请用 PNG、JPEG 或 WebP。没有扣费。
problem-too_small_to_learn = { $name } 太小：短边只有 { $side_px } 像素，而模型要画 { $least_px } 像素。没有扣费。
problem-learnt_twice = { $name } 和 { $other } 是同一张图：请去掉一张。没有扣费。
problem-cannot_learn = { $model } 在这里不能学习图片：请选 Stable Diffusion 1 或 2 的模型，或 pocket。没有扣费。
kind-train = 训练
train-recipe = LoRA { $name } · { $count } 张图片 · { $steps } 步 · 种子 { $seed } · { $price } 点
problem-training_under_way = 你已有一个训练在排队或进行中。一次只能训练一个：请等它完成，或先取消。没有扣除点数。
problem-adapters_most = 你已保留 { $kept } 个自己的 LoRA，你的方案最多允许 { $limit } 个。请先删除一个。没有扣除点数。
problem-adapter_name_taken = 你已有一个叫 { $name } 的 LoRA。请换个名字，或先删除它。没有扣除点数。
