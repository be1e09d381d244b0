## Several pictures of one line, lists of words, styles

field-repeat = repetitions
option-imagine-repeat = How often to make it, each time with other seeds

batch-price = { $count ->
       *[other] { $count } requests
    }{ $pictures ->
        [one] {""}
       *[other] , { $pictures } pictures
    }: { $price ->
        [one] 1 credit
       *[other] { $price } credits
    } together, which leaves you { $after }.
batch-slow = { $count ->
        [one] One of them waits
       *[other] { $count } of them wait
    } in the slow lane and cost nothing.
batch-more = … and { $count } more
batch-taken = { $count } requests are in line, for { $price ->
        [one] 1 credit
       *[other] { $price } credits
    }. Each result comes in a message of its own.
batch-halted = { $count ->
        [0] Nothing of it was still waiting.
        [one] Cancelled 1 request; its credits are yours again.
       *[other] Cancelled { $count } requests; their credits are yours again.
    }
button-batch = Make all { $count }
button-forgo = No
button-halt = Cancel the rest

problem-too_many_variants = This stands for { $count } requests; with your plan, one line may stand for { $limit }. Leave out some options, or repeat it less often. Nothing was charged.
problem-several_requests = This stands for { $count } requests, for { $price ->
        [one] 1 credit
       *[other] { $price } credits
    } together. Send it to /api/batch to make them all. Nothing was charged.
problem-batch_unfit = You asked for { $count } requests together, and { $fits ->
        [one] only 1 of them fits
       *[other] only { $fits } of them fit
    } into your credits and your place in line now. So none was taken, and nothing was charged.
problem-wildcard_loop = The list __{ $name }__ leads back to itself: { $through }. Nothing was charged.
problem-wildcard_deep = The list __{ $name }__ lies more than { $limit } lists deep; so far I do not follow. Nothing was charged.
problem-wildcard_empty = There is no list for __{ $name }__. { $near ->
        [none] Make one: /wildcard { $name } fox, heron
       *[other] There are: { $near }
    }. Nothing was charged.
problem-no_such_preset = There is no “{ $name }” here that you could change.
problem-too_many_presets = No more than { $limit } can be kept here. Delete one first.

provenance-typed = Typed:
provenance-drawn = Drawn by the seed:

command-wildcard = Lists of words for prompts
option-wildcard-name = The name of the list, such as animal
option-wildcard-words = Its words, with commas between them
option-wildcard-act = list, save or delete
option-wildcard-where = Whose list: mine, this server’s or the studio’s (admins)
wildcard-title = { $count ->
        [0] There are no lists yet.
        [one] 1 list:
       *[other] { $count } lists:
    }
wildcard-how = Make one: /wildcard animal fox, heron, red panda. Then: /imagine a __animal__ in the snow
wildcard-saved = __{ $name }__ draws from { $count ->
        [one] 1 word
       *[other] { $count } words
    } now.
preset-deleted = “{ $name }” is deleted.

field-no_defaults = without defaults
field-style-worn = Style
page-style-none = none
option-imagine-style = A style that you or this server keeps; /style lists them
option-imagine-no_defaults = Add nothing that this place or you have set for all pictures
option-remix-no_defaults = { option-imagine-no_defaults }
option-inpaint-no_defaults = { option-imagine-no_defaults }
option-outpaint-no_defaults = { option-imagine-no_defaults }
option-control-no_defaults = { option-imagine-no_defaults }
option-depth-no_defaults = { option-imagine-no_defaults }
option-blend-no_defaults = { option-imagine-no_defaults }

command-style = Styles: words and choices under a name
option-style-name = The name of the style, such as oil
option-style-words = Its words; “prompt” in braces stands for those of the picture
option-style-act = list, save, use (from now on; no name takes it off) or delete
option-style-where = Whose style: mine, this server’s or the studio’s (admins)
option-style-negative_prompt = What it leaves out
option-style-width = { option-imagine-width }
option-style-height = { option-imagine-height }
option-style-aspect = { option-imagine-aspect }
option-style-steps = { option-imagine-steps }
option-style-guidance = { option-imagine-guidance }
option-style-scheduler = { option-imagine-scheduler }
option-style-model = { option-imagine-model }
style-title = { $count ->
        [0] There are no styles yet.
        [one] 1 style; its button wears it from now on:
       *[other] { $count } styles; a button wears one from now on:
    }
style-how = Keep one: /style oil an oil painting of { $prompt }, thick paint --no photo --steps 30. Then: /imagine a fox --style oil
style-more = … and { $count } more: /style and a part of a name finds them.
style-saved = The style “{ $name }” is kept. Wear it: /imagine a fox --style { $name }
style-worn = “{ $name }” is worn whenever you name no style.
style-off = No style is worn by itself any more.
button-wear = Wear
problem-style_unknown = There is no style “{ $name }”. { $near ->
        [none] /style says how to keep one
       *[other] There are: { $near }
    }. Nothing was charged.
provenance-style = Style:
provenance-layer = Left out because of { $source ->
        [studio] the studio
        [model] the model
        [person] your own setting
       *[other] { $source }
    }:
