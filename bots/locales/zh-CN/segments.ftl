## 由多台机器绘制的短片，以及它的花费。

note-taken_over = 制作中途有 { $count } 台机器离线，由别的机器接手，没有任何损失。
clip-work = 计算 { $seconds } 秒
