## 由多台机器绘制的短片要说明的事。

note-taken_over = 制作中途有 { $count } 台机器离线，由别的机器接手，没有任何损失。
clip-work = 计算 { $seconds } 秒
