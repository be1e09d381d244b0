## 要说话的照片出了什么问题。

-good-photo = 好照片：正脸，看得清眼睛和嘴，脸宽至少 96 像素，光线均匀
problem-no_face_found = 这张图里没有找到人脸。{ -good-photo }。没有扣除点数。
problem-several_faces = 这张图里有 { $count } 张脸，不知道该让哪一张说话。请选一张，或换一张只有一个人的照片。{ -good-photo }。没有扣除点数。
problem-face_too_small = 图中的脸宽 { $width_px } 像素，至少须 { $limit_px } 像素。请靠近一些，或发送原图。{ -good-photo }。没有扣除点数。
problem-photo_too_dark = 图中的脸太暗，请面向窗户或灯光。{ -good-photo }。没有扣除点数。
problem-photo_too_bright = 图中的脸太亮，看不清，请避开强光。{ -good-photo }。没有扣除点数。
problem-photo_blurred = 图中的脸模糊，请拿稳相机并擦净镜头。{ -good-photo }。没有扣除点数。
problem-side_face = 图中的脸朝向一侧，请正对镜头。{ -good-photo }。没有扣除点数。
note-face_drawn = 这张脸像是画出来的，会照原样动起来；照片动得更自然。
