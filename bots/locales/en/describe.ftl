## /describe: a picture is put into words.

job-described = What this picture could be asked for with
describe-recipe = { $price ->
        [one] { $price } credit
       *[other] { $price } credits
    }
kind-describe = description of a picture
note-described_roughly = These are the words of the small describer that ships: it knows drawings such as the pocket model’s, and guesses wildly at anything else.
problem-words_missing = I found no words for this picture. Nothing was charged.
button-draw = Draw { $number }
command-describe = Put a picture into words, each a prompt that draws it
option-describe-picture = A picture, or reply to one
option-describe-language = What it is told in: en or zh
page-descriptions = Press one to draw it
button-describe = Describe
