## 管理画室的人：哪里不对。

problem-not_allowed = 你不能这样做：需要本画室的{ $least ->
        [trusted] 受信任的人
        [moderator] 版主
        [owner] 所有者
       *[admin] 管理员
    }才行。
problem-muted = { $until ->
        [none] 在版主解除之前
       *[other] { $until } 之前
    }，你不能提出新的请求。理由：{ $reason }。如果你认为有误，请联系本画室的版主。没有扣除点数。
problem-banned = { $until ->
        [none] 在版主解除之前
       *[other] { $until } 之前
    }，你被禁止使用本画室。理由：{ $reason }。如果你认为有误，请联系本画室的版主。没有扣除点数。
problem-on_oneself = 你不能对自己这样做，也不能对与你关联的账号这样做。
problem-reason_missing = 请用几个字说明理由：对方会看到，也会记入日志。
problem-nothing_to_lift = 没有可解除的：{ $person } 目前{ $sort ->
        [ban] 没有封禁
        [mute] 没有禁言
       *[warning] 没有警告
    }。
problem-done_otherwise = 已经对 { $person } 做过（{ $asked }）；请用新的命令。
