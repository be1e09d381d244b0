# 工作进程、统计、排行榜
command-workers = 列出工作进程，让其排空、恢复或停止
option-workers-worker = 名称，见列表
option-workers-order = 要它做什么
field-worker = 工作进程
field-order = 指令
worker-idle = 空闲
worker-busy = 工作中
worker-draining = 正在收尾
worker-drained = 已排空
worker-stopping = 正在停止
worker-away = 失联
worker-draws = { $kind } { $job }，始于 { $since }
workers-none = 没有工作进程。
workers-how = 指挥某一个：/workers 名称 --order drain（排空）、resume（恢复）或 stop（停止）。
problem-no_such_worker = 没有名为“{ $worker }”的工作进程。现有：{ $names }。

command-stats = 按天、人、模型或工作进程查看用量
option-stats-days = 看几天（含今天）
option-stats-by = 每一条代表什么
field-days = 天数
field-by = 分组
stats-summary =
    { $days ->
        [1] 今天
       *[other] 最近 { $days } 天
    }：{ $jobs } 个任务，{ $credits } 点，{ $seconds } GPU 秒，失败 { $failed } 个；最忙的一天 95% 的人等待不超过 { $wait } 秒。
stats-used = { $jobs } 个任务，{ $credits } 点，{ $seconds } GPU 秒

command-leaderboard = 看看最近谁做得最多
option-leaderboard-choice = 查看、加入或退出
field-choice = 选择
leaderboard-title = 最近 { $days } 天作品最多：
leaderboard-made = { $jobs } 件作品
leaderboard-empty = 还没有人。
leaderboard-how = 只显示愿意上榜的人：/leaderboard join
leaderboard-joined = 你已用自己的名字上榜。/leaderboard leave 可以退出。
leaderboard-left = 你已退出排行榜。
