## What is wrong with a voice or a wish that is to become motion.

problem-voice_too_brief = The voice is too short: { $length_ms } ms, and one frame of a clip takes { $frame_ms } ms. Send at least a second of speech. Nothing was charged.
problem-no_such_pose_style = There is no head style { $style }; they go from 0 to { $last }. Nothing was charged.
problem-reference_empty = The video whose motion the face is to borrow shows no frames. Send another one. Nothing was charged.
