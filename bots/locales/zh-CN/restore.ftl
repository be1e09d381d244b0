## /restore：修复照片里的脸。

problem-restorer_missing = 这里无法修复人脸：没有安装软件包 { $package }。请画室的管理者运行 pip install --no-deps { $package } 安装。没有扣除点数。
