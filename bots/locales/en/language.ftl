# Which language the studio speaks
command-language = Choose the language in which I answer you
option-language-language = en, 中文, or app to follow your app; leave it out to see what is set
language-own-name = English
language-app = as my app
language-now = Your language here: { $language }. It holds on every platform that is linked to you.
language-set = From now on I answer you in this language. Chosen: { $language }.
language-follows-app = From now on I answer you in the language of your app.
