## A model learns somebody's pictures.

problem-too_few_to_learn = A model learns from at least { $least } pictures; you brought { $count }. Nothing was charged.
problem-too_many_to_learn = A model learns at most { $most } pictures at once; you brought { $count }. Nothing was charged.
problem-nothing_to_learn = { $name } is not a picture that I can read: use PNG, JPEG or WebP. Nothing was charged.
problem-too_small_to_learn = { $name } is too small: its shorter side has { $side_px } pixels, and the model draws { $least_px }. Nothing was charged.
problem-learnt_twice = { $name } and { $other } show the same: leave one of them out. Nothing was charged.
problem-cannot_learn = { $model } learns no pictures here: choose a Stable Diffusion 1 or 2 model, or pocket. Nothing was charged.
kind-train = training
train-recipe = LoRA { $name } · { $count } pictures · { $steps } steps · seed { $seed } · { $price ->
        [one] { $price } credit
       *[other] { $price } credits
    }
problem-training_under_way = A training of yours waits or runs already. One at a time: wait for it, or cancel it. Nothing was charged.
problem-adapters_most = You keep { $kept } LoRAs of your own, and your plan allows { $limit }. Delete one first. Nothing was charged.
problem-adapter_name_taken = You have a LoRA called { $name } already. Choose another name, or delete it first. Nothing was charged.
