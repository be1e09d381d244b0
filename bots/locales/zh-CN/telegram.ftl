## 只有 Telegram 用得到的话

problem-over_fetch_limit = 文件超过 { $limit } MB，Telegram 不允许机器人下载。请发一个小一些的。没有扣除点数。
problem-nothing_to_use = 我能用的是照片或语音。没有扣除点数。
problem-over_upload_limit = 结果有 { $megabytes } MB，而 Telegram 只允许机器人发送 { $limit } MB。请选小一些的尺寸，或发短一些的录音或文字。没有扣除点数。
telegram-album = 这是一组图片，我只用其中的第一张。

# 回复图片时输入的命令
act-again = 回复图片：换个种子再画
act-vary = 回复图片：画几张相近的
act-edit = 回复图片：修改它的做法
act-animate = 回复图片：让它说话
act-upscale = 回复图片：变清晰、变大
act-recipe = 回复图片：它是怎么做的
act-file = 回复图片：原图文件
act-delete = 回复自己的图片：删除
