# 词表：什么不允许，由谁维护
command-words = 维护本服务器的词表（版主）
option-words-words = 用逗号分隔的词，或要测试的文字
option-words-act = list（列出）、add（添加）、remove（删除）或 test（测试）
option-words-name = 规则的简短名称，例如 gore
option-words-where = 谁的词表：本服务器、本频道或整个工作室
option-words-measure = block（拒绝）、rewrite（改写）或 test（只计数）
option-words-together = 只有同时出现这些词之一才算
option-words-unless = 属于这些词的一部分时不算
option-words-replacement = 改写成什么；留空则去掉该词
option-words-reason = 告诉对方的理由
option-words-warns = 拒绝时记一次警告
option-words-adult = 在标为成人的频道中不生效
field-words = 词
field-act = 操作
field-name = 名称
field-where = 范围
field-measure = 措施
field-together = 同时出现
field-unless = 除外
field-replacement = 替换为
field-reason = 理由
field-warns = 记警告
field-adult = 成人频道
words-title = { $count ->
        [0] 这里没有规则。
       *[other] 这里有 { $count } 条规则：
    }
words-rule = { $name }（{ $scope }，{ $measure ->
        [block] 拒绝
        [rewrite] 改写
       *[test] 试行
    }，命中 { $caught } 次）
words-how = 添加：/words 血腥, gore --act add --name gore --reason "这里不要血腥内容"。测试一段文字：/words 血腥的场面 --act test。
words-saved = 规则 { $name } 已生效（{ $scope }，{ $count } 个词）。
words-removed = 规则 { $name } 已删除。
words-free = 没有规则命中。
words-hit = 命中 { $name }（{ $scope }）：{ $measure ->
        [block] 会被拒绝。
        [rewrite] 会被改写。
       *[test] 只会计数。
    }
words-warning = 这是第 { $warnings } 次警告{ $limit ->
        [0] 。
       *[other] ，满 { $limit } 次后，你在一段时间内不能提出新的请求。
    }
words-muted = 警告次数已满：在 { $until } 之前你不能提出新的请求。
note-words_changed = 我改动了 { $count } 个这里不允许的词。上面显示的就是我实际收到的要求。
problem-words_blocked = { $rule ->
        [minors] 我绝不制作任何涉及未成年人的色情内容。
        [minors-words] 我绝不制作任何涉及未成年人的色情内容。
       *[other] 你的文字里有这里不允许的内容。
    }没有扣除点数。
problem-no_such_rule = { $scope } 的词表里没有规则 { $name }。输入 /words 可查看。
problem-rule_fixed = 规则 { $name } 随工作室附带，不能在这里更改。
