# What is made for one pair of eyes.

private-aside = 回答在你和我的私信里。
field-private = 仅自己
option-imagine-private = 做出来的东西只有你看得到（on、off）
option-avatar-private = 做出来的东西只有你看得到（on、off）
option-remix-private = 做出来的东西只有你看得到（on、off）
option-inpaint-private = 做出来的东西只有你看得到（on、off）
option-outpaint-private = 做出来的东西只有你看得到（on、off）
option-control-private = 做出来的东西只有你看得到（on、off）
option-depth-private = 做出来的东西只有你看得到（on、off）
option-blend-private = 做出来的东西只有你看得到（on、off）
option-upscale-private = 做出来的东西只有你看得到（on、off）
option-restore-private = 做出来的东西只有你看得到（on、off）
option-describe-private = 做出来的东西只有你看得到（on、off）
option-say-private = 做出来的东西只有你看得到（on、off）
