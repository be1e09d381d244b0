## What is wrong with how admins write.

problem-person_missing = Say who is meant: @name, a reply to their message, or platform and number, for example telegram:1001.
problem-bad_span = “{ $value }” is not a time. Write for example 30m, 2h, 3d, 1w or forever.
problem-no_such_place_here = There is no { $where } here; write this where its settings shall hold.

## Those who run the studio: what is said.

quota-of = { $person }: { $left } of { $daily } credits left today, { $held } set aside.
proposal = Proposal { $number }: { $amount } credits for { $person }, by { $actor }: { $reason } (until { $until })
proposal-needed = One admin may grant { $limit } credits a day alone. Another admin must approve this:
proposals-none = No grant waits for approval.
proposal-approved = Proposal { $number } is approved; { $left } credits are there now.
proposal-declined = Proposal { $number } is declined.
button-approve = Approve
button-reject = Decline
sanction-warned = { $person } is warned ({ $reason }). { $count ->
        [one] That is the first warning.
       *[other] There are { $count } warnings now.
    }
sanction-warning = warned { $at }: { $reason }
sanction-mute = muted { $at }, { $until ->
        [none] until a moderator lifts it
       *[other] until { $until }
    }{ $lifted ->
        [none] { "" }
       *[other] , lifted { $lifted }
    }: { $reason }
sanction-ban = banned { $at }, { $until ->
        [none] until a moderator lifts it
       *[other] until { $until }
    }{ $lifted ->
        [none] { "" }
       *[other] , lifted { $lifted }
    }: { $reason }
sanctions-none = Nothing; all is well.
sanction-lifted-mute = { $person } may ask for things again.
sanction-lifted-ban = { $person } is let in again.
role-is = { $person } is { $role ->
        [trusted] a trusted person
        [moderator] a moderator
        [admin] an admin
        [owner] an owner
       *[member] a member
    }.
job-cancelled = Job { $job } of { $person } is cancelled; { $price ->
        [one] 1 credit went
       *[other] { $price } credits went
    } back.
plan-deleted = The plan { $plan } is gone.
studio-paused = Nothing new ({ $kind }) is taken in { $scope }; what is being made is finished.
studio-resumed = { $kind } is taken again in { $scope }.
settings-title = What is set here:
settings-plan = What your plan says here:
settings-paused = Paused ({ $kind }): { $reason }
model-line = { $model }{ $default ->
        [yes] { " " }(used unless you say)
       *[no] { "" }
    }{ $may ->
        [yes] { "" }
       *[no] { " " }– not for you here
    }
help-ruling = For you who help to run the studio: /help admin
audit-empty = Nothing was done in that time.

field-person = person
field-credits = credits
field-lasts = duration
field-role = role
field-job = job
field-plan = plan
field-subject = subject
field-daily = credits a day
field-daily_credits = credits a day
field-monthly_credits = credits a month
field-carried = carried over
field-running_limit = jobs at once
field-waiting_limit = jobs waiting
field-side_limit_px = largest side
field-side = longer side
field-steps_limit = most steps
field-count_limit = most pictures
field-batch_limit = most requests of a line
field-duration_limit_s = longest clip
field-learning_limit = longest training
field-adapters_limit = own LoRAs kept
field-models = models
field-features = kinds
field-weight = weight
field-slow_lane = slow lane
field-confirm_above = ask back above
field-kind = kind
field-setting = setting
field-value = value
field-amount = number of credits
field-minutes = number of minutes

