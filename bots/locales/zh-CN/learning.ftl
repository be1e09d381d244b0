## 模型学习某人的图片。

problem-too_few_to_learn = 学习至少需要 { $least } 张图片，你只带了 { $count } 张。没有扣费。
problem-too_many_to_learn = 一次最多学习 { $most } 张图片，你带了 { $count } 张。没有扣费。
problem-nothing_to_learn = { $name } 不是我能读取的图片：请用 PNG、JPEG 或 WebP。没有扣费。
problem-too_small_to_learn = { $name } 太小：短边只有 { $side_px } 像素，而模型要画 { $least_px } 像素。没有扣费。
problem-learnt_twice = { $name } 和 { $other } 是同一张图：请去掉一张。没有扣费。
problem-cannot_learn = { $model } 在这里不能学习图片：请选 Stable Diffusion 1 或 2 的模型，或 pocket。没有扣费。
