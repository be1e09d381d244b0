## 方案：大家可以使用什么

problem-plan_built_in = 方案“{ $plan }”是内置的，跟随工作室的设置。请另建一个；若要对所有人生效，把它分配给 role:member。
problem-plan_in_use = 方案“{ $plan }”仍被分配给 { $users } 处。请先在那里取消。

problem-feature_not_in_plan = 你的方案不包含这一项：{ $kind }。没有扣除点数。
problem-model_not_in_plan = 你的方案不包含模型 { $model }，可用的有：{ $allowed }。没有扣除点数。
problem-beyond_plan = 你的方案允许 { $limit }，你要求了 { $asked }。没有扣除点数。
problem-side_beyond_plan = 你的方案允许每边 { $limit } 像素，这一项会有 { $asked } 像素。请选小一些的尺寸。没有扣除点数。
problem-steps_beyond_plan = 你的方案允许 { $limit } 步，你要求了 { $asked } 步。没有扣除点数。
problem-count_beyond_plan = 你的方案允许一次 { $limit } 幅，你要求了 { $asked } 幅。没有扣除点数。
problem-duration_beyond_plan = 你的方案允许 { $limit } 秒的片段，这一段会有 { $asked } 秒。请发送更短的录音或文字。没有扣除点数。

job-queued-slow = 你的点数已用完，所以这一项在慢车道等候，不收费：没有别人等候时才制作。{ $ahead ->
        [0] 下一个就是你
       *[other] 前面还有 { $ahead } 项
    }

problem-not_taken = 这需要 { $price } 点，你还剩 { $left } 点。没有扣除点数。
problem-confirmation_needed = 这需要 { $price } 点，你还剩 { $left } 点。若要制作，请再提一次。没有扣除点数。
problem-no_such_offer = 这个提议已失效，或是给别人的。请再提一次。没有扣除点数。
offer-price = 这需要 { $price } 点，之后你还剩 { $after } 点
offer-left = 没有制作，也没有扣除点数。
button-make = 制作
button-leave = 不用了
button-cheaper = 更便宜 · { $price } 点
button-cheaper-picture = { $count } × { $width }×{ $height }，{ $steps } 步 · { $price } 点
button-cheaper-clip = { $size } 像素{ $restored ->
        [yes] {""}
       *[no] ，不修复
    } · { $price } 点

quote-slow = 你的点数已用完：这一项会在慢车道等候，不收费。
quote-beyond = 这需要 { $price } 点，{ $resets_at } 之前你还剩 { $left } 点。

problem-pool_exists = 名为“{ $name }”的公共点数池已存在或曾经存在，请换一个名字。
job-queued-pool = { $ahead ->
        [0] 下一个就是你
       *[other] 前面还有 { $ahead } 项
    } · 由此处的公共点数池支付
