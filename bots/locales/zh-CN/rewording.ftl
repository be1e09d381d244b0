## /shorten 与 /expand：由一条提示词得出的提示词，每一条都可以直接画。

command-shorten = 看看提示词里哪些词起作用，可以缩短成什么
option-shorten-prompt = 提示词
option-shorten-model = 由哪个模型来读
option-shorten-private = 做出来的东西只有你看得到（on、off）
kind-shorten = 词语权重
shorten-most = 最起作用的：
problem-nothing_to_shorten = 没有可以省略的词：请给我由几个词组成的提示词。没有扣除点数。
command-expand = 把简短的提示词写丰富；你选定之前什么都不画
option-expand-prompt = 一条简短的提示词，最多 300 个字符
option-expand-model = 由哪个模型来画
option-expand-seed = 决定提出什么建议
option-expand-private = 做出来的东西只有你看得到（on、off）
kind-expand = 提示词建议
problem-nothing_to_add = 能补充的你都写了。没有扣除点数。
button-edit-number = 修改 { $number }
page-edit-proposal = 先修改
page-weights = 每个词起多大作用
page-weight = { $percent } %
page-shorten = 缩短
page-expand = 写丰富
