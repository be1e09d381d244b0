## Those who run the studio: what is wrong.

problem-not_allowed = You may not do that: it takes { $least ->
        [trusted] a trusted person
        [moderator] a moderator
        [owner] the owner of the studio
       *[admin] an admin
    } of this studio.
problem-muted = You cannot ask for anything new { $until ->
        [none] until a moderator allows it again
       *[other] until { $until }
    }. The reason given: { $reason }. If you think that is wrong, tell a moderator of this studio. Nothing was charged.
problem-banned = You are shut out of this studio { $until ->
        [none] until a moderator lifts it
       *[other] until { $until }
    }. The reason given: { $reason }. If you think that is wrong, tell a moderator of this studio. Nothing was charged.
problem-on_oneself = You cannot do that to yourself, nor to an account that is linked to yours.
problem-reason_missing = Say why, in a few words: the person is told, and it is kept in the log.
problem-nothing_to_lift = There is nothing to lift: { $person } has { $sort ->
        [ban] no ban
        [mute] no mute
       *[warning] no warning
    } that holds.
problem-done_otherwise = Already done for { $person } with { $asked }; use a new command.
