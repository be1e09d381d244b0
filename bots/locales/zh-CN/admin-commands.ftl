## 管理命令哪里写得不对。

problem-person_missing = 请指明是谁：@名字、回复其消息，或平台加编号，例如 telegram:1001。
problem-bad_span = “{ $value }”不是时长。例如：30m、2h、3d、1w 或 永久。
problem-no_such_place_here = 这里没有{ $where ->
        [server] 服务器
       *[channel] 频道
    }；请在设置要生效的地方写。

## 管理画室的人：说什么。

quota-of = { $person }：今天还剩 { $left }/{ $daily } 点，预留 { $held } 点。
proposal = 提案 { $number }：给 { $person } { $amount } 点，由 { $actor } 提出：{ $reason }（有效至 { $until }）
proposal-needed = 一位管理员每天可独自发放 { $limit } 点。须由另一位管理员批准：
proposals-none = 没有待批准的发放。
proposal-approved = 提案 { $number } 已批准；现在有 { $left } 点。
proposal-declined = 提案 { $number } 已否决。
button-approve = 批准
button-reject = 否决
sanction-warned = 已警告 { $person }（{ $reason }）。{ $count ->
        [1] 这是第一次警告。
       *[other] 现在共有 { $count } 次警告。
    }
sanction-warning = { $at } 警告：{ $reason }
sanction-mute = { $at } 禁言，{ $until ->
        [none] 直到版主解除
       *[other] 直到 { $until }
    }{ $lifted ->
        [none] { "" }
       *[other] ，{ $lifted } 已解除
    }：{ $reason }
sanction-ban = { $at } 封禁，{ $until ->
        [none] 直到版主解除
       *[other] 直到 { $until }
    }{ $lifted ->
        [none] { "" }
       *[other] ，{ $lifted } 已解除
    }：{ $reason }
sanctions-none = 没有，一切正常。
sanction-lifted-mute = { $person } 又可以提出请求了。
sanction-lifted-ban = { $person } 又可以进来了。
role-is = { $person } 是{ $role ->
        [trusted] 受信任的人
        [moderator] 版主
        [admin] 管理员
        [owner] 所有者
       *[member] 成员
    }。
job-cancelled = 已取消 { $person } 的任务 { $job }；退还 { $price } 点。
plan-deleted = 方案 { $plan } 已删除。
studio-paused = { $scope } 暂不接受新请求（{ $kind }）；正在制作的会完成。
studio-resumed = { $scope } 又接受请求了（{ $kind }）。
settings-title = 这里的设置：
settings-plan = 你的方案在这里规定：
settings-paused = 已暂停（{ $kind }）：{ $reason }
model-line = { $model }{ $default ->
        [yes] （默认使用）
       *[no] { "" }
    }{ $may ->
        [yes] { "" }
       *[no] { " " }– 你在这里不能用
    }
help-ruling = 供管理画室的你使用：/help admin
audit-empty = 这段时间没有任何操作。

field-person = 人
field-credits = 点数
field-lasts = 时长
field-role = 角色
field-job = 任务
field-plan = 方案
field-subject = 对象
field-daily = 每日点数
field-daily_credits = 每日点数
field-monthly_credits = 每月点数
field-carried = 结转比例
field-running_limit = 同时制作
field-waiting_limit = 等待上限
field-side_limit_px = 最长边
field-side = 较长边
field-steps_limit = 步数上限
field-count_limit = 图片上限
field-batch_limit = 一行的请求上限
field-duration_limit_s = 视频时长上限
field-learning_limit = 训练步数上限
field-adapters_limit = 自有 LoRA 上限
field-models = 模型列表
field-features = 功能
field-weight = 权重
field-slow_lane = 慢速道
field-confirm_above = 确认门槛
field-kind = 类别
field-setting = 设置
field-value = 值
field-amount = 点数
field-minutes = 分钟数

