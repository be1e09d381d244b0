## /describe：把图片写成提示词。

job-described = 这张图片可以用这些提示词来画
describe-recipe = { $price } 点
kind-describe = 图片描述
note-described_roughly = 这是内置的小型描述模型写的：它只认得 pocket 模型那样的图画，对其他图片只能乱猜。
problem-words_missing = 没有找到能描述这张图片的话。没有扣除点数。
button-draw = 画第 { $number } 条
command-describe = 把图片写成提示词，每一条都可以直接画
option-describe-picture = 一张图片，或回复一张图片
option-describe-language = 用哪种语言：en 或 zh
page-descriptions = 点一条就画出来
button-describe = 用文字描述
