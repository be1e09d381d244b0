## /train: a model learns pictures of one's own.

command-train = Let a model learn 5 to 20 pictures of your own
option-train-name = What you will call it, such as wuff
option-train-words = The words that call it in a prompt, such as a photo of wuff; nothing: its name
option-train-picture = A picture, or a ZIP of pictures; more may follow
option-train-picture_2 = { option-train-picture }
option-train-picture_3 = { option-train-picture }
option-train-picture_4 = { option-train-picture }
option-train-picture_5 = { option-train-picture }
option-train-picture_6 = { option-train-picture }
option-train-picture_7 = { option-train-picture }
option-train-picture_8 = { option-train-picture }
option-train-picture_9 = { option-train-picture }
option-train-picture_10 = { option-train-picture }
option-train-archive = A ZIP of pictures
option-train-without = The number of a picture to take out again
option-train-model = Which model learns
option-train-steps = How long it learns; nothing: 400
option-train-seed = The same seed and pictures give the same
field-picture_6 = sixth picture
field-picture_7 = seventh picture
field-picture_8 = eighth picture
field-picture_9 = ninth picture
field-picture_10 = tenth picture
field-archive = zip
field-without = without

train-open = { $name }: { $count } of { $least }–{ $most } pictures
train-more = { $missing ->
        [one] One more is needed.
       *[other] { $missing } more are needed.
    } Send them here, one by one, as albums, as files or as a ZIP, or with another /train. They are kept for a day.
train-unnamed = Give it a name: /train NAME and the words that shall call it.
train-facts = Called by “{ $words }” · { $model } · { $steps } steps
train-ready = You may send more, take one out with /train --without NUMBER, or begin.
train-ready-page = You may add more, or begin.
train-consent = There are faces among these pictures, and what learns them can draw these people. Please confirm: these are pictures of yourself, or everybody shown has allowed it, and you will not use it to deceive or to hurt anybody. I ask this once.
train-refused = { $count ->
        [one] One more was refused as well.
       *[other] { $count } more were refused as well.
    }
train-twins = Left out, because they show what is here already as number { $numbers }.
train-cleared = The pictures are forgotten. Nothing was charged.
train-mine = { $count ->
        [one] You trained one LoRA:
       *[other] You trained { $count } LoRAs:
    }
train-line = • { $tag } · “{ $words }” · { $model }
train-how = To train one: /train NAME WORDS, with { $least } to { $most } pictures of the same person, thing or style. What comes of it is yours alone.
train-sure = { $name } will be erased, and cannot be brought back. Pictures that it drew stay.
train-deleted = { $name } is erased.
job-learning = Learning { $bar } { $percent } % · step { $step } of { $steps } · loss { $loss }
train-use = Write { $tag } in a prompt, with the words “{ $words }”.
button-learn = { $price ->
        [0] Train
        [one] Train · 1 credit
       *[other] Train · { $price } credits
    }
button-learn-agreed = { $price ->
        [0] I confirm · Train
        [one] I confirm · Train · 1 credit
       *[other] I confirm · Train · { $price } credits
    }
button-learn-fewer = { $steps } steps · { $price ->
        [one] 1 credit
       *[other] { $price } credits
    }
button-more = Add pictures
train-form = More pictures
train-form-files = Up to ten, or a ZIP
button-clear = Clear
button-use = Draw with it
button-use-name = Draw { $name }
button-unlearn = Erase { $name }
problem-nothing_gathered = These pictures are not here any more. Begin anew with /train. Nothing was charged.

# The page.
page-make-train = Train
page-train-empty-title = Teach it something of yours
page-train-empty-text = Five to twenty pictures of a person, a pet, a thing or a style; then draw it anywhere.
page-train-name = Its name
page-train-name-example = wuff
page-train-words = Words that call it
page-train-words-example = a photo of wuff
page-train-pick = Add pictures, or a ZIP
page-train-first = Choose 5 to 20 pictures, or drop them here. They are kept for a day.
page-train-picture = Picture { $number }
page-train-without = Take picture { $number } out
page-train-keep = Keep
page-train-busy = Looking at the pictures …
page-train-mine = What you trained
page-train-tag = In a prompt
page-learning = Learning…
