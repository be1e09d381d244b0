## What only Telegram needs.

problem-over_fetch_limit = Over { $limit } MB: Telegram does not let bots fetch it. Send a smaller one. Nothing was charged.
problem-nothing_to_use = I can use a photo or a voice note. Nothing was charged.
problem-over_upload_limit = The result has { $megabytes } MB, and Telegram lets bots send { $limit } MB. Choose a smaller size, or send a shorter recording or text. Nothing was charged.
telegram-album = That is an album: I use only the first of it.
