## 分段制作的短片

problem-piece_missing = 短片接下来应是第 { $expected } 帧，来的却是第 { $found } 帧。没有扣除点数，请再试一次。
problem-piece_broken = 短片的一段在传送途中损坏了。没有扣除点数，请再试一次。
problem-plan_broken = 动作的安排在绘制之前丢失了。没有扣除点数，请再试一次。
