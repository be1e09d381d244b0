## 短片出了什么问题，以及随短片要说明的事。

problem-clip_too_large = { $duration_s } 秒的短片超过了这里能发送的 { $limit_mb } MB。{ $fitting_s ->
        [0] 请选小一点的尺寸。
       *[other] 大约 { $fitting_s } 秒可以放下：请发短一点的录音或文字，或选小一点的尺寸。
    }没有扣除点数。
problem-round_clip_too_long = 圆形视频最长 { $limit_s } 秒，这一段有 { $duration_s } 秒。请发短一点的录音或文字，或改用方形短片。没有扣除点数。
problem-no_such_face = { $found ->
        [0] 这张照片里找不到脸了，请换一张照片。
       *[other] 这张照片里有 { $found } 张脸，选的是第 { $chosen } 张，请重新选择。
    }没有扣除点数。
problem-animator_unknown = 这个画室没有名为“{ $name }”的动画引擎，现有：{ $known }。没有扣除点数。
problem-frames_missing = 动画在 { $expected } 帧中的第 { $found } 帧停下了。没有扣除点数，请再试一次。
problem-clip_not_written = 短片无法写入文件。没有扣除点数，请再试一次。
problem-signing_failed = 短片无法签名，因此没有发送。没有扣除点数。请画室的管理者检查证书和密钥。

note-sketch_engine = 由简易引擎 { $animator } 制作，它只让照片变形；表情更生动的是 SadTalker，管理者可以下载：limner models pull sadtalker。
note-voice_fallback = 无法连接语音 { $wanted }，改由 { $used } 朗读。
note-captions_unavailable = { $reason ->
        [font] 没有字幕：画室里没有能显示这种文字的字体。
       *[text] 没有字幕：没有人写下录音里说了什么。
    }

# verify
problem-nothing_to_verify = 我能查看 MP4、MOV、WebM 短片和 JPEG、PNG、WebP 图片，请以文件形式发送。没有扣除点数。
problem-clip_unreadable = 文件已损坏或不完整，无法查看，请以文件形式重新发送。没有扣除点数。
problem-clip_too_heavy = 这个文件有 { $megabytes } MB，上限是 { $limit } MB，请发送其中较短的一段。没有扣除点数。
