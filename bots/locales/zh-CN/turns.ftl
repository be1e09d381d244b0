## 轮到谁了

job-eta-seconds = 大约 { $first } 到 { $last } 秒后完成
job-eta-minutes = 大约 { $first } 到 { $last } 分钟后完成
