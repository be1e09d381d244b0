## 由其他图片生成的图片

job-upscaled = 一张放大的图片
upscale-recipe = { $width }×{ $height } · 放大 { $factor } 倍 · { $price } 点

kind-image-to-image = 重绘的图片
kind-inpaint = 局部重绘
kind-outpaint = 扩展的图片
kind-control = 按引导图绘制
kind-depth-to-image = 按深度绘制
kind-blend = 图片混合
kind-upscale = 放大的图片

problem-control_missing = { $known ->
        [none] { $model } 不能按引导图绘制。
       *[other] { $model } 不支持“{ $kind }”引导图，它支持：{ $known }。
    }没有扣除点数。
