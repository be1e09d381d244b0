## 只有 Discord 需要说的话。

discord-too-large = 已经完成，但文件有 { $size } MB，而这里的文件最多 { $limit } MB。请做得短一些或尺寸小一些。不需要的话，请按“删除”。
discord-how-to-reply = 在这里：请回复这条消息并保留提及，或再次使用 /avatar 补上缺少的内容。
discord-how-to-command = 在这里：请再次使用 /avatar 补上缺少的内容。
menu-animate = 让它说话
menu-vary = 变化
menu-upscale = 放大
menu-recipe = 怎么做的？
menu-delete = 删除

problem-message_hidden = 我看不到你回复的那条消息里有什么。请在它的菜单里选“应用 → { menu-animate }”，或把照片连同这些话一起发来。没有扣除点数。
