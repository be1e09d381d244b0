## 一张图片临时搭配的附加模型

problem-adapter_unknown = 这个模型没有名为“{ $name }”的{ $kind ->
        [lora] LoRA
        [hypernetwork] 超网络
        [textual-inversion] 文本反转
        [vae] VAE
       *[other] 附加模型
    }。{ $near ->
        [none] 它目前没有任何可用的。
       *[other] 可以试试：{ $near }。
    }没有扣除点数。
problem-adapter_misfit = { $name } 是为 { $base } 类模型制作的，不适用于 { $model }。没有扣除点数。
problem-adapter_unreadable = 无法识别“{ $value }”。请写名称和权重，例如 { $kind ->
        [hypernetwork] <hypernet:oil:0.5>
       *[other] sepia:0.8
    }。没有扣除点数。
problem-adapter_misplaced = “{ $value }”应写在提示词里，而不是要排除的内容里；权重小于 0 会得到相反的效果。没有扣除点数。
problem-adapter_weight = { $name } 的权重应在 { $low } 到 { $high } 之间，收到的是 { $weight }。没有扣除点数。
problem-adapter_twice = { $name } 写了两次。请只写一次，并注明所需的权重。没有扣除点数。
problem-too_many_adapters = 一张图片最多搭配 { $most } 个 LoRA、超网络和学到的词，收到了 { $count } 个。没有扣除点数。

field-lora = LoRA
field-vae = VAE
field-adapters = 附加模型

recipe-adapters = 搭配 { $adapters }
recipe-vae = 由 { $name } 解码
note-trigger_added = 已在提示词中加入“{ $words }”：{ $adapter } 需要它来触发。

option-imagine-lora = LoRA 及权重，例如 sepia:0.8, ink:0.5
option-imagine-vae = 替换模型自带的 VAE
option-remix-lora = LoRA 及权重，例如 sepia:0.8, ink:0.5
option-remix-vae = 替换模型自带的 VAE
option-inpaint-lora = LoRA 及权重，例如 sepia:0.8, ink:0.5
option-inpaint-vae = 替换模型自带的 VAE
option-outpaint-lora = LoRA 及权重，例如 sepia:0.8, ink:0.5
option-outpaint-vae = 替换模型自带的 VAE
option-control-lora = LoRA 及权重，例如 sepia:0.8, ink:0.5
option-control-vae = 替换模型自带的 VAE
option-depth-lora = LoRA 及权重，例如 sepia:0.8, ink:0.5
option-depth-vae = 替换模型自带的 VAE
option-blend-lora = LoRA 及权重，例如 sepia:0.8, ink:0.5
option-blend-vae = 替换模型自带的 VAE

page-lora-hint = 名称:权重，多个用逗号分隔
