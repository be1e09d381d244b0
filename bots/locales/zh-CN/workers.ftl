# 工作进程
problem-no_such_worker = 没有名为“{ $worker }”的工作进程。现有：{ $names }。