command-quota_show = Show somebody’s credits
command-quota_set = Give somebody an allowance of their own
command-quota_grant = Give somebody credits
command-quota_revoke = Take credits away from somebody
command-proposals = List large grants that wait for a second admin
command-warn = Warn somebody
command-mute = Take no new requests from somebody for a time
command-unmute = Let somebody ask again
command-ban = Shut somebody out
command-unban = Let somebody in again
command-sanctions = Show warnings, mutes and bans: your own, or somebody’s
command-role = Show or change what somebody is in the studio
command-jobs_of = List somebody’s jobs
command-job_cancel = Cancel somebody’s job
command-plans = List the plans
command-plan_set = Create or change a plan
command-plan_delete = Delete a plan
command-plan_assign = Assign a plan to a person, a role, a server or a channel
command-plan_of = Show the plan that holds for somebody
command-pause = Take no new requests, of a kind or at all
command-resume = Take requests again
command-settings = Show what is set here and where it comes from
command-setting = Set something for the studio, this server or this channel
command-prefer = Set a default of your own
command-models = List the models, and which you may use here
command-audit = Show what admins did

option-quota_show-person = @name, or platform:number
option-quota_set-person = @name, or platform:number
option-quota_set-credits = Credits a day, or the word default
option-quota_set-reason = Why
option-quota_grant-person = @name, or platform:number
option-quota_grant-credits = How many
option-quota_grant-reason = Why; kept in the log
option-quota_grant-days = What is not spent after so many days is taken back
option-quota_revoke-person = @name, or platform:number
option-quota_revoke-credits = How many
option-quota_revoke-reason = Why; kept in the log
option-warn-person = @name, or platform:number
option-warn-reason = Why; the person is told
option-mute-person = @name, or platform:number
option-mute-lasts = For example 2h or 3d; nothing: until it is lifted
option-mute-reason = Why; the person is told
option-unmute-person = @name, or platform:number
option-unmute-reason = Why
option-ban-person = @name, or platform:number
option-ban-lasts = For example 3d or 2w; nothing: until it is lifted
option-ban-reason = Why; the person is told
option-unban-person = @name, or platform:number
option-unban-reason = Why
option-sanctions-person = Whose; nothing: your own
option-role-person = @name, or platform:number
option-role-role = What the person shall be
option-role-reason = Why
option-jobs_of-person = @name, or platform:number
option-jobs_of-limit = How many to show
option-job_cancel-job = The job, as /jobs_of lists it
option-job_cancel-reason = Why; the owner is told
option-plan_set-plan = Its name: small letters, digits, hyphens
option-plan_set-daily_credits = Credits a day
option-plan_set-monthly_credits = Credits on top at the start of a month
option-plan_set-carried = Share of a month’s unspent credits that lasts one more, 0 to 1
option-plan_set-running_limit = Jobs that are made at once
option-plan_set-waiting_limit = Unfinished jobs
option-plan_set-side_limit_px = Longer side of a picture or a clip, in pixels
option-plan_set-steps_limit = Most steps
option-plan_set-count_limit = Most pictures of one request
option-plan_set-batch_limit = Most requests that one line may stand for
option-plan_set-duration_limit_s = Longest clip, in seconds
option-plan_set-learning_limit = Most steps of a training
option-plan_set-adapters_limit = LoRAs that somebody may keep of what they trained
option-plan_set-models = Models with commas between them, or all
option-plan_set-features = Kinds of requests with commas between them, or all
option-plan_set-weight = Weight in the fair order; everybody else’s is 1
option-plan_set-slow_lane = Whether jobs wait for idle machines when the credits are spent
option-plan_set-confirm_above = Requests above so many credits are asked back
option-plan_delete-plan = Which plan
option-plan_assign-plan = Which plan, or the word none
option-plan_assign-subject = @name, role:trusted, server or channel
option-plan_of-person = @name, or platform:number
option-pause-kind = A kind of requests such as avatar, or all
option-pause-reason = Why; people are told
option-pause-where = Where nothing new is taken
option-resume-kind = A kind of requests, or all
option-resume-where = Where requests are taken again
option-setting-setting = model, negative_prompt, side_limit_px, steps_limit, kinds or models
option-setting-value = The value; nothing takes it away
option-setting-where = For what it holds
option-prefer-setting = model or negative_prompt
option-prefer-value = The value; nothing takes it away
option-audit-person = About whom
option-audit-days = Of how many days
option-audit-limit = How many lines
