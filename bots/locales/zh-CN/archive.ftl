# 排队中的任务，以及以前的作品
problem-already_started = 这个任务已经开始或已经结束，不能再调整顺序。
