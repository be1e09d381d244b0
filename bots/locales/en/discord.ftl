## What only Discord needs to say.

discord-too-large = It is done but has { $size } MB, and a file here may have { $limit } MB. Ask for a shorter or a smaller one. Press Delete if you do not need this one.
discord-how-to-reply = Here: reply to this message and leave the mention on, or use /avatar once more for what is missing.
discord-how-to-command = Here: use /avatar once more for what is missing.
menu-animate = Animate
menu-vary = Vary
menu-upscale = Upscale
menu-recipe = Recipe
menu-delete = Delete

problem-message_hidden = I cannot see what is in the message that you replied to. Choose Apps → { menu-animate } in its menu, or send me the photo along with your words. Nothing was charged.
