## Results and their buttons.

button-vary = Vary a little
button-rework = Vary a lot
button-vary-number = V{ $number }
button-edit = Edit
button-info = How was this made?
button-file = Full quality

picked-recipe = Picture { $number } of { $count } · seed { $seed }
recipe-title = How this was made
recipe-without = Without: { $words }
recipe-choices = { $model } · { $width }×{ $height } · { $steps } steps · guidance { $guidance } · { $scheduler } · seed { $seed }
recipe-type = This makes it again:
edit-how = Change what you like and send it:
edit-open = Put it in the text field

problem-no_picture = There is no picture in that message. Choose one with a picture. Nothing was charged.
problem-no_recipe = This picture does not say how it was made, and I do not know it. Choose one that I made, or the file as I sent it. Nothing was charged.
problem-not_ours = That message shows nothing that I made, so there is nothing to delete.

edit-title = Change the recipe
edit-words = What you want to see
edit-flags = Flags, such as --ar 3:2 --seed 7 --no cars
button-edit-again = Edit again
problem-draft_lost = What you typed is not kept any more. Press Edit under the picture once more.
problem-nothing_pointed_at = Reply with this to a picture. Nothing was charged.
problem-several_pictures = There are { $count } pictures. Choose one by its number first, then do this with it. Nothing was charged.

help-pictures-discord = With any picture in a chat: choose Apps in the menu of its message.
help-pictures-telegram = In reply to any picture: /again, /vary, /edit, /animate, /upscale, /recipe, /file; to your own also /delete.

button-private = To me alone
private-done = It is in your direct messages now.
private-moved = This is in a direct message now.
problem-not_reached = I cannot write to you directly. Write to me once, or allow direct messages, then try again.
