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

problem-mask_empty = 蒙版没有标出任何区域，没有可重绘的内容。白色（或透明）的部分会被重绘；--invert on 可以反转。没有扣除点数。
problem-mask_misshapen = 蒙版（{ $mask }）与图片（{ $picture }）的形状不同。请发送比例相同的蒙版。没有扣除点数。
problem-nothing_scribbled = 没有发现画在图片上的内容。请用醒目的颜色涂抹要修改的部分，并用它回复原图。没有扣除点数。
problem-scribble_unclear = 这两张图片几乎处处不同。请回复您涂抹的那张原图。没有扣除点数。
problem-canvas_too_large = 结果将有 { $width_px }×{ $height_px } 像素，上限为长边 { $limit_px }、总共 { $limit_megapixels } 百万像素。请减小要求。没有扣除点数。
problem-nothing_added = 请说明要扩展多少：--zoom 1.5、--zoom 2，或 --pan left、right、up、down。没有扣除点数。
problem-too_few_pictures = 混合需要 { $least } 到 { $most } 张图片。没有扣除点数。
problem-weights_wrong = 权重的写法如 1:2，{ $pictures } 张图片各一个；收到的是“{ $value }”。没有扣除点数。
problem-control_span_empty = 引导图作用于步数的 { $start } 到 { $end }：结束必须在开始之后。没有扣除点数。
problem-too_many_maps = 一张图最多同时跟随 { $most } 种引导图。没有扣除点数。
problem-upscaler_missing = 本工作室没有能放大 { $factor } 倍的模型。没有扣除点数。
problem-upscaler_wordless = { $upscaler ->
    [none] 这里没有按文字放大这么多倍的模型：请去掉文字。没有扣除点数。
   *[other] “{ $upscaler }”放大时不用文字：请去掉文字。没有扣除点数。
}
problem-map_unmade = 无法从图片中得到“{ $kind }”引导图。请直接发送引导图，并加上 --ready on。没有扣除点数。

field-picture = 图片
field-picture_2 = 第二张图片
field-picture_3 = 第三张图片
field-picture_4 = 第四张图片
field-picture_5 = 第五张图片
field-mask = 蒙版
field-factor = 倍数
field-upscaler = 放大模型
field-zoom = 缩小视野
field-pan = 平移
field-follow = 引导方式
field-ready = 直接使用引导图
field-scale = 跟随强度
field-start = 开始
field-end = 结束
field-invert = 反转
field-closeup = 特写
field-weights = 权重

button-upscale = 放大
button-around = 画面之外…
button-wider = 拉远 1.5 倍
button-widest = 拉远 2 倍
button-zoom = 自选拉远…
button-left = ←
button-right = →
button-up = ↑
button-down = ↓
around-choices = 画出画面之外的部分：拉远，或向一侧移动。原图保持不变。每次所需点数：{ $price }。
around-how = 用下面的内容回复这张图，可以随意修改（--zoom 1.1 到 4，--pan left、right、up 或 down）：
around-title = 拉远或移动
around-words = 周围是什么（可以留空）
around-flags = --zoom 1.1–4，--pan left|right|up|down
inpaint-shown = 红色部分会重绘，其余保持原样。
map-shown = 这就是“{ $kind }”所依据的引导图。按它绘制：/control 加上 --follow { $kind }

command-upscale = 把图片放大两倍或四倍
option-upscale-picture = 一张图片，或回复一张图片
option-upscale-factor = 放大几倍
option-upscale-upscaler = 放大模型的名称
option-upscale-prompt = 画面内容，用于会重绘的放大模型
option-upscale-steps = { option-imagine-steps }
option-upscale-guidance = { option-imagine-guidance }
option-upscale-seed = { option-imagine-seed }
command-map = 免费显示 /control 所依据的引导图
option-map-picture = 一张图片，或回复一张图片
option-map-follow = 哪种引导图
