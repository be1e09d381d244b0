## 无法使用的照片、录音和视频。

problem-file_empty = 文件是空的，请重新发送。没有扣除点数。
problem-file_too_large = 文件有 { $megabytes } MB，上限是 { $limit } MB，请发送小一点的。没有扣除点数。
problem-not_a_picture = { $found ->
        [unknown] 这不是我能读取的图片。
        [text] 这是文本，不是图片。
       *[other] 我无法把 { $found } 当作图片读取。
    }请发送 JPEG、PNG 或 WebP。没有扣除点数。
problem-not_a_sound = { $found ->
        [unknown] 这不是我能读取的声音文件。
        [text] 这是文本，不是声音文件。
       *[other] 我无法把 { $found } 当作声音文件读取。
    }请发送语音消息，或 OGG、MP3、WAV、M4A 文件。没有扣除点数。
problem-vector_picture = 不支持矢量图（SVG），请发送 JPEG、PNG 或 WebP 照片。没有扣除点数。
problem-archive_sent = 不接受压缩包（{ $found }），请解压后发送文件本身。没有扣除点数。
problem-archive_too_full = 压缩包里有 { $count } 个文件，我最多看 { $limit } 个。没有扣除点数。
problem-archive_too_large = 压缩包解开后有 { $megabytes } MB，上限是 { $limit } MB。请发小一些的图片，或分几次发。没有扣除点数。
problem-archive_locked = 压缩包设有密码。请不加密码重新打包。没有扣除点数。
problem-no_pictures_in_archive = 这个压缩包里没有图片。没有扣除点数。
problem-file_damaged = { $medium ->
        [archive] 这个压缩包已损坏或不安全。
        [sound] 这个声音文件已损坏或不安全。
        [clip] 这个视频已损坏或不安全。
       *[picture] 这张图片已损坏或不安全。
    }请重新保存后再发送，或换一个。没有扣除点数。
problem-file_incomplete = { $medium ->
        [archive] 压缩包不完整，可能是上传中断了。
        [sound] 声音文件不完整，可能上传中断了。
        [clip] 视频不完整，可能上传中断了。
       *[picture] 图片不完整，可能上传中断了。
    }请重新发送。没有扣除点数。
problem-file_too_slow = { $medium ->
        [archive] 读取这个压缩包超过了 { $limit_s } 秒，我停下了。
        [sound] 读取这个声音文件超过了 { $limit_s } 秒，已停止。
        [clip] 读取这个视频超过了 { $limit_s } 秒，已停止。
       *[picture] 读取这张图片超过了 { $limit_s } 秒，已停止。
    }请重新保存，或换一个。没有扣除点数。
problem-picture_too_large = 图片太大：{ $width_px }x{ $height_px }。长边上限 { $limit_px } 像素，总共不超过 { $limit_megapixels } 百万像素，请发送小一点的。没有扣除点数。
problem-picture_too_small = 图片太小：{ $width_px }x{ $height_px }。请发送至少 { $limit_px }x{ $limit_px } 像素的图片。没有扣除点数。
problem-picture_too_narrow = 图片形状特殊：{ $width_px }x{ $height_px }。两边之比须在 1:{ $limit } 以内，请裁剪后再发送。没有扣除点数。
problem-animation_too_long = 动画太长：{ $frames } 帧。这个尺寸最多 { $limit } 帧，我只用第一帧。请发送静态图片。没有扣除点数。
problem-sound_too_long = { $length ->
        [unknown] 声音太长。
       *[other] 声音太长：{ $length }。
    }上限是 { $limit }，请发送短一点的。没有扣除点数。
problem-sound_too_short = 声音太短：{ $length_s } 秒。请发送至少 { $limit_s } 秒的说话声。没有扣除点数。
problem-no_speech_heard = 没有听到说话声：录音是静音的。请检查麦克风后重新录制。没有扣除点数。
problem-video_sent = 这是视频。请只发送声音：语音消息，或 OGG、MP3、WAV、M4A 文件。没有扣除点数。
problem-codec_unknown = { $codec ->
        [unknown] 无法读取这种编码的声音。
       *[other] 无法读取 { $codec } 编码的声音。
    }请发送语音消息，或 OGG、MP3、WAV、M4A 文件。没有扣除点数。
problem-sound_protected = 这个声音文件有版权保护，无法读取。请发送自己的录音。没有扣除点数。
problem-intake_failed = 读取你的文件时出了问题。没有扣除点数，请再试一次。

note-first_frame_used = 这是动图（{ $frames } 帧），我用了第一帧。
