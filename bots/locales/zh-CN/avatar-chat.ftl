## 分几步完成的说话短片

avatar-need-photo = { $kept ->
        [sound] 录音我先留着。现在请发一张照片：一个人，正面。
        [text] 这段话我先留着。现在请发一张照片：一个人，正面。
       *[nothing] 请发一张照片：一个人，正面。然后再发语音，或写下要说的话。
    }发送 /cancel 可以放弃。
avatar-need-face = 照片里有 { $count } 张脸，已从左到右编号。让哪一张说话？
avatar-need-voice = 现在请发一条语音，或写下要说的话。发送 /cancel 可以放弃这张照片。
avatar-consent = 在让一张脸动起来之前，请确认：这是我本人，或照片中的人已经同意；我不会用这段短片欺骗或伤害任何人。短片会标明由 AI 生成。只需确认这一次。
avatar-declined = 好的，这段短片不做了，你发来的内容我已经忘掉。没有扣除点数。
avatar-not-a-photo = 这是一段声音，不是照片。
avatar-which-picture = 这里有 { $count } 幅画，让哪一幅说话？
avatar-forgotten = 照片、声音和文字都已忘掉。没有扣除点数。
avatar-nothing-begun = 这里没有做到一半的短片。正在生成的画或短片，可以用它下面的按钮停止。

button-talk = 让它说话
button-onward = 配上人脸
button-agree = 我同意
button-decline = 不同意

## 短片与声音

job-speaking = 正在朗读 { $bar } { $percent } %
job-animating = 正在制作动画 { $bar } { $percent } %
job-finishing = 正在收尾 { $bar } { $percent } %
job-recording = 用你的录音制作的短片
speech-recipe = { $duration } 秒 · { $voice } · { $price } 点
clip-recipe = { $duration } 秒 · { $width }×{ $height } · { $voice ->
        [recording] 你的录音
       *[other] { $voice }
    } · 种子 { $seed } · { $price } 点
kind-speech = 声音
kind-avatar = 短片

## 出了什么问题

problem-attachment_missing = 请把{ $field }和命令一起发送。没有扣除点数。
problem-attachment_lost = 你发来的文件没能取到，请再发一次。没有扣除点数。
problem-two_voices = 同时收到了录音和文字，而一张脸只能说其中一样。请只发你想要的那一样。没有扣除点数。
problem-nothing_begun = 这个按钮所属的短片已经完成或已被忘掉。发一张照片就可以重新开始。没有扣除点数。
problem-nothing_to_show = 这个结果里没有可以用来说话的人脸或文字。没有扣除点数。
problem-photo_needed = 制作短片需要照片：请发一张只有一个人、正面的照片。没有扣除点数。
problem-voice_needed = 制作短片需要声音：请发一段录音，或一段要朗读的文字。没有扣除点数。
problem-face_needed = 这张照片里有 { $faces } 张脸，请从左数选一张：1 到 { $faces }。没有扣除点数。
problem-consent_needed = { $version ->
        [learning-1] 学习人脸之前，发送者须先同意第 { $version } 版条款。
       *[other] 让一张脸动起来之前，发送者须先同意第 { $version } 版条款。
    }没有扣除点数。

## 选项的叫法

field-photo = 照片
field-audio = 录音
field-text = 文字
field-voice = 嗓音
field-captions = 字幕
field-size = 大小
field-head = 头部动作
field-eyes = 眼睛动作
field-mouth = 嘴部动作
field-rate = 语速
field-pitch = 音高
field-round = 圆形
field-face = 人脸
field-page = 页
field-file = 文件

## 命令及其选项

command-avatar = 让一张照片开口说话
command-say = 朗读一段文字
command-voices = 查看有哪些嗓音
command-verify = 查验一个文件是否出自这里
command-cancel = 放弃做到一半的短片

option-avatar-photo = 一张正面的人脸照片
option-avatar-audio = 要说的话的录音
option-avatar-text = ……或写下要说的话
option-avatar-voice = 由谁来说，见 /voices
option-avatar-captions = 在短片里显示文字
option-avatar-aspect = 短片的形状
option-avatar-size = 短边的长度（像素）
option-avatar-head = 头部动作的幅度，0 表示不动
option-avatar-eyes = 眨眼的多少，0 表示不眨
option-avatar-mouth = 嘴张开的幅度
option-avatar-rate = 语速，1 是嗓音原本的速度
option-avatar-pitch = 比嗓音原本高或低几个半音
option-avatar-seed = 同一个种子，动作也相同
option-avatar-round = 在支持的平台上以圆形视频发送
option-avatar-face = 有几张脸时选哪一张，从左数起
option-say-text = 要朗读的文字
option-say-voice = 由谁来读，见 /voices
option-say-rate = 语速，1 是嗓音原本的速度
option-say-pitch = 比嗓音原本高或低几个半音
option-voices-language = 语言，例如 en 或 zh-CN
option-voices-page = 列表太长时看第几页
option-verify-file = 一段短片或一张图片
field-command = 命令
option-help-command = 命令、一页（如 pictures）或选项（如 steps）
help-avatar = 也可以发一张照片，再发语音或一段文字，照片里的人就会开口说话。
help-more = 查看一个命令的选项：/help avatar

## 嗓音

voices-title = 共有 { $count } 个嗓音，按语言：
voices-how = 查看某种语言的嗓音：/voices zh
voices-of = { $language } 的嗓音：{ $count } 个
voices-online = 需要联网
voices-more = 更多：/voices { $language } --page { $page }
voices-use = 试听：/say …… --voice { $voice }

## 文件的来历

verify-signed = 这个文件出自这里：它带有本画室的签名，此后没有被改动过。
verify-known = 这个文件出自这里：画面和声音都与本画室的一段短片相符。
verify-claimed = 这个文件自称由 AI 生成，但本画室不记得做过它，而这样的标记是可以伪造的。
verify-unknown = 没有发现这个文件出自这里的迹象。
verify-job = 编号 { $id }，{ $day }
verify-signer = 它带有 { $name } 的有效签名。
verify-broken = 它带有 { $name } 的签名，但内容在签名之后被改动过。
