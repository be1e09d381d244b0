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
problem-unknown_person = I have not met { $person } yet. Name somebody who has used this studio: @name, a reply to them, or platform and number, for example telegram:1001.
problem-no_such_proposal = There is no proposal { $number }.
problem-decision_taken = Proposal { $number } { $state ->
        [approved] was approved before.
        [declined] was declined before.
       *[expired] is more than a day old. Propose it again.
    }
problem-own_proposal = You proposed this yourself; another admin must approve it.
problem-halted = { $kind ->
        [all] This studio takes nothing new at the moment.
       *[other] This studio takes nothing new of that kind ({ $kind }) at the moment.
    } { $reason } What is being made is finished. Nothing was charged.
problem-not_halted = { $kind } is not paused.
problem-not_made_here = That ({ $kind }) is not made here. Allowed here: { $allowed }. Nothing was charged.
problem-model_not_here = The model { $model } may not be used here. Allowed here: { $allowed }. Nothing was charged.
problem-beyond_here = { $field } can be at most { $limit } here; you asked for { $value }. Nothing was charged.
problem-setting_unfit = “{ $value }” does not fit the setting { $setting }. Write for example: { $example }
problem-cancelled_by_moderator = A moderator cancelled this: { $reason }. Nothing was charged.
