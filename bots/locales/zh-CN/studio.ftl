## 出了什么问题。"problem-" 之后是错误代码。

# generation
problem-prompt_empty = 请写下你想看到的画面，例如：/imagine a red house on a green hill at night。没有扣除点数。
problem-text_too_long = { $field }太长了：{ $length } 个字符，上限是 { $limit } 个。没有扣除点数。
problem-text_unusable = { $field }里有无法使用的字符，请重新输入。没有扣除点数。
problem-not_a_number = “{ $value }”不能用作{ $field }，请用普通数字写 { $low } 到 { $high } 之间的数。没有扣除点数。
problem-out_of_range = { $field }须在 { $low } 到 { $high } 之间，你写的是 { $value }。没有扣除点数。
problem-size_off_grid = { $width_px }x{ $height_px } 不合适：两边都须是 { $multiple_px } 的倍数，最接近的尺寸是 { $near_width_px }x{ $near_height_px }。没有扣除点数。
problem-size_too_large = { $width_px }x{ $height_px } 对这个模型来说太大，能画的最接近尺寸是 { $near_width_px }x{ $near_height_px }。没有扣除点数。
problem-hires_needless = 高清修复只用于大于 { $width_px }x{ $height_px } 的图片，这个尺寸模型可以一次画成。请要更大的尺寸，或去掉 --hires。没有扣除点数。
problem-bad_aspect = “{ $value }”不是宽高比，请写两个整数，例如 3:2，范围 1:4 到 4:1。没有扣除点数。
problem-unknown_choice = 没有名为“{ $value }”的{ $field }，可以试试：{ $near }。没有扣除点数。
problem-cancelled = 已取消，没有扣除点数。
problem-model_unavailable = 模型 { $model } 暂时不能使用。没有扣除点数。
problem-weights_damaged = 模型 { $model } 不能使用：{ $state ->
        [missing] 缺少文件 { $file }（校验和 { $expected }…）。
        [empty] 文件 { $file } 是空的，校验和应为 { $expected }…。
       *[other] 文件 { $file } 已损坏：校验和是 { $found }…，应为 { $expected }…。
    }请画室的管理者重新检出或下载该文件，并用 limner models verify 检查。没有扣除点数。
problem-device_too_small = 这幅画需要的内存超过了画室所有。请换小一点的尺寸或少画几张。没有扣除点数。
problem-device_broken = 绘图设备出错，正在重启。没有扣除点数，请再试一次。

# tasks
problem-quota_exceeded = 这需要 { $price } 点，你还剩 { $left } 点，{ $resets_at } 补满。没有扣除点数。
problem-too_many_waiting = 你已有 { $limit } 项在等候，达到上限了。请等一项完成，或取消一项。没有扣除点数。
problem-no_such_job = 没有找到属于你的这幅画。
problem-already_final = 这一项已经结束，没有可以取消的了。
problem-studio_pausing = 画室暂停片刻，请一分钟后再试。没有扣除点数。
problem-deadline_passed = 这一项等得太久，已放弃。没有扣除点数，请再试一次。
problem-worker_lost = 程序在制作途中多次中断。没有扣除点数。
problem-render_failed = 制作时出了问题。没有扣除点数，请再试一次。
problem-wall_limit_reached = 制作超时，已停止。没有扣除点数，请换小一点的尺寸、减少步数或缩短文字。
problem-device_missing = 绘图设备暂时不在。没有扣除点数。
problem-undeliverable = 已经做好，但无法在这里显示。没有扣除点数。

# bots
problem-unknown_command = { $near ->
        [none] 没有 /{ $name } 这个命令，输入 /help 看看我会做什么。
       *[other] 没有 /{ $name } 这个命令，你是指 { $near } 吗？
    }
problem-unknown_flag = { $near ->
        [none] 没有 --{ $flag } 这个参数，输入 /help 查看全部。没有扣除点数。
       *[other] 没有 --{ $flag } 这个参数，你是指 { $near } 吗？没有扣除点数。
    }
problem-repeated_flag = --{ $flag } 写了两次，请只留一个。没有扣除点数。
problem-missing_value = --{ $flag } 后面缺少值，例如 --{ $flag } { $example }。没有扣除点数。
problem-bad_size = “{ $value }”不是尺寸，请写宽和高（像素），例如 512x512。没有扣除点数。
problem-bad_value = “{ $value }”不适合{ $field }。没有扣除点数。
problem-contradiction = { $field }给了两个不同的值，请只留一个。没有扣除点数。
problem-unknown_field = { $near ->
        [none] 没有“{ $field }”这个选项。没有扣除点数。
       *[other] 没有“{ $field }”这个选项，你是指 { $near } 吗？没有扣除点数。
    }
problem-malformed_request = 请求不是 JSON 对象。没有扣除点数。
problem-key_unusable = Idempotency-Key 须是 1 到 { $limit } 个可见的 ASCII 字符。没有扣除点数。
problem-request_too_large = 请求超过 { $limit } 字节。没有扣除点数。
problem-foreign_host = 本页只在自己的地址下应答，例如 http://127.0.0.1:8420。
problem-foreign_origin = 这个请求来自别的网站，没有执行。没有扣除点数。
problem-login_needed = 请先登录。
problem-wrong_password = 密码不对。
problem-no_such_page = 这个地址下什么也没有。
problem-unexpected = 我们这边出了问题。没有扣除点数，请再试一次。

