## Pools: what a server or a channel pays with while an event lasts

problem-pool_name_unfit = “{ $name }” is not a name for a pool: write small letters, digits and hyphens, up to 32, such as summer-party.
problem-pool_ended = The pool “{ $name }” is over; nothing was given. Open a new one.
problem-more_than_alone = One admin may give { $limit } credits a day alone, to people and pools together; you have given { $given }. Another admin, or the operator at the machine, can give more.

pool-line = • { $name }: { $left ->
        [one] 1 credit
       *[other] { $left } credits
    } left, { $held } held, for { $scope }, { $ended ->
        [yes] ended { $until }
       *[no] until { $until }
    }
pools-none = There are no pools.

command-pools = List the pools
command-pool_open = Open a pool: this server or channel pays from it for a time
command-pool_add = Give a pool more credits
command-pool_end = End a pool now; what is left expires

option-pool_open-name = Its name: small letters, digits, hyphens
option-pool_open-credits = Its budget
option-pool_open-days = For how many days
option-pool_open-scope = server, channel, or a place such as discord:channel:456; this server unless you say
option-pool_add-pool = Which pool
option-pool_add-credits = How many credits more
option-pool_end-pool = Which pool

field-pool = pool
field-scope = place
