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
