# 画室知道的关于你的一切
command-mydata = 查看、导出或抹除我知道的关于你的一切
option-mydata-choice = “export”导出，“erase”抹除；不填则查看
problem-data_in_private = 这些只给你一个人看：请在私聊里对我输入 /mydata。
button-export = 导出
button-erase = 全部抹除
button-erased = 是的，全部抹除
mydata-title = 我知道的关于你的一切
mydata-things = { $jobs } 次请求，{ $results } 件作品，{ $favourites } 件收藏，{ $uploads } 份照片和录音：共 { $megabytes } MB
mydata-platforms = 你所在的平台：{ $platforms }
mydata-consent = { $day } 你同意了让人脸动起来（条款版本 { $version }）
mydata-uploads-kept = 照片和录音在最后一次使用 { $hours } 小时后删除。
mydata-results-kept = 作品在 { $days } 天后删除{ $favourites ->
        [kept] ，收藏的除外
       *[gone] {""}
    }。
mydata-sure = 所有平台上的一切都会消失：作品、照片、录音、你写的内容、收藏、同意记录、名字和点数。正在制作的会停止。账本只保留不指向任何人的数字。这无法撤销。要先导出吗？
mydata-packed = { $count ->
        [1] 我知道的关于你的一切，都在这个文件里
       *[other] 我知道的关于你的一切，共 { $count } 个文件：请解压到同一个文件夹
    }（{ $megabytes } MB）。请打开 index.html。我会保留一天。
mydata-underway = 正在打包：{ $percent }%{ $files ->
        [0] {""}
       *[other] （{ $packed } / { $files } 个文件）
    }。它会自己继续，重启后也一样；完成后会通知你。
mydata-ready = 我知道的关于你的一切已打包好，保留一天。
mydata-not-packed = 没能打包你的数据。请再试一次 /mydata export；若仍失败，请联系本工作室的管理者。
mydata-fetch = 获取文件
mydata-further = 还有 { $count } 个文件
button-packing = 进度如何？
mydata-rest = 还有 { $count } 个文件太大，无法在这里发送：请在网页的“我的数据”里下载全部。
mydata-erased = { $stopped ->
        [0] 一切都已抹除。再见！
       *[other] 一切都已抹除，正在制作的也已停止。再见！
    }
takeout-title = Limner 知道的关于你的一切
takeout-about = 同样的内容也在 account.json、jobs.json、favourites.json、ledger.json、consents.json、uploads.json、kept.json（风格、词表、选择）和 keys.json 里，供程序读取。
takeout-account = 你是谁
takeout-made = 你的作品
takeout-credits = 你的点数
takeout-when = 时间
takeout-what = 内容
takeout-moved = 点数
mydata-page-export = 全部内容打包成 zip，里面有可以阅读的页面：打开 index.html。保留一天。
mydata-pack = 打包全部
mydata-file = limner-{ $number }.zip · { $megabytes } MB
mydata-tick = 我明白这无法撤销。
