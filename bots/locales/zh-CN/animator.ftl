## 脸怎样动

problem-animator_missing = 本画室没有安装 { $name }。现有：{ $known }。管理者可以这样下载：limner models pull { $name }。没有扣除点数。
problem-bad_angles = { $field } 是一串角度（度），平均分布在整段短片里，例如 0 20 -20。每个角度在 -{ $limit } 到 { $limit } 之间，最多 { $most } 个；收到的是“{ $value }”。没有扣除点数。

note-puppet_ignores = 草图引擎不懂这些选项，已略去：{ $options }。

field-engine = 引擎
field-framing = 取景
field-style = 姿态
field-expression = 表情
field-still = 静止
field-turn = 转头
field-nod = 点头
field-tilt = 侧头
field-restore = 修复

option-avatar-engine = 用什么让脸说话
option-avatar-framing = 照片的哪一部分会动；full 保留整张照片
option-avatar-style = 46 种头部姿态之一
option-avatar-expression = 表情的强度，1 为自然
option-avatar-still = 头部保持照片里的样子
option-avatar-turn = 转头：整段短片里的角度，例如 0 20 -20
option-avatar-nod = 点头：整段短片里的角度，例如 0 10 0
option-avatar-tilt = 侧头：整段短片里的角度
option-avatar-restore = 面部修复的程度，0 表示不修
page-aspect-photo = 与照片相同
