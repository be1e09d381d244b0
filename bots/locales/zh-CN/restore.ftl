## /restore：修复照片里的脸。

problem-restorer_missing = 这里无法修复人脸：没有安装软件包 { $package }。请画室的管理者运行 pip install --no-deps { $package } 安装。没有扣除点数。

job-restored = 一张修复过的照片
restore-recipe = { $width }×{ $height } · 人脸修复 { $percent } % · { $price } 点
kind-restore = 修复的照片
command-restore = 把照片里的脸修复清晰
option-restore-photo = 一张有人脸的照片，模糊也可以
option-restore-strength = 修复的强度；0 表示脸保持原样
option-restore-enlarge = 2 表示照片放大一倍
field-strength = 强度
field-enlarge = 放大
