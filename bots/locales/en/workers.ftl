# Workers, statistics, leaderboard
command-workers = List the workers, drain, resume or stop one
option-workers-worker = Its name, as the list shows it
option-workers-order = What it shall do
field-worker = worker
field-order = order
worker-idle = free
worker-busy = working
worker-draining = finishing what it has
worker-drained = drained
worker-stopping = stopping
worker-away = away
worker-draws = { $kind } { $job } since { $since }
workers-none = No worker is there.
workers-how = Steer one: /workers NAME --order drain, resume or stop.
problem-no_such_worker = There is no worker “{ $worker }”. There are: { $names }.

command-stats = See what was used, by day, person, model or worker
option-stats-days = How many days, with today
option-stats-by = What each bar stands for
field-days = days
field-by = division
stats-summary =
    { $days ->
        [1] Today
       *[other] The last { $days } days
    }: { $jobs ->
        [1] 1 job
       *[other] { $jobs } jobs
    }, { $credits } credits, { $seconds } GPU-seconds, { $failed } failed; 95 of 100 waited at most { $wait } s on the worst day.
stats-used = { $jobs ->
        [1] 1 job
       *[other] { $jobs } jobs
    }, { $credits } credits, { $seconds } GPU-seconds

command-leaderboard = See who had most made of late
option-leaderboard-choice = See it, join it or leave it
field-choice = choice
leaderboard-title = Most made in { $days } days:
leaderboard-made = { $jobs ->
        [1] 1 work
       *[other] { $jobs } works
    }
leaderboard-empty = Nobody is here yet.
leaderboard-how = Only those who want to be are here: /leaderboard join
leaderboard-joined = You are on the leaderboard now, by your name. /leaderboard leave takes you off it.
leaderboard-left = You are on the leaderboard no more.
