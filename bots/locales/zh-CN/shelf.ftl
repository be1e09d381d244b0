## 模型架：有人想用的文件有什么问题。

problem-file_holds_code = { $file } 不能使用：读取这类文件就会运行其中的内容。请找同一模型的 .safetensors 版本。
problem-file_cut_off = { $file } 不完整：只有 { $bytes } 字节，应有 { $expected } 字节。请重新获取。
problem-header_wrong = { $file } 不能使用：{ $cause ->
        [format] 它不是 safetensors 文件。
        [notes] 文件头里的说明不是文字。
        [length] 其中某个权重的长度与声明不符。
        [empty] 里面没有权重。
        [gaps] 权重互相重叠或留有空隙。
        [more] 权重之后还有别的内容。
       *[other] 文件头无法读取。
    } 其中的内容没有被运行。
problem-kind_unknown = 这里不能用 { $file } 画图：可用的是 Stable Diffusion 1、2、XL 模型，以及它们的 LoRA、文本反演、VAE，还有 ESRGAN 类的放大器。
problem-part_missing = { $file } 缺少画图所需的部分：{ $part }。
problem-link_inside = { $file } 是符号链接。请指明文件本身。
problem-nothing_there = { $source } 处没有可以用来画图的东西。
problem-several_there = { $source } 处有多个文件，请指明其中一个：{ $files }。
problem-model_name_unfit = “{ $name }”不能作模型名：请用小写字母、数字、点和连字符，最多 60 个。可以用：{ $near }。
problem-model_name_taken = 已有名为 { $name } 的模型。请换一个名字。
problem-model_ships = { $name } 不是本工作室添加的，不能移除。
problem-guide_unclear = 从 { $file } 的名字看不出这个 ControlNet 跟随什么。请重新添加并注明：--control，取 { $kinds } 之一。
problem-shelf_full = 空间不足：需要 { $need } MB，剩余 { $free } MB。
problem-model_in_use = { $name } 不能移除：{ $default ->
        [studio] 没有指定模型时就用它（LIMNER_MODEL）。
        [none] 还有 { $jobs } 个任务在等它。
       *[other] 它是 { $default } 的默认模型。
    }
problem-model_kept = 模型 { $model } 只供以下使用：{ $whom }。没有扣除点数。

command-model_allow = 规定模型供哪个角色或在哪里使用
command-model_remove = 从模型架上移除一个模型
option-model_allow-model = 哪个模型、LoRA 或其他部件
option-model_allow-allowed = role:trusted、server、channel 或 everybody
option-model_remove-added = 在这里添加的哪一个
field-allowed = 供谁使用
field-added = 模型
model-allowed = { $model } 可供使用者：{ $whom }。
model-removed = { $model } 已从模型架移除，文件已删除。

problem-link_unfit = 不会打开 { $link }：请给出 https 链接{ $hosts ->
        [none] { "" }
       *[other] ，网站须是其中之一：{ $hosts }
    }。
problem-link_inward = { $host } 是内部网络的地址，不会访问。
problem-link_away = { $host } 没有给出该文件{ $status ->
        [0] ：没有回应。
       *[other] （HTTP { $status }）。
    }
problem-link_too_large = { $host } 的文件超过上限：最多 { $limit } MB。
problem-purpose_not_yours = 这是 { $purpose } 类的模型，只有管理员可以添加。

command-model_add = 通过链接获取 LoRA 或其他模型
option-model_add-link = safetensors 文件的 https 链接；留空：查看进度
option-model_add-name = 大家要输入的名字
option-model_add-licence = 许可证（文件没有说明时）
option-model_add-control = ControlNet 跟随什么（名字看不出时填写）
field-link = 链接
field-licence = 许可证
field-control = 跟随种类
problem-fetch_running = 已有模型正在获取；/model_add 可查看进度。请等它完成再开始下一个。
model-fetching = 正在获取 { $link }，检查之前没有人能使用它。结果会在这里告知；/model_add 可查看进度。
model-fetching-none = 你没有在获取模型。请给出 safetensors 文件的链接。
model-fetching-share = { $file }：{ $total ->
        [unknown] 已收到 { $here } MB
       *[other] { $percent } % · { $here } / { $total } MB
    } · 每秒 { $speed } MB
model-fetching-check = { $file } 已全部收到。别人能用之前先检查：{ $percent } %
model-fetching-stopping = 正在停止获取，不会留下任何内容。
problem-fetch_stopped = 已停止获取，没有留下任何内容。
button-fetch = 到哪儿了？
button-unfetch = 停止获取
model-fetched = { $model }（{ $purpose }）已上架，可以使用。{ $trigger ->
        [none] { "" }
       *[other] 触发词：{ $trigger }。
    }许可证：{ $licence ->
        [unknown] 不明，请确认你可以使用。
       *[other] { $licence }。
    }

option-models-words = 名称里的字词；只剩一个时显示它的卡片
option-models-kind = 模型、LoRA、触发词、VAE……
option-models-page = 第几页
models-none = 这里没有与“{ $words }”相符的模型。
models-page = 第 { $page } 页，共 { $pages } 页
models-how = 点数字打开卡片。在 /models 后写字词即可按名称查找。
models-seconds = 在这里每张约 { $seconds } 秒
models-sort-models = 模型
models-sort-lora = LoRA
models-sort-words = 嵌入词
models-sort-hypernetwork = 超网络
models-sort-vae = VAE
models-sort-control = ControlNet
models-sort-upscaler = 放大模型
models-sort-faces = 人脸
models-sort-all = 全部
models-adopted = 以后你没有指定模型时就用 { $model }。用 /prefer 可以改回来。
button-wield = 用它来画
button-adopt = 以后都用它
models-other = { $model }（{ $purpose }{ $base ->
        [all] { "" }
       *[other] ，适用于 { $base }
    }）{ $about ->
        [none] { "" }
       *[other] – { $about }
    }
models-size = 默认画 { $width }×{ $height }，{ $steps } 步
models-trigger = 触发词：{ $trigger }
models-follows = 跟随：{ $kind }
models-speed = 在这里每张约 { $seconds } 秒
models-memory = GPU 上 { $gpu } GiB；没有 GPU 时内存 { $ram } GiB
models-licence = 许可证：{ $licence ->
        [unknown] 不明
       *[other] { $licence }
    }
models-limit = 限制：
