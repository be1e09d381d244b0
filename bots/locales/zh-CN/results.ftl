## 结果及其按钮

button-vary = 小变
button-rework = 大变
button-vary-number = 变{ $number }
button-edit = 修改
button-info = 怎么做的？
button-file = 原图文件

picked-recipe = 第 { $number } 幅，共 { $count } 幅 · 种子 { $seed }
recipe-title = 这幅画是这样做的
recipe-without = 不要出现：{ $words }
recipe-choices = { $model } · { $width }×{ $height } · { $steps } 步 · 引导 { $guidance } · { $scheduler } · 种子 { $seed }
recipe-type = 输入这一行可以再做一次：
edit-how = 随意修改，然后发送：
edit-open = 放进输入框

problem-no_picture = 那条消息里没有图片。请选一条带图片的消息。没有扣除点数。
problem-no_recipe = 这张图片没有说明它是怎么做的，我也不认识它。请选我画的图，或我发出的原图文件。没有扣除点数。
problem-not_ours = 那条消息里没有我做的东西，没有可以删除的。

edit-title = 修改做法
edit-words = 你想看到的画面
edit-flags = 参数，例如 --ar 3:2 --seed 7 --no 汽车
button-edit-again = 再改一次
problem-draft_lost = 你输入的内容已经不在了。请再按一次图片下面的“修改”。
problem-nothing_pointed_at = 请用这个命令回复一张图片。没有扣除点数。
problem-several_pictures = 这里有 { $count } 幅画。请先按编号选一幅，再对它操作。没有扣除点数。

help-pictures-discord = 对聊天里的任何图片：在那条消息的菜单里选“应用”。
help-pictures-telegram = 回复任何图片：/again、/vary、/edit、/animate、/upscale、/recipe、/file；自己的图片还可以 /delete。

button-private = 只给我看
private-done = 已经移到你的私信里了。
private-moved = 这个结果已移到私信里。
problem-not_reached = 我没办法私信你。请先给我发一条消息，或允许私信，然后再试一次。
