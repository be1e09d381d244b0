## What is wrong. The code of an error follows "problem-".

# generation
problem-prompt_empty = Write what you want to see, for example: /imagine a red house on a green hill at night. Nothing was charged.
problem-text_too_long = Your { $field } is too long: { $length } characters. The limit is { $limit }. Nothing was charged.
problem-text_unusable = Your { $field } holds characters I cannot use. Please type it again. Nothing was charged.
problem-not_a_number = “{ $value }” is not a number I can use for { $field }. Write one from { $low } to { $high } in plain digits. Nothing was charged.
problem-out_of_range = { $field } can be { $low } to { $high }; you wrote { $value }. Nothing was charged.
problem-size_off_grid = { $width_px }x{ $height_px } does not fit: both sides must be multiples of { $multiple_px }. The nearest size is { $near_width_px }x{ $near_height_px }. Nothing was charged.
problem-size_too_large = { $width_px }x{ $height_px } is too large for this model. The nearest size it can draw is { $near_width_px }x{ $near_height_px }. Nothing was charged.
problem-hires_needless = The hi-res fix is for pictures larger than { $width_px }x{ $height_px }, which this model draws at once. Ask for a larger size, or leave out --hires. Nothing was charged.
problem-bad_aspect = “{ $value }” is not an aspect ratio. Write two whole numbers such as 3:2, from 1:4 to 4:1. Nothing was charged.
problem-unknown_choice = There is no { $field } called “{ $value }”. Try: { $near }. Nothing was charged.
problem-cancelled = Cancelled. Nothing was charged.
problem-model_unavailable = The model { $model } cannot be used right now. Nothing was charged.
problem-weights_damaged = The model { $model } cannot be used: { $state ->
        [missing] its file { $file } (checksum { $expected }…) is missing.
        [empty] its file { $file } is empty; its checksum should be { $expected }….
       *[other] its file { $file } is damaged: its checksum is { $found }… and should be { $expected }….
    } Whoever runs this studio can check out or download the file again; limner models verify checks it. Nothing was charged.
problem-device_too_small = This picture needs more memory than the studio has. Try a smaller size or fewer pictures. Nothing was charged.
problem-device_broken = The drawing machine failed and is being restarted. Nothing was charged; please try again.

# tasks
problem-quota_exceeded = This costs { $price ->
        [one] 1 credit
       *[other] { $price } credits
    }, and you have { $left } left. Your credits fill up at { $resets_at }. Nothing was charged.
problem-too_many_waiting = You already have { $limit ->
        [one] 1 request
       *[other] { $limit } requests
    } waiting, and that is the limit. Wait for one to finish, or cancel one. Nothing was charged.
problem-no_such_job = There is no such picture of yours.
problem-already_final = This is finished; there is nothing left to cancel.
problem-studio_pausing = The studio is pausing for a moment. Please try again in a minute. Nothing was charged.
problem-deadline_passed = This waited too long, so I gave up on it. Nothing was charged; please try again.
problem-worker_lost = The machine stopped in the middle of this, more than once. Nothing was charged.
problem-render_failed = Something went wrong while making this. Nothing was charged; please try again.
problem-wall_limit_reached = This took longer than it may, so I stopped it. Nothing was charged. Try a smaller size, fewer steps or a shorter text.
problem-device_missing = The drawing machine is not there right now. Nothing was charged.
problem-undeliverable = It was made but could not be shown here. Nothing was charged.

# bots
problem-unknown_command = { $near ->
        [none] There is no command /{ $name }. Write /help to see what I can do.
       *[other] There is no command /{ $name }. Did you mean { $near }?
    }
problem-unknown_flag = { $near ->
        [none] There is no flag --{ $flag }. Write /help to see them all. Nothing was charged.
       *[other] There is no flag --{ $flag }. Did you mean { $near }? Nothing was charged.
    }
problem-repeated_flag = --{ $flag } is given twice. Keep one. Nothing was charged.
problem-missing_value = --{ $flag } needs a value, for example --{ $flag } { $example }. Nothing was charged.
problem-bad_size = “{ $value }” is not a size. Write width and height in pixels, such as 512x512. Nothing was charged.
problem-bad_value = “{ $value }” does not fit { $field }. Nothing was charged.
problem-contradiction = { $field } is given twice, with different values. Keep one. Nothing was charged.
problem-unknown_field = { $near ->
        [none] There is no option called “{ $field }”. Nothing was charged.
       *[other] There is no option called “{ $field }”. Did you mean { $near }? Nothing was charged.
    }
problem-malformed_request = The request is not a JSON object. Nothing was charged.
problem-key_unusable = An Idempotency-Key is 1 to { $limit } visible ASCII characters. Nothing was charged.
problem-request_too_large = The request is larger than { $limit } bytes. Nothing was charged.
problem-foreign_host = This page answers only under its own address, for example http://127.0.0.1:8420.
problem-foreign_origin = This came from another site, so I did not act on it. Nothing was charged.
problem-login_needed = Please log in first.
problem-wrong_password = That is not the password.
problem-no_such_page = There is nothing at this address.
problem-unexpected = Something broke on our side. Nothing was charged; please try again.

