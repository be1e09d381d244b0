# API 密钥
command-apikey = 为代表你行事的程序创建密钥
option-apikey-act = list（列出）、new（新建）、 revoke（吊销）、webhook（通知）
option-apikey-name = 新密钥的用途，或已有密钥的编号
option-apikey-days = 多少天后过期；0 表示永不过期
option-apikey-scopes = 允许做什么：draw、speak、read、admin
option-apikey-per_minute = 每分钟请求数
option-apikey-daily_credits = 每天的点数；不填则与你相同
option-apikey-monthly_credits = 每月的点数；不填则与你相同
field-scopes = 权限
field-per_minute = 每分钟请求数
apikey-made =
    你的新 API 密钥：
    { $secret }
    它只显示这一次，{ $until ->
        [none] 永不过期
       *[other] 有效期至 { $until }
    }。谁拿到它，谁就能在限额内代表你：不要给任何人。用 /apikey revoke 吊销。
apikey-title = { $count ->
        [0] 你没有 API 密钥。
       *[other] 你有 { $count } 个 API 密钥：
    }
apikey-line = { $id }{ $name ->
        [none] {""}
       *[other] “{ $name }”
    }（{ $scopes }），{ $state ->
        [works] { $until ->
            [none] 永不过期
           *[other] 有效期至 { $until }
        }
        [revoked] 已吊销
       *[other] 已过期
    }，{ $used ->
        [none] 从未使用
       *[other] 最近使用于 { $used }
    }
apikey-how = 新建：/apikey new 我的脚本 --days 30 --scopes draw,read。吊销：/apikey revoke 加编号。
apikey-revoked = API 密钥 { $id }{ $name ->
        [none] {""}
       *[other] “{ $name }”
    } 已失效。
apikey-page = API 密钥
apikey-what = 程序可以用密钥代表你生成图片和视频：使用你的点数、你的方案和你的历史。
apikey-new = 你的新密钥
apikey-once = 它只显示这一次，{ $until ->
        [none] 永不过期
       *[other] 有效期至 { $until }
    }。谁拿到它，谁就能在限额内代表你：不要给任何人。
apikey-make = 新建密钥
apikey-revoke = 吊销
apikey-per-minute = 每分钟 { $count } 次请求
apikey-a-day = 每天 { $count } 点
apikey-a-month = 每月 { $count } 点
apikey-tells = 通知 { $url }
apikey-secret = webhook 的签名密钥
apikey-secret-once = 它只显示这一次：请按 Standard Webhooks 用它核对通知确实来自这里。之前的密钥还有效一天。
apikey-webhook-set = Webhook
apikey-webhook-url = 接收任务通知的地址；留空则不通知
apikey-webhook-save = 设置并显示签名密钥
problem-key_unknown = 没有这个 API 密钥。请检查是否复制完整。
problem-key_expired = 这个 API 密钥已过期。请用 /apikey 或在网页上新建。
problem-key_revoked = 这个 API 密钥已吊销。请用 /apikey 或在网页上新建。
problem-key_too_fast = 这个 API 密钥每分钟可用 { $limit } 次，请 { $seconds } 秒后再试。
problem-key_spent = 这需要 { $price } 点，而这个 API 密钥的 { $limit } 点还剩 { $left } 点。没有扣费。
problem-key_scope_missing = 这个 API 密钥没有此权限：需要 { $needed }。
problem-too_many_keys = 你已有 { $limit } 个有效的 API 密钥，已达上限。请先吊销一个。
problem-no_such_key = 你没有这个 API 密钥。用 /apikey 查看。
problem-key_in_private = API 密钥只给你一个人看：请在私聊里对我输入 /apikey。
problem-still_working = 这需要超过 { $seconds } 秒。任务 { $job } 仍在进行：请用 GET /api/jobs/{ $job } 获取图片，不要重复下单。
problem-webhook_unfit = { $value } 不能用作 webhook：地址须以 https:// 开头，且在公网可达。
problem-webhook_missing = webhook 需要带签名密钥的 API 密钥：请用 PUT /api/keys/ID/webhook 或 `limner admin key webhook` 设置。没有扣费。
problem-no_such_delivery = 你没有这条投递记录。
option-apikey-url = 用于 webhook：接收任务通知的 https 地址
option-apikey-person = 列出谁的密钥（管理员）
apikey-webhook =
    此密钥的任务通知用这个签名密钥签名，它只显示这一次：
    { $secret }
    之前的签名密钥还有效一天。
field-url = 地址
