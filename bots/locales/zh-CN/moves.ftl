## 供脸借用动作的视频

problem-not_a_video = { $found ->
        [unknown] 这不是我能读取的视频。
        [text] 这是文本，不是视频。
       *[other] 我无法把 { $found } 当作视频读取。
    }请发送 MP4、MOV、WebM 或 GIF。没有扣除点数。
problem-no_pictures_in_video = 这个视频里没有活动画面，请发送一段能看到脸的。没有扣除点数。
problem-video_too_large = 视频太大：{ $width_px }x{ $height_px }。长边上限 { $limit_px } 像素，总共不超过 { $limit_megapixels } 百万像素，请发送小一点的。没有扣除点数。
problem-video_too_small = 视频太小：{ $width_px }x{ $height_px }。请发送至少 { $limit_px }x{ $limit_px } 像素的视频。没有扣除点数。
problem-video_too_short = 视频太短，借不到动作：{ $length_s } 秒。请发送至少 { $limit_s } 秒的视频，不要发静态图片。没有扣除点数。
problem-video_too_dense = 视频超过 { $limit } 帧，无法逐帧查看。请发送短一点的，或每秒不超过 60 帧的视频。没有扣除点数。
problem-video_hdr = 这是为 HDR 屏幕制作的视频，直接看会发灰。请存为非 HDR 视频后再发送。没有扣除点数。
problem-video_codec_unknown = { $codec ->
        [unknown] 这个视频的编码或加密方式无法读取。
       *[other] 无法读取 { $codec } 编码的视频。
    }请发送 H.264 编码的 MP4。没有扣除点数。

avatar-moves-kept = 视频已收下，脸会借用其中的动作。
note-video_cut = 视频较长，只借用前 { $limit_s } 秒的动作。

field-moves = 动作
field-borrow = 借用

option-avatar-moves = 一段短视频，借用其中的头部动作或眨眼
option-avatar-borrow = 从视频里借用什么

page-video-large = 视频不能超过 { $limit } MB，请选短一点的。
page-borrow-both = 头部和眼睛
page-borrow-pose = 头部
page-borrow-blinks = 眼睛
