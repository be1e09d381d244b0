## 边制作边播放的短片

problem-preview_not_ready = 这段短片还没有可以播放的部分。请稍后再试。
problem-preview_gone = 这段短片完成之前的片段已不再保留。请查看这项任务的结果。
page-clip-growing = 仍在制作，已完成的部分可以播放：{ $title }
page-clip-hear = 打开声音