## 选项的叫法

field-prompt = 描述
field-negative_prompt = 不要出现的内容
field-width = 宽度
field-height = 高度
field-aspect = 宽高比
field-steps = 步数
field-guidance = 引导强度
field-seed = 种子
field-count = 张数
field-scheduler = 采样器
field-model = 模型
field-upscale = 放大
field-limit = 数量
field-before = 早于

## 命令及其选项

command-imagine = 用文字画一幅画
command-history = 查找你以前的作品
command-quota = 查看剩余点数
command-help = 查看可以输入什么

option-imagine-prompt = 你想看到的画面
option-imagine-negative_prompt = 画面里不要出现什么
option-imagine-width = 宽度（像素）
option-imagine-height = 高度（像素）
option-imagine-aspect = 形状，例如 3:2
option-imagine-steps = 步数越多越慢、越细致
option-imagine-guidance = 贴合文字的程度
option-imagine-seed = 同一个种子画出同一幅画
option-imagine-count = 画几张
option-imagine-scheduler = 采样方法
option-imagine-model = 用哪个模型画
option-imagine-upscale = off 表示不放大，保持模型原本画出的大小
option-history-limit = 显示多少条
option-history-before = 只看比这幅更早的

## 一幅画

job-queued = { $ahead ->
        [0] 下一个就是你
       *[other] 前面还有 { $ahead } 幅
    } · { $price } 点
job-starting = 准备中…
job-drawing = 正在画 { $bar } { $percent } %
job-recipe = { $width }×{ $height } · { $steps } 步 · 种子 { $seed } · { $price } 点
job-number = 编号 { $id }
job-deleted = 已删除。

## 随画告知的事。"note-" 之后是代码。

note-unknown_words = { $more ->
        [0] 这个小模型不认识：{ $words }。
       *[other] 这个小模型不认识：{ $words }，还有另外 { $more } 个。
    }
note-lighter_plan = 显存不够，我换了更省内存、也更慢的方式来画（{ $plan }）。
note-prompt_long = { $field }共 { $tokens } 个词元，模型分 { $windows } 段读完。
note-prompt_cut = { $unit ->
        [characters] { $field }共 { $total } 个字，模型只读了前 { $read } 个。
       *[words] { $field }共 { $total } 个词，模型只读了前 { $read } 个。
    }

button-cancel = 取消
button-again = 再画一次
button-delete = 删除

state-queued = 等候中
state-running = 正在制作
state-rendered = 已完成
state-delivered = 已完成
state-refunded = 未完成

## 历史、点数、帮助

history-empty = 这里还是空的。试试：/imagine a red house on a green hill at night
history-title = 你最近的画、短片和声音
history-seed = 种子 { $seed }
quota-left = 今天还剩 { $left } / { $daily } 点。
quota-held = { $held } 点已为正在进行的项目预留。
quota-resets = { $resets_at } 补满。
help-title = 写下你想看到的画面，我来画：
help-example = /imagine a red house on a green hill at night --ar 3:2 --n 4
help-commands = 命令（/help imagine 解释其中一个）
help-page-pictures = 更多画法
help-page-clips = 嗓音与短片
help-page-results = 作品
help-page-you = 你自己
help-page-studio = 画室
help-page-admin = 管理画室
help-flags = /imagine 的参数，可写在文字的任何位置；/help imagine 逐个说明
help-range = { $low } 到 { $high }
help-models = 模型：{ $names }

## 页面

page-title = Limner
page-subtitle = 文字成画
page-describe = 描述一幅画
page-placeholder = 描述一幅画，或输入 /help
page-send = 画
page-options = 选项
page-quota = 今天还剩 { $left } / { $daily } 点
page-quota-short = { $left } / { $daily }
page-resets = { $resets_at } 补满
page-empty-title = 今天画什么？
page-empty-text = 在下面写一行字，看它慢慢浮现。也可以从这些开始：
page-example-1 = 夜晚绿色山丘上的红色房子
page-example-2 = 日落时海上的黄色小船
page-example-3 = 白天雪地里的蓝色汽车
page-example-4 = 黑色长发女子的肖像
page-older = 查看更早的画
page-download = 下载
page-recipe = 配方
page-open = 查看第 { $number } 张原图
page-close = 关闭
page-picture = 第 { $number } 张，共 { $count } 张：{ $prompt }
page-progress = 绘制进度
page-conversation = 你的画
page-aspect-auto = 模型默认
page-size = 尺寸
page-pixels = 宽 × 高（像素）
page-random = 随机
page-login = 登录
page-password = 密码
page-offline = 连接中断，正在重试…
page-skip = 跳到输入框
page-you = 你
page-hint = 回车开始画，Shift+回车换行，↑ 调出上一条
page-home = 回到画室
page-range-hint = { $low } 到 { $high }
page-grid-hint = { $multiple } 的倍数，{ $low } 到 { $high }
page-drawing = 正在画…
