## When it is whose turn

job-eta-seconds = ready in { $first } to { $last } s
job-eta-minutes = ready in { $first } to { $last } min
