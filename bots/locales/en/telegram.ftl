## What only Telegram needs.

problem-over_fetch_limit = Over { $limit } MB: Telegram does not let bots fetch it. Send a smaller one. Nothing was charged.
problem-nothing_to_use = I can use a photo or a voice note. Nothing was charged.
problem-over_upload_limit = The result has { $megabytes } MB, and Telegram lets bots send { $limit } MB. Choose a smaller size, or send a shorter recording or text. Nothing was charged.
telegram-album = That is an album: I use only the first of it.

# What is typed in reply to a picture.
act-again = In reply to a picture: the same with another seed
act-vary = In reply to a picture: others near it
act-edit = In reply to a picture: change its recipe
act-animate = In reply to a picture: let it speak
act-upscale = In reply to a picture: finer and larger
act-recipe = In reply to a picture: how it was made
act-file = In reply to a picture: the file in full quality
act-delete = In reply to a picture of yours: delete it
