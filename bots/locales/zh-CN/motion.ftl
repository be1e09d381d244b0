## 要变成动作的声音或要求出了什么问题。

problem-voice_too_brief = 声音太短：只有 { $length_ms } 毫秒，而片子的一帧就要 { $frame_ms } 毫秒。请发送至少一秒的说话声。没有扣除点数。
problem-no_such_pose_style = 没有编号为 { $style } 的头部动作风格，可选 0 到 { $last }。没有扣除点数。
problem-reference_empty = 要借用动作的视频里没有画面，请换一个。没有扣除点数。
