## A clip that several machines drew, and what it cost them.

note-taken_over = { $count ->
        [one] One machine went away in the middle; another took over, and nothing was lost.
       *[other] { $count } machines went away in the middle; others took over, and nothing was lost.
    }
clip-work = { $seconds } s of computing
