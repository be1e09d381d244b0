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

## 申诉
command-moderators = 让本服务器的申诉发到这个聊天（版主）
option-moderators-act = here（这里）或 off（关闭）
option-moderators-of = 哪个服务器，例如 telegram:server:-10042；studio 表示所有没有单独设置的
field-of = 所属
moderators-here = 从现在起，{ $scope } 的申诉会发到这里。
moderators-off = { $scope } 的申诉不再发到任何聊天。
button-why = 为什么？
button-appeal = 询问版主
button-allow = 仅此一次允许
button-lift = 撤回警告
button-uphold = 维持拒绝
appeal-why = { $rule ->
        [minors] 我绝不制作涉及未成年人的色情内容：文字里同时出现了指年幼者的词和性方面的词。
        [minors-words] 我绝不制作涉及未成年人的色情内容，而其中一个词正是这个意思。
       *[other] { $scope ->
            [studio] 本工作室
           *[other] 本服务器或频道
        }的规则 { $rule } 命中了你的一个词，我不在这里重复它。
    }{ $warned ->
        [yes] 这算作一次警告。
       *[no] 这不算警告。
    }没有制作任何东西，也没有扣除点数。如果你认为有误，可以询问版主：他们会看到你的请求并作出决定。
appeal-sent = 已询问版主，他们的答复会发给你，可能需要几天。
appeal-asked = { $person }（{ $account }）对被 { $scope } 的规则 { $rule } 拒绝的内容提出申诉。其请求是：
appeal-answered = { $answer ->
        [allowed] 版主看过被拒绝的内容，仅此一次允许：正在按你的要求制作。
        [lifted] 版主看过被拒绝的内容：仍然拒绝{ $warned ->
            [yes] ，但警告已撤回。
           *[no] 。
        }
       *[upheld] 版主看过被拒绝的内容：仍然拒绝。
    }
appeal-closed = { $answer ->
        [allowed] { $moderator } 仅此一次允许了 { $person } 的请求。
        [lifted] { $moderator } 撤回了 { $person } 的警告，内容仍然拒绝。
       *[upheld] { $moderator } 维持了对 { $person } 的请求的拒绝。
    }
problem-no_such_case = 你没有这个申诉。
problem-case_closed = 这个申诉已经结束：已有答复，或已超过一周。
