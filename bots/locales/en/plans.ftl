## Plans: what people may use

problem-plan_built_in = The plan “{ $plan }” is there by itself and follows the settings of the studio. Make another one, and assign it to role:member if it is for all.
problem-plan_in_use = The plan “{ $plan }” is assigned { $users ->
        [one] once
       *[other] { $users } times
    }. Take it away there first.
