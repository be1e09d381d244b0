# Workers
problem-no_such_worker = There is no worker “{ $worker }”. There are: { $names }.
