## A sheet of six variants, to choose one before the whole clip is made

field-preview = preview
field-variant = variant
option-avatar-preview = First see six ways to move, two seconds each, and pick one
kind-preview = six variants

idea-asked = as you asked
idea-calmer = calmer
idea-livelier = livelier
idea-still = head still
idea-mouth = mouth wider
idea-framing = framed otherwise
idea-style = another way of moving
idea-chance = drawn anew

preview-variant = { $number } { $idea }
preview-recipe = Six ways to begin · seed { $seed } · { $price ->
        [one] 1 credit
       *[other] { $price } credits
    }
preview-taken = Number { $number } is being made already, or is done: look for it in this chat. Nothing was charged.
note-preview_pick = Press a number to make the whole clip: { $seconds } s for { $price ->
        [one] 1 credit
       *[other] { $price } credits
    }.
problem-no_variants = This is no sheet of variants, so there is nothing to pick from. Nothing was charged.

page-variants = Make the whole clip
page-preview = Six variants first
page-clip-preview = Six variants: { $title }
