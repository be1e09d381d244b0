## /restore: faces drawn anew.

problem-restorer_missing = Faces cannot be restored here: the package { $package } is not installed. Whoever runs this studio gets it with: pip install --no-deps { $package }. Nothing was charged.

job-restored = A restored photo
restore-recipe = { $width }×{ $height } · faces { $percent } % restored · { $price ->
        [one] 1 credit
       *[other] { $price } credits
    }
kind-restore = restored photo
command-restore = Draw the faces of a photo anew, sharp
option-restore-photo = A photo with a face, however blurred
option-restore-strength = How strongly; 0 leaves the faces as they are
option-restore-enlarge = 2 makes the photo twice as large
field-strength = strength
field-enlarge = enlarge
