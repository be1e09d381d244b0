# What the studio knows of somebody
command-mydata = See, take along or erase everything I know of you
option-mydata-choice = “export” or “erase”; left out: what there is
problem-data_in_private = This is for your eyes only: write /mydata to me in a private chat.
button-export = Take it along
button-erase = Erase everything
button-erased = Yes, erase everything
mydata-title = What I know of you
mydata-things = { $jobs ->
        [one] 1 request
       *[other] { $jobs } requests
    }, { $results ->
        [one] 1 result
       *[other] { $results } results
    }, { $favourites ->
        [one] 1 favourite
       *[other] { $favourites } favourites
    }, { $uploads ->
        [one] 1 photo or recording
       *[other] { $uploads } photos and recordings
    }: { $megabytes } MB
mydata-platforms = You are known on: { $platforms }
mydata-consent = On { $day } you agreed that faces may be animated (wording { $version })
mydata-uploads-kept = Photos and recordings are erased { $hours ->
        [one] 1 hour
       *[other] { $hours } hours
    } after their last use.
mydata-results-kept = Results are erased after { $days ->
        [one] 1 day
       *[other] { $days } days
    }{ $favourites ->
        [kept] , but for favourites
       *[gone] {""}
    }.
mydata-sure = All of it goes, on every platform: results, photos, recordings, what you wrote, your favourites, consents and names, and your credits. What is being made is stopped. The books keep numbers that name nobody. This cannot be undone. Take it along first?
mydata-packed = { $count ->
        [one] Everything I know of you, in one file
       *[other] Everything I know of you, in { $count } files: unpack them into one folder
    } ({ $megabytes } MB). Open index.html. I keep it for a day.
mydata-underway = Packing: { $percent } %{ $files ->
        [0] {""}
       *[other] {" "}({ $packed } of { $files } files)
    }. It goes on by itself, also after a restart, and you are told when it is done.
mydata-ready = Everything I know of you is packed. I keep it for a day.
mydata-not-packed = I could not pack what I know of you. Try /mydata export again; if that fails too, tell whoever runs this studio.
mydata-fetch = Get the files
mydata-further = { $count ->
        [one] 1 more file
       *[other] { $count } more files
    }
button-packing = How far is it?
mydata-rest = { $count ->
        [one] 1 more file is
       *[other] { $count } more files are
    } too much for this chat: fetch everything from the page, under “My data”.
mydata-erased = { $stopped ->
        [0] Everything is erased. Goodbye!
       *[other] Everything is erased, and what was being made is stopped. Goodbye!
    }
takeout-title = Everything Limner knows of you
takeout-about = The same is in the files account.json, jobs.json, favourites.json, ledger.json, consents.json, uploads.json, kept.json (styles, lists, choices) and keys.json, for programs.
takeout-account = Who you are
takeout-made = What you made
takeout-credits = Your credits
takeout-when = When
takeout-what = What
takeout-moved = Credits
mydata-page-export = Everything as zip files with a page to read: open index.html. They are kept for a day.
mydata-pack = Pack everything
mydata-file = limner-{ $number }.zip · { $megabytes } MB
mydata-tick = I understand that this cannot be undone.
