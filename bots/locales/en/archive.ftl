# What somebody has in line, and what was made before
problem-already_started = This is being made already, or has ended: its place in line cannot be changed. Nothing has changed.

command-favourite = Keep a result among your favourites, or let it go
command-recipe = Tell how a result was made
command-jobs = Show what you have in line, put it in order, cancel it
option-favourite-number = Its number; left out: the result you reply to, or your latest
option-recipe-number = Its number; left out: the result you reply to, or your latest
option-history-words = Words that occur in what you asked for
option-history-kind = Only pictures, clips, sheets of variants, or voices
option-history-model = Only what this model made
option-history-seed = Only what was drawn with this seed
option-history-since = From this day: 2026-11-01, yesterday, 7d
option-history-until = Up to this day: 2026-11-30, today, 2w
option-history-favourites = “on” shows only your favourites
field-number = number
field-since = since
field-until = until
field-favourites = favourites

button-like = ♥
button-same = Exactly again
button-older = Older ›
button-newer = ‹ Newer
button-fresh = ↻

history-nothing = Nothing of yours matches.
archive-liked = ♥ Kept among your favourites.
archive-unliked = No longer a favourite.

jobs-none = Nothing of yours waits or is being made.
jobs-title = { $count ->
        [one] One of yours is not finished
       *[other] { $count } of yours are not finished
    }
jobs-more = … and { $count } more
jobs-ahead = { $ahead ->
        [0] next in line
        [one] 1 ahead of it
       *[other] { $ahead } ahead of it
    }
jobs-hint = ⤒ makes it the first of yours, ✕ cancels it. Nobody else’s turn changes.
jobs-hint-drop = ✕ cancels it.

kind-text-to-image = picture
recipe-kind = Kind
recipe-duration = Length
recipe-seconds = { $seconds } s
recipe-line = { $name }: { $value }
recipe-made = { $day } · { $seconds ->
        [0] not drawn
       *[other] drawn in { $seconds } s
    } · { $price ->
        [one] 1 credit
       *[other] { $price } credits
    } · number { $number }
