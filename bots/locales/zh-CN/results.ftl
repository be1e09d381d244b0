## 结果及其按钮

button-vary = 变化
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
