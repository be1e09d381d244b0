# Logging in to the page
command-login = Get a link that logs you in to the page, once
login-link =
    Your link to the page, for five minutes and once:
    { $link }
    Give it to nobody: whoever opens it is you there.
problem-login_in_private = A link that logs in is for your eyes only: write /login to me in a private chat.
problem-page_unknown = The operator has not said where the page is (LIMNER_PAGE_URL), so there is no link to it.
problem-link_spent = This link does not work any more: a link lives five minutes and works once. Write /login in the chat for a new one.
problem-too_many_links = That were many links. Try again in { $minutes } minutes.
problem-too_fast = Too fast. Try again in { $seconds } s.
problem-form_outdated = This form is from another log-in. Open the page again and repeat what you did; nothing has changed.
enter-as =
    Log in as { $name }{ $platform ->
        [none] {""}
       *[other] {" "}from { $platform }
    }?
enter-button = Log in
enter-once = The link works once. You stay logged in for a week at most.
enter-home = To the page
account-of =
    You are logged in{ $platform ->
        [none] {""}
       *[other] {" "}with your account of { $platform }
    }.
account-until = Until { $until } at the latest.
account-admin = Run the studio
account-pictures = My pictures
account-leave = Log out
account-leave-everywhere = Log out everywhere
account-button = Account of { $name }
