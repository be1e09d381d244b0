## The shelf of models: what is wrong with a file that somebody wants to draw with.

problem-file_holds_code = { $file } cannot be used: to read such a file means to run what is in it. Look for the same model as .safetensors.
problem-file_cut_off = { $file } is cut off: { $bytes } bytes are here, { $expected } should be. Get it again.
problem-header_wrong = { $file } cannot be used: { $cause ->
        [format] it is no safetensors file.
        [notes] the notes in its header are no texts.
        [length] a weight in it is not as long as it says.
        [empty] it holds no weights.
        [gaps] its weights overlap, or leave gaps.
        [more] something lies behind its weights.
       *[other] its header cannot be read.
    } Nothing in it was run.
problem-kind_unknown = { $file } is nothing that can be drawn with here: models of Stable Diffusion 1, 2 and XL are known, their LoRAs, textual inversions and VAEs, and upscalers of the ESRGAN kind.
problem-part_missing = { $file } lacks a part that is needed to draw: { $part }.
problem-link_inside = { $file } is a symbolic link. Name the file itself.
problem-nothing_there = There is nothing to draw with at { $source }.
problem-several_there = There are several files at { $source }; name one of them: { $files }.
problem-model_name_unfit = "{ $name }" cannot be a model's name: use small letters, digits, dots and dashes, at most 60. This would do: { $near }.
problem-model_name_taken = There is a model called { $name } already. Give this one another name.
problem-model_ships = { $name } was not added to this studio, so it cannot be removed.
problem-guide_unclear = The name of { $file } does not tell what this ControlNet follows. Add it once more and say so: --control and one of { $kinds }.
problem-shelf_full = There is no room: { $need } MB are needed, { $free } MB are free.
problem-model_in_use = { $name } cannot be removed: { $default ->
        [studio] it draws wherever no model is named (LIMNER_MODEL).
        [none] { $jobs ->
                [one] a job waits for it.
               *[other] { $jobs } jobs wait for it.
            }
       *[other] it is the default in { $default }.
    }
problem-model_kept = The model { $model } is kept for: { $whom }. Nothing was charged.

command-model_allow = Say for which role or place a model is kept
command-model_remove = Take a model off the shelf
option-model_allow-model = Which model, LoRA or other part
option-model_allow-allowed = role:trusted, server, channel, or everybody
option-model_remove-added = Which of those that were added here
field-allowed = for whom
field-added = model
model-allowed = { $model } may be used by: { $whom }.
model-removed = { $model } is off the shelf, and its files are erased.

problem-link_unfit = { $link } is not followed: give an https link{ $hosts ->
        [none] { "" }
       *[other] { " " }to one of these: { $hosts }
    }.
problem-link_inward = { $host } is an address inside a network and is not asked.
problem-link_away = { $host } does not give that file{ $status ->
        [0] : no answer came.
       *[other] { " " }(HTTP { $status }).
    }
problem-link_too_large = What { $host } sends is larger than may be fetched: { $limit } MB at most.
problem-purpose_not_yours = That is a model of the kind { $purpose }: only admins may bring it.

command-model_add = Fetch a LoRA or another model from a link
option-model_add-link = An https link to a safetensors file; empty: how far it is
option-model_add-name = What people will type
option-model_add-licence = Its licence, where the file tells none
option-model_add-control = What a ControlNet follows, where its name does not tell
field-link = link
field-licence = licence
field-control = control
problem-fetch_running = A model is being fetched already; /model_add says how far it is. Begin the next when it is here.
model-fetching = I am fetching { $link } and look into it before anybody can use it. I say here how it ends; /model_add says how far it is.
model-fetching-none = You are fetching nothing. Give a link to a safetensors file.
model-fetching-share = { $file }: { $total ->
        [unknown] { $here } MB are here
       *[other] { $percent } % · { $here } of { $total } MB
    } · { $speed } MB a second
model-fetching-check = { $file } is here. I look into it before anybody can use it: { $percent } %
model-fetching-stopping = Fetching ends; nothing of it is kept.
problem-fetch_stopped = Fetching was ended. Nothing of it was kept.
button-fetch = How far is it?
button-unfetch = Stop fetching
model-fetched = { $model } ({ $purpose }) is on the shelf and can be used.{ $trigger ->
        [none] { "" }
       *[other] { " " }Called by: { $trigger }.
    } Licence: { $licence ->
        [unknown] not known. See that you may use it.
       *[other] { $licence }.
    }

option-models-words = Words of the name; where one model fits, its card is shown
option-models-kind = Models, LoRAs, words, VAEs…
option-models-page = Which page
models-none = There is no model for “{ $words }” here.
models-page = Page { $page } of { $pages }
models-how = A number opens a card. Words behind /models find by name.
models-seconds = { $seconds } s a picture here
models-sort-models = Models
models-sort-lora = LoRAs
models-sort-words = Words
models-sort-hypernetwork = Hypernetworks
models-sort-vae = VAEs
models-sort-control = ControlNets
models-sort-upscaler = Upscalers
models-sort-faces = Faces
models-sort-all = All
models-adopted = { $model } draws for you wherever you name no model. /prefer takes that back.
button-wield = Draw with it
button-adopt = My model from now on
models-other = { $model } ({ $purpose }{ $base ->
        [all] { "" }
       *[other] , for { $base }
    }){ $about ->
        [none] { "" }
       *[other] { " " }– { $about }
    }
models-size = draws { $width }×{ $height } in { $steps } steps unless you say
models-trigger = called by: { $trigger }
models-follows = follows: { $kind }
models-speed = takes about { $seconds } s a picture here
models-memory = { $gpu } GiB on a GPU, { $ram } GiB of RAM without one
models-licence = licence: { $licence ->
        [unknown] not known
       *[other] { $licence }
    }
models-limit = limit:
