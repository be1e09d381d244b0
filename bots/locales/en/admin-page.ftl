# The pages of those who run the studio
admin-title = Running the studio
admin-menu = Pages of the studio
admin-skip = To the content
admin-login = Only those who run the studio see this page. Log in by a link: write /login to the bot in a chat, or run “limner admin login” on the machine.
admin-back = Back
admin-overview = Overview
admin-people = People
admin-jobs = Jobs
admin-models = Models
admin-words = Words
admin-appeals = Appeals
admin-no-appeals = Nobody waits for an answer.
admin-words-try = A text to try
admin-rules = { $count ->
        [1] 1 rule
       *[other] { $count } rules
    }
admin-rule-words = { $count ->
        [1] 1 word
       *[other] { $count } words
    }
admin-rule-terms = Words, with commas between them; nud* leaves an ending open
admin-rule-caught = { $count } caught
admin-rule-sure = Take { $name } off the list?
admin-rule-drop = Remove
admin-rule-new = A new rule, or one in the place of the one of its name
admin-rule-save = Save the rule
admin-measure = What follows
admin-measure-block = It is refused
admin-measure-rewrite = The word is changed
admin-measure-test = It is only counted
admin-done-rule = The rule holds from now on.
admin-done-dropped = The rule is gone.
admin-done-answered = Answered; the person is told.
admin-known-as = Known as
admin-seen-in = { $role } by { $group }, seen
admin-seen-long-ago = too long ago to count
admin-role-given = Role given here: { $role }
admin-keys = API keys
admin-keys-what = Programs that act as people. A key acts as whoever made it; ending it is written down with your reason.
admin-keys-own = Make or end your own.
admin-search-keys = Name, id or person
admin-keys-work = that work
admin-keys-works = works
admin-keys-ended = ended
admin-keys-made = made
admin-keys-none = No such API keys.
admin-keys-found = { $count ->
        [1] 1 API key
       *[other] { $count } API keys
    }
admin-done-key = Revoked. It opens nothing any more.
admin-settings = Settings
admin-statistics = Statistics
admin-log = Log
admin-role = Role
admin-role-member = Member
admin-role-trusted = Trusted
admin-role-moderator = Moderator
admin-role-admin = Admin
admin-role-owner = Owner
admin-waiting = waiting
admin-running = Running
admin-workers = Workers
admin-runs = running
admin-crew = workers
admin-credits-today = credits today
admin-made-today = made today
admin-failed-today = failed today
admin-slots = { $count } slots
admin-told-by = Told so by { $who }
admin-drain = Drain
admin-drain-tip = It finishes what it has and takes nothing new
admin-resume = Resume
admin-stop = Stop
admin-stop-sure = Stop { $worker } for good? It finishes what it has; only the machine's operator starts it again.
admin-share = Progress
admin-nothing-runs = Nothing is being made.
admin-queue = In line, as turns are given
admin-nothing-waits = Nobody waits.
admin-more-wait = And { $count } more.
admin-price =
    { $price ->
        [1] 1 credit
       *[other] { $price } credits
    }
admin-cancel = Cancel …
admin-cancel-job = Cancel the job
admin-reason = Why
admin-search-people = Name or account
admin-all = All
admin-order = Sorted by
admin-order-name = Name
admin-order-used = Used lately
admin-order-balance = Balance
admin-order-newest = Newest
admin-show = Show
admin-people-found =
    { $count ->
        [1] 1 person
       *[other] { $count } people
    }
admin-nobody = Nobody is like that.
admin-column-name = Name
admin-column-role = Role
admin-column-plan = Plan
admin-column-balance = Credits left
admin-column-used = Used in 7 days
admin-column-since = Since
admin-restrained = restrained
admin-pages = Pages
admin-page-of = { $number } of { $pages }
admin-earlier = Previous
admin-later = Next
admin-daily = Credits a day
admin-held = Credits held
admin-credits = Credits
admin-amount = How many
admin-days = Days they last
admin-forever = until used
admin-grant = Grant
admin-revoke = Take away
admin-by-plan = as the plan says
admin-set = Set
admin-standing = Role and plan
admin-by-place = As role and place give
admin-restraint = Warnings, mutes, bans
admin-hours = Hours
admin-until-lifted = until lifted
admin-warn = Warn
admin-mute = Mute
admin-ban = Ban
admin-ban-sure = Ban { $person }?
admin-sort-warning = Warning
admin-sort-mute = Mute
admin-sort-ban = Ban
admin-lifted = lifted
admin-until = until
admin-lift = Lift
admin-no-jobs = No jobs.
admin-search-jobs = Words or person
admin-state = State
admin-state-queued = waiting
admin-state-running = running
admin-state-rendered = made
admin-state-delivered = delivered
admin-state-refunded = refunded
admin-kind = Kind
admin-jobs-found =
    { $count ->
        [1] 1 job
       *[other] { $count } jobs
    }
admin-jobs-count =
    { $count ->
        [1] 1 job
       *[other] { $count } jobs
    }
admin-model = Model
admin-size = Size
admin-steps = Steps
admin-cost = Credits (512×512, 20 steps)
admin-used-in = Used in { $days } days
admin-default = default
admin-scope = Where
admin-scope-how = “studio” holds everywhere; “discord:server:55” or “telegram:channel:-42” hold there and win.
admin-holds = What holds in { $scope }
admin-setting-model = Model, where none is named
admin-setting-style = Style, where none is named
admin-setting-negative_prompt = What is always left out
admin-setting-side_limit_px = Longest side (pixels)
admin-setting-steps_limit = Most steps
admin-setting-kinds = Kinds of requests
admin-setting-models = Models
admin-holds-from = { $value }, set for { $scope }
admin-unset = Not set.
admin-halts = Paused
admin-nothing-halted = Everything is taken.
admin-pause = Pause
admin-span = How long
admin-days-count =
    { $count ->
        [1] Today
       *[other] { $count } days
    }
admin-made = Jobs
admin-gpu = GPU-seconds
admin-failed = Failed
admin-chart-gpu = GPU-seconds a day
admin-chart-jobs = Jobs a day
admin-chart-waits = Wait of 95 in 100 (s)
admin-as-table = As a table
admin-day = Day (UTC)
admin-p50 = Wait, half (s)
admin-p95 = Wait, 95 of 100 (s)
admin-by-person = By person
admin-by-model = By model
admin-by-kind = By kind
admin-by-worker = By machine
admin-actor = Who
admin-whom = To whom or what
admin-log-days = Last days
admin-log-empty = Nothing was done.
admin-proposals = Grants that wait for a second admin
admin-proposal = { $amount } credits for { $whom }, by { $actor }
admin-approve = Approve
admin-decline = Decline
admin-done-approved = Approved and granted.
admin-done-declined = Declined.
admin-done-drain = Told. It finishes what it has.
admin-done-work = Told. It takes jobs again.
admin-done-stop = Told. It finishes what it has and ends.
admin-done-cancelled = Cancelled; the price was given back.
admin-done-granted = Granted.
admin-done-proposed = That much takes a second admin: proposed.
admin-done-revoked = Taken away.
admin-done-daily = Set.
admin-done-plan = Set.
admin-done-role = Set.
admin-done-set = Set.
admin-done-warn = Warned.
admin-done-mute = Muted.
admin-done-ban = Banned.
admin-done-lift = Lifted.
admin-done-paused = Paused.
admin-done-resumed = Resumed.
admin-plans = Plans
admin-plans-how = Value by value the first plan counts that says something: of the person, channel, server, role, everybody. An empty field says nothing.
admin-plans-built-in = Built in: it follows the settings of the studio.
admin-plans-new = A new plan
admin-plans-delete = Delete the plan
admin-plans-assigned = Assigned to
admin-plans-unassign = Take away
admin-plans-none = To nobody but single people; theirs stand on their pages.
