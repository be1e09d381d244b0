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
problem-unknown_person = 我还不认识 { $person }。请指明用过本画室的人：@名字、回复其消息，或平台加编号，例如 telegram:1001。
problem-no_such_proposal = 没有编号为 { $number } 的提案。
problem-decision_taken = 提案 { $number } { $state ->
        [approved] 已经被批准。
        [declined] 已经被否决。
       *[expired] 已超过一天。请重新提出。
    }
problem-own_proposal = 这是你自己的提案，须由另一位管理员批准。
problem-halted = 本画室暂时不接受新的{ $kind ->
        [all] 请求
       *[other] 这类请求（{ $kind }）
    }。{ $reason } 正在制作的会完成。没有扣除点数。
problem-not_halted = { $kind } 没有暂停。
problem-not_made_here = 这里不制作这一类（{ $kind }）。这里允许：{ $allowed }。没有扣除点数。
problem-model_not_here = 这里不能使用模型 { $model }。这里允许：{ $allowed }。没有扣除点数。
problem-beyond_here = 这里{ $field }最多为 { $limit }；你要的是 { $value }。没有扣除点数。
problem-setting_unfit = “{ $value }”不适合设置 { $setting }。例如：{ $example }
problem-cancelled_by_moderator = 版主取消了这个任务：{ $reason }。没有扣除点数。
