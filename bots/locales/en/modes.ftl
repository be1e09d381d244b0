## Pictures that are made of other pictures

job-upscaled = An enlarged picture
upscale-recipe = { $width }×{ $height } · { $factor }× as large · { $price ->
        [one] { $price } credit
       *[other] { $price } credits
    }

kind-image-to-image = picture drawn over
kind-inpaint = part drawn anew
kind-outpaint = picture drawn on
kind-control = picture along a map
kind-depth-to-image = picture with a depth
kind-blend = blend of pictures
kind-upscale = enlarged picture

problem-control_missing = { $known ->
        [none] { $model } cannot follow maps.
       *[other] { $model } has nothing that follows “{ $kind }”. It follows: { $known }.
    } Nothing was charged.

problem-mask_empty = The mask marks nothing, so there is nothing to draw anew. White (or what is transparent) is drawn anew; --invert on turns that round. Nothing was charged.
problem-mask_misshapen = The mask ({ $mask }) has another shape than the picture ({ $picture }). Send one with the same ratio of sides. Nothing was charged.
problem-nothing_scribbled = I see nothing that was drawn on the picture. Paint over what shall change, in a strong colour, and reply with that to the picture itself. Nothing was charged.
problem-scribble_unclear = These two pictures differ nearly everywhere. Reply to the very picture that you drew on. Nothing was charged.
problem-canvas_too_large = What comes out would have { $width_px }×{ $height_px } pixels. The limit is { $limit_px } on the long side and { $limit_megapixels } million in all. Ask for less. Nothing was charged.
problem-nothing_added = Say how much to add: --zoom 1.5, --zoom 2, or --pan left, right, up or down. Nothing was charged.
problem-too_few_pictures = A blend is made of { $least } to { $most } pictures. Nothing was charged.
problem-weights_wrong = I read weights such as 1:2, one for each of the { $pictures } pictures; I got “{ $value }”. Nothing was charged.
problem-control_span_empty = A map is followed from { $start } to { $end } of the steps: the end must lie after the start. Nothing was charged.
problem-too_many_maps = A picture follows at most { $most } maps at once. Nothing was charged.
problem-upscaler_missing = This studio has nothing that enlarges { $factor } times. Nothing was charged.
problem-upscaler_wordless = { $upscaler ->
    [none] Nothing here enlarges that many times by words: leave them out. Nothing was charged.
   *[other] “{ $upscaler }” enlarges without words: leave them out. Nothing was charged.
}
problem-map_unmade = I cannot read a map of the kind “{ $kind }” from a picture. Send the map itself, with --ready on. Nothing was charged.

field-picture = picture
field-picture_2 = second picture
field-picture_3 = third picture
field-picture_4 = fourth picture
field-picture_5 = fifth picture
field-mask = mask
field-factor = factor
field-upscaler = upscaler
field-zoom = zoom
field-pan = pan
field-follow = what to follow
field-ready = map as it is
field-scale = scale
field-start = start
field-end = end
field-invert = inversion
field-closeup = close-up
field-weights = weights

button-upscale = Enlarge
button-around = More around it…
button-wider = Zoom out 1.5×
button-widest = Zoom out 2×
button-zoom = Zoom out…
button-left = ←
button-right = →
button-up = ↑
button-down = ↓
around-choices = Draw what lies around it: zoom out, or move to a side. The picture itself stays as it is. Credits for each: { $price }.
around-how = Answer the picture with this, changed as you like (--zoom 1.1 to 4, --pan left, right, up or down):
around-title = Zoom out or move
around-words = What is around it (may stay empty)
around-flags = --zoom 1.1 to 4, --pan left|right|up|down
inpaint-shown = What is red will be drawn anew; all the rest stays as it is.
map-shown = This is what “{ $kind }” follows. To draw along it: /control with --follow { $kind }

command-upscale = Make a picture two or four times as large
option-upscale-picture = A picture, or reply to one
option-upscale-factor = How many times as large
option-upscale-upscaler = What enlarges; its name
option-upscale-prompt = What the picture shows, for an upscaler that draws
option-upscale-steps = { option-imagine-steps }
option-upscale-guidance = { option-imagine-guidance }
option-upscale-seed = { option-imagine-seed }
command-map = Show the map that /control would follow, for free
option-map-picture = A picture, or reply to one
option-map-follow = Which kind of map