command-quota_show = 查看某人的点数
command-quota_set = 给某人单独的每日点数
command-quota_grant = 给某人点数
command-quota_revoke = 收回某人的点数
command-proposals = 列出等待第二位管理员的大额发放
command-warn = 警告某人
command-mute = 一段时间内不接受某人的新请求
command-unmute = 让某人重新提出请求
command-ban = 封禁某人
command-unban = 解除封禁
command-sanctions = 查看警告、禁言和封禁：自己的或某人的
command-role = 查看或更改某人的角色
command-jobs_of = 列出某人的任务
command-job_cancel = 取消某人的任务
command-plans = 列出方案
command-plan_set = 新建或更改方案
command-plan_delete = 删除方案
command-plan_assign = 把方案分配给人、角色、服务器或频道
command-plan_of = 查看对某人生效的方案
command-pause = 暂停接受新请求，某一类或全部
command-resume = 重新接受请求
command-settings = 查看这里的设置及其来源
command-setting = 为画室、本服务器或本频道设置
command-prefer = 设置自己的默认值
command-models = 列出模型，以及你在这里能用哪些
command-audit = 查看管理员做了什么

option-quota_show-person = @名字，或 平台:编号
option-quota_set-person = @名字，或 平台:编号
option-quota_set-credits = 每日点数，或 default
option-quota_set-reason = 理由
option-quota_grant-person = @名字，或 平台:编号
option-quota_grant-credits = 多少
option-quota_grant-reason = 理由，会记入日志
option-quota_grant-days = 多少天后收回未用的
option-quota_revoke-person = @名字，或 平台:编号
option-quota_revoke-credits = 多少
option-quota_revoke-reason = 理由，会记入日志
option-warn-person = @名字，或 平台:编号
option-warn-reason = 理由，对方会看到
option-mute-person = @名字，或 平台:编号
option-mute-lasts = 例如 2h 或 3d；不写则直到解除
option-mute-reason = 理由，对方会看到
option-unmute-person = @名字，或 平台:编号
option-unmute-reason = 理由
option-ban-person = @名字，或 平台:编号
option-ban-lasts = 例如 3d 或 2w；不写则直到解除
option-ban-reason = 理由，对方会看到
option-unban-person = @名字，或 平台:编号
option-unban-reason = 理由
option-sanctions-person = 谁的；不写则是自己的
option-role-person = @名字，或 平台:编号
option-role-role = 成为什么角色
option-role-reason = 理由
option-jobs_of-person = @名字，或 平台:编号
option-jobs_of-limit = 显示多少个
option-job_cancel-job = 任务，见 /jobs_of
option-job_cancel-reason = 理由，对方会看到
option-plan_set-plan = 名称：小写字母、数字、连字符
option-plan_set-daily_credits = 每日点数
option-plan_set-monthly_credits = 每月初另外发放的点数
option-plan_set-carried = 上月未用点数的结转比例，0 到 1
option-plan_set-running_limit = 同时制作的任务数
option-plan_set-waiting_limit = 未完成的任务数
option-plan_set-side_limit_px = 图片或视频较长边的像素
option-plan_set-steps_limit = 最多步数
option-plan_set-count_limit = 一次最多几张图
option-plan_set-batch_limit = 一行最多代表几个请求
option-plan_set-duration_limit_s = 视频最长秒数
option-plan_set-learning_limit = 一次训练最多几步
option-plan_set-adapters_limit = 每人最多保留几个自己训练的 LoRA
option-plan_set-models = 模型，用逗号分开，或 all
option-plan_set-features = 请求类别，用逗号分开，或 all
option-plan_set-weight = 公平排序中的权重；其他人为 1
option-plan_set-slow_lane = 点数用完后任务是否等待空闲机器
option-plan_set-confirm_above = 超过多少点的请求需要确认
option-plan_delete-plan = 哪个方案
option-plan_assign-plan = 哪个方案，或 none
option-plan_assign-subject = @名字、role:trusted、server 或 channel
option-plan_of-person = @名字，或 平台:编号
option-pause-kind = 请求类别，例如 avatar，或 all
option-pause-reason = 理由，大家会看到
option-pause-where = 在哪里暂停
option-resume-kind = 请求类别，或 all
option-resume-where = 在哪里恢复
option-setting-setting = model、negative_prompt、side_limit_px、steps_limit、kinds 或 models
option-setting-value = 值；不写则取消
option-setting-where = 在哪里生效
option-prefer-setting = model 或 negative_prompt
option-prefer-value = 值；不写则取消
option-audit-person = 关于谁
option-audit-days = 多少天内
option-audit-limit = 多少行
