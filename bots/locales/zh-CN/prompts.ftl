## 一行多图、词表、风格

field-repeat = 重复次数
option-imagine-repeat = 画几遍，每遍用不同的种子

batch-price = 共 { $count } 个请求（{ $pictures } 张图片），合计 { $price } 点，之后剩余 { $after } 点。
batch-slow = 其中 { $count } 个在慢速队列等待，不花点数。
batch-more = ……另有 { $count } 条
batch-taken = { $count } 个请求已排队，合计 { $price } 点。每个结果会单独发出。
batch-halted = { $count ->
        [0] 已经没有在等待的了。
       *[other] 已取消 { $count } 个请求，点数已退还。
    }
button-batch = 全部制作（{ $count }）
button-forgo = 不用
button-halt = 取消其余

problem-too_many_variants = 这一行代表 { $count } 个请求，你的方案上限是 { $limit } 个。请减少选项或重复次数。没有扣除点数。
problem-several_requests = 这一行代表 { $count } 个请求，合计 { $price } 点。要全部制作，请发到 /api/batch。没有扣除点数。
problem-batch_unfit = 你一次要了 { $count } 个请求，目前的点数和排队名额只够 { $fits } 个。所以一个也没有接受，没有扣除点数。
problem-wildcard_loop = 词表 __{ $name }__ 绕回了自己：{ $through }。没有扣除点数。
problem-wildcard_deep = 词表 __{ $name }__ 嵌套超过 { $limit } 层，无法继续展开。没有扣除点数。
problem-wildcard_empty = 没有 __{ $name }__ 的词表。{ $near ->
        [none] 可以建一个：/wildcard { $name } 狐狸, 苍鹭
       *[other] 现有：{ $near }
    }。没有扣除点数。
problem-no_such_preset = 这里没有你能修改的“{ $name }”。
problem-too_many_presets = 这里最多保存 { $limit } 个，请先删除一个。

provenance-typed = 原文：
provenance-drawn = 按种子抽取：

command-wildcard = 词表：提示词里的 __名称__ 会从中抽一个词
option-wildcard-name = 词表名称，例如 animal
option-wildcard-words = 用逗号分隔的词
option-wildcard-act = list（列出）、save（保存）或 delete（删除）
option-wildcard-where = 谁的词表：mine（自己）、server（本服务器）或 studio（工作室，管理员）
wildcard-title = { $count ->
        [0] 还没有词表。
       *[other] 共 { $count } 个词表：
    }
wildcard-how = 新建：/wildcard animal 狐狸, 苍鹭, 小熊猫。然后：/imagine 雪地里的 __animal__
wildcard-saved = __{ $name }__ 现在从 { $count } 个词里抽取。
preset-deleted = “{ $name }”已删除。

field-no_defaults = 不用默认
field-style-worn = 风格
page-style-none = 无
option-imagine-style = 你或本服务器保存的风格；/style 可列出
option-imagine-no_defaults = 不加入此处或你为所有图片设定的内容
option-remix-no_defaults = { option-imagine-no_defaults }
option-inpaint-no_defaults = { option-imagine-no_defaults }
option-outpaint-no_defaults = { option-imagine-no_defaults }
option-control-no_defaults = { option-imagine-no_defaults }
option-depth-no_defaults = { option-imagine-no_defaults }
option-blend-no_defaults = { option-imagine-no_defaults }

command-style = 风格：保存起来的词句和参数
option-style-name = 风格名称，例如 oil
option-style-words = 风格的词句；花括号里的 prompt 代表提示词
option-style-act = list（列出）、save（保存）、use（从现在起使用，不写名称则取消）或 delete（删除）
option-style-where = 谁的风格：mine（自己）、server（本服务器）或 studio（工作室，管理员）
option-style-negative_prompt = 画面里不要出现什么
option-style-width = { option-imagine-width }
option-style-height = { option-imagine-height }
option-style-aspect = { option-imagine-aspect }
option-style-steps = { option-imagine-steps }
option-style-guidance = { option-imagine-guidance }
option-style-scheduler = { option-imagine-scheduler }
option-style-model = { option-imagine-model }
style-title = { $count ->
        [0] 还没有风格。
       *[other] 共 { $count } 个风格；按按钮即从现在起使用：
    }
style-how = 保存：/style oil 油画，{ $prompt }，厚涂 --no 照片 --steps 30。然后：/imagine 一只狐狸 --style oil
style-more = ……还有 { $count } 个：/style 加名称的一部分即可查找。
style-saved = 已保存风格“{ $name }”。使用：/imagine 一只狐狸 --style { $name }
style-worn = 没有写风格时，将使用“{ $name }”。
style-off = 不再自动使用风格。
button-wear = 使用
problem-style_unknown = 没有风格“{ $name }”。{ $near ->
        [none] /style 会说明如何保存
       *[other] 现有：{ $near }
    }。没有扣除点数。
provenance-style = 风格：
provenance-layer = 因{ $source ->
        [studio] 工作室的设置
        [model] 模型
        [person] 你自己的设置
       *[other] { $source } 的设置
    }而排除：
