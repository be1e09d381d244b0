# API keys
command-apikey = Make keys for programs that act as you
option-apikey-act = list, new, revoke or webhook
option-apikey-name = What a new key is for, or the id of one
option-apikey-days = Days until the key expires; 0: never
option-apikey-scopes = What it may do: draw, speak, read, admin
option-apikey-per_minute = Requests a minute
option-apikey-daily_credits = Credits a day; nothing: as many as you have
option-apikey-monthly_credits = Credits a month; nothing: as many as you have
field-scopes = scopes
field-per_minute = requests a minute
apikey-made =
    Your new API key:
    { $secret }
    It is shown this once{ $until ->
        [none] {" "}and never expires
       *[other] {" "}and works until { $until }
    }. Whoever has it acts as you, within its limits: give it to nobody. /apikey revoke ends it.
apikey-title = { $count ->
        [0] You have no API keys.
        [one] You have one API key:
       *[other] You have { $count } API keys:
    }
apikey-line = { $id }{ $name ->
        [none] {""}
       *[other] {" "}“{ $name }”
    } ({ $scopes }), { $state ->
        [works] { $until ->
            [none] never expires
           *[other] until { $until }
        }
        [revoked] revoked
       *[other] expired
    }, { $used ->
        [none] never used
       *[other] last used { $used }
    }
apikey-how = Make one: /apikey new my script --days 30 --scopes draw,read. End one: /apikey revoke and its id.
apikey-revoked = The API key { $id }{ $name ->
        [none] {""}
       *[other] {" "}“{ $name }”
    } opens nothing any more.
apikey-page = API keys
apikey-what = With a key, a program makes pictures and clips as you: it has your credits, your plan and your history.
apikey-new = Your new key
apikey-once = It is shown this once{ $until ->
        [none] {" "}and never expires
       *[other] {" "}and works until { $until }
    }. Whoever has it acts as you, within its limits: give it to nobody.
apikey-make = Make a key
apikey-revoke = Revoke
apikey-per-minute = { $count ->
        [1] 1 request a minute
       *[other] { $count } requests a minute
    }
apikey-a-day = { $count ->
        [1] 1 credit a day
       *[other] { $count } credits a day
    }
apikey-a-month = { $count ->
        [1] 1 credit a month
       *[other] { $count } credits a month
    }
apikey-tells = tells { $url }
apikey-secret = The secret of the webhook
apikey-secret-once = It is shown this once: check with it, by Standard Webhooks, that what you are told comes from here. The one before holds for a day.
apikey-webhook-set = Webhook
apikey-webhook-url = Address that is told of its jobs; empty: none
apikey-webhook-save = Set, and show the secret
problem-key_unknown = There is no such API key. Check that it was copied whole.
problem-key_expired = This API key has expired. Make a new one with /apikey or on the page.
problem-key_revoked = This API key was revoked. Make a new one with /apikey or on the page.
problem-key_too_fast = This API key may be used { $limit ->
        [one] once
       *[other] { $limit } times
    } a minute. Try again in { $seconds } s.
problem-key_spent = That costs { $price ->
        [one] one credit
       *[other] { $price } credits
    }, and this API key has { $left } of its { $limit } left. Nothing was charged.
problem-key_scope_missing = This API key may not do that: it would have to be allowed { $needed }.
problem-too_many_keys = You have { $limit } API keys that work, and nobody has more. Revoke one first.
problem-no_such_key = There is no such API key of yours. /apikey lists them.
problem-key_in_private = API keys are for your eyes only: write /apikey to me in a private chat.
problem-still_working = This takes longer than { $seconds } s. The job { $job } goes on: ask GET /api/jobs/{ $job } for its pictures, and do not order them again.
problem-webhook_unfit = { $value } is no address for a webhook: it starts with https:// and is in a network that everybody reaches.
problem-webhook_missing = A webhook needs an API key with a secret to sign with: set one by PUT /api/keys/ID/webhook or `limner admin key webhook`. Nothing was charged.
problem-no_such_delivery = There is no such delivery of yours.
option-apikey-url = With webhook: the https address that is told of its jobs
option-apikey-person = Whose keys are listed (admins)
apikey-webhook =
    What is told of the jobs of this key is signed with this secret, shown this once:
    { $secret }
    The one before it holds for another day.
field-url = address
