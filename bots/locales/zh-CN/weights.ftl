## 权重文件：文件本身和下载时出了什么问题。

problem-weights_missing = 模型 { $model } 不能使用：缺少文件 { $file }。请画室的管理者运行 limner models pull { $model } 下载。没有扣除点数。
problem-weights_foreign = 模型 { $model } 不能使用：{ $trouble ->
        [unknown] { $file } 里的 { $tensor } 不属于这个网络。
        [missing] { $file } 里没有 { $tensor }。
        [shape] { $file } 里的 { $tensor } 形状与网络不符。
       *[other] { $file } 里的 { $tensor } 不是 32 位浮点数。
    }这不是公开发布的文件，可用 limner models verify 查看详情。没有扣除点数。
problem-weights_unreadable = 模型 { $model } 不能使用：{ $file } 已损坏，或者不只含有权重；其中的内容没有被执行。请删除后用 limner models pull { $model } 重新下载。没有扣除点数。
problem-weights_folder_closed = 无法写入 { $folder }：{ $cause }。
problem-pull_running = 另一个 limner models pull 正在写入 { $folder }，请等它结束。
problem-disk_full = 放不下 { $file }：需要 { $need } MB，只剩 { $free } MB。
problem-file_not_offered = { $host } 不提供 { $file }（HTTP { $status }）。{ $status ->
        [404] 可以用 LIMNER_WEIGHTS_MIRROR 设置别的地址。
        [407] 代理需要用户名和密码。
       *[other] 请稍后再试，或用 LIMNER_WEIGHTS_MIRROR 设置别的地址。
    }
problem-no_weights_sent = { $host } 给出的 { $file } 不是权重文件，已丢弃。请在浏览器里看看那个地址的内容。
problem-server_unreachable = 无法连接 { $host } 下载 { $file }（{ $cause }）。如果使用代理，请设置 HTTPS_PROXY；已下载的部分会保留，再次运行同一命令即可继续。
problem-download_broken = 与 { $host } 的连接一再中断。{ $file } 已有 { $here } MB，再次运行同一命令即可继续。
problem-network_settings_wrong = 环境变量里的代理或证书不能使用：{ $cause }
