## Plans: what people may use

problem-plan_built_in = The plan “{ $plan }” is there by itself and follows the settings of the studio. Make another one, and assign it to role:member if it is for all.
problem-plan_in_use = The plan “{ $plan }” is assigned { $users ->
        [one] once
       *[other] { $users } times
    }. Take it away there first.

problem-feature_not_in_plan = Your plan does not include this: { $kind }. Nothing was charged.
problem-model_not_in_plan = Your plan does not include the model { $model }. It includes: { $allowed }. Nothing was charged.
problem-beyond_plan = Your plan allows { $limit }; you asked for { $asked }. Nothing was charged.
problem-side_beyond_plan = Your plan allows { $limit } pixels a side; this would have { $asked }. Choose a smaller size. Nothing was charged.
problem-steps_beyond_plan = Your plan allows { $limit } steps; you asked for { $asked }. Nothing was charged.
problem-count_beyond_plan = Your plan allows { $limit ->
        [one] 1 picture
       *[other] { $limit } pictures
    } at once; you asked for { $asked }. Nothing was charged.
problem-duration_beyond_plan = Your plan allows clips of { $limit } s; this one would last { $asked } s. Send a shorter recording or text. Nothing was charged.

job-queued-slow = Your credits are spent, so this waits in the slow lane and costs nothing: it is made when nobody else waits. { $ahead ->
        [0] You are next
        [one] 1 job ahead
       *[other] { $ahead } jobs ahead
    }

problem-not_taken = This costs { $price } credits, and you have { $left } left. Nothing was charged.
problem-confirmation_needed = This costs { $price } credits, and you have { $left } left. Ask once more to make it. Nothing was charged.
problem-no_such_offer = This offer is over, or was made to somebody else. Ask once more. Nothing was charged.
offer-price = This costs { $price ->
        [one] 1 credit
       *[other] { $price } credits
    } and leaves you { $after }
offer-left = Nothing was made, and nothing was charged.
button-make = Make it
button-leave = No
button-cheaper = Cheaper · { $price ->
        [one] 1 credit
       *[other] { $price } credits
    }
button-cheaper-picture = { $count } × { $width }×{ $height }, { $steps } steps · { $price ->
        [one] 1 credit
       *[other] { $price } credits
    }
button-cheaper-clip = { $size } pixels{ $restored ->
        [yes] {""}
       *[no] , as it is
    } · { $price ->
        [one] 1 credit
       *[other] { $price } credits
    }

quote-slow = Your credits are spent: this would wait in the slow lane and cost nothing.
quote-beyond = This costs { $price ->
        [one] 1 credit
       *[other] { $price } credits
    }, and you have { $left } left until { $resets_at }.

problem-pool_exists = There is, or was, a pool called “{ $name }”. Choose another name.
job-queued-pool = { $ahead ->
        [0] Next in line
        [one] 1 job ahead
       *[other] { $ahead } jobs ahead
    } · paid from the pool of this place