## How options are called

field-prompt = prompt
field-negative_prompt = list of things to leave out
field-width = width
field-height = height
field-aspect = aspect ratio
field-steps = steps
field-guidance = guidance
field-seed = seed
field-count = number of pictures
field-scheduler = scheduler
field-model = model
field-upscale = enlarging
field-limit = limit
field-before = before

## Commands and their options

command-imagine = Draw a picture from words
command-history = Find what you made before
command-quota = Show the credits you have left
command-help = Show what you can type here

option-imagine-prompt = What you want to see
option-imagine-negative_prompt = What should not be in the picture
option-imagine-width = Width in pixels
option-imagine-height = Height in pixels
option-imagine-aspect = Shape, such as 3:2
option-imagine-steps = More steps are slower and finer
option-imagine-guidance = How closely to follow the words
option-imagine-seed = The same seed draws the same picture
option-imagine-count = How many pictures
option-imagine-scheduler = The sampling method
option-imagine-model = Which model draws
option-imagine-upscale = “off” gives the picture as small as the model draws it
option-history-limit = How many to show
option-history-before = Only those older than this picture

## A job

job-queued = { $ahead ->
        [0] Next in line
        [one] 1 picture ahead of yours
       *[other] { $ahead } pictures ahead of yours
    } · { $price ->
        [one] 1 credit
       *[other] { $price } credits
    }
job-starting = Getting ready…
job-drawing = Drawing { $bar } { $percent } %
job-recipe = { $width }×{ $height } · { $steps } steps · seed { $seed } · { $price ->
        [one] 1 credit
       *[other] { $price } credits
    }
job-number = Job { $id }
job-deleted = Deleted.

## What is told with a picture. The code of a note follows "note-".

note-unknown_words = { $more ->
        [0] This small model does not know: { $words }.
       *[other] This small model does not know: { $words } and { $more } more.
    }
note-lighter_plan = The memory ran short, so I drew it in a slower way that needs less ({ $plan }).
note-prompt_long = Your { $field } has { $tokens } tokens; the model read it in { $windows } parts.
note-prompt_cut = { $unit ->
        [characters] The model read only the first { $read } of { $total } characters of your { $field }.
       *[words] The model read only the first { $read } of { $total } words of your { $field }.
    }

button-cancel = Cancel
button-again = Again
button-delete = Delete

state-queued = waiting
state-running = being made
state-rendered = done
state-delivered = done
state-refunded = not made

## History, quota, help

history-empty = Nothing here yet. Try: /imagine a red house on a green hill at night
history-title = Your latest pictures, clips and sounds
history-seed = seed { $seed }
quota-left = You have { $left } of { $daily } credits left today.
quota-held = { $held ->
        [one] 1 credit is
       *[other] { $held } credits are
    } set aside for what is being made.
quota-resets = They fill up at { $resets_at }.
help-title = Write what you want to see, and I draw it:
help-example = /imagine a red house on a green hill at night --ar 3:2 --n 4
help-commands = Commands (/help imagine explains one)
help-page-pictures = More pictures
help-page-clips = Voices and clips
help-page-results = Results
help-page-you = You
help-page-studio = The studio
help-page-admin = To run the studio
help-flags = Flags of /imagine, anywhere in the text; /help imagine explains them
help-range = { $low } to { $high }
help-models = Models: { $names }

## The page

page-title = Limner
page-subtitle = Words become pictures
page-describe = Describe a picture
page-placeholder = Describe a picture, or type /help
page-send = Draw
page-options = Options
page-quota = { $left } of { $daily } credits left today
page-quota-short = { $left } / { $daily }
page-resets = Fills up at { $resets_at }
page-empty-title = What shall we draw?
page-empty-text = Write a line below and watch it appear. Or start with one of these:
page-example-1 = a red house on a green hill at night
page-example-2 = a yellow boat on the sea at sunset
page-example-3 = a blue car in the snow by day
page-example-4 = a portrait of a woman with long black hair
page-older = Show older pictures
page-download = Download
page-recipe = Recipe
page-open = Open picture { $number } in full size
page-close = Close
page-picture = Picture { $number } of { $count }: { $prompt }
page-progress = Drawing progress
page-conversation = Your pictures
page-aspect-auto = Model’s own
page-size = Size
page-pixels = Width × height, px
page-random = random
page-login = Log in
page-password = Password
page-offline = The connection was lost. Trying again…
page-skip = Skip to the text field
page-you = You
page-hint = Enter draws, Shift+Enter starts a new line, ↑ recalls
page-home = Back to the studio
page-range-hint = { $low } to { $high }
page-grid-hint = Multiples of { $multiple }, { $low } to { $high }
page-drawing = Drawing…
