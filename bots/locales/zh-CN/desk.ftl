# 任务：照片与录音
problem-no_such_upload = 你的那张照片或那段录音已经不在了，请重新发送。没有扣除点数。
