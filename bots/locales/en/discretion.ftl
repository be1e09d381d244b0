# What is made for one pair of eyes.

private-aside = The answer is in your private chat with me.
field-private = private
option-imagine-private = Only you see what is made (on, off)
option-avatar-private = Only you see what is made (on, off)
option-remix-private = Only you see what is made (on, off)
option-inpaint-private = Only you see what is made (on, off)
option-outpaint-private = Only you see what is made (on, off)
option-control-private = Only you see what is made (on, off)
option-depth-private = Only you see what is made (on, off)
option-blend-private = Only you see what is made (on, off)
option-upscale-private = Only you see what is made (on, off)
option-restore-private = Only you see what is made (on, off)
option-describe-private = Only you see what is made (on, off)
option-say-private = Only you see what is made (on, off)
