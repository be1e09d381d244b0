# One person on many platforms
command-link = Use one balance and history on Discord, Telegram and the page
command-unlink = Part this chat from your other accounts
option-link-code = The code that /link gave you on the other platform
field-code = code
link-code =
    Your code: { $code }
    Write /link { $code } on the other platform before { $until }. It works once. Give it to nobody: whoever types it shares your balance and history.
link-done = You are one person now on: { $platforms }.
link-page = the page
link-parted = This platform starts anew. Your balance and history stay with your other accounts.

problem-code_wrong = There is no such code. Write /link on the other platform for a new one. Nothing has changed.
problem-code_used = This code was used already. Write /link on the other platform for a new one. Nothing has changed.
problem-code_expired = This code is too old. Write /link on the other platform for a new one. Nothing has changed.
problem-own_code = This code was made right here. Type it on the other platform. Nothing has changed.
problem-already_linked = The two are linked already. Nothing has changed.
problem-too_many_codes = Too many wrong codes. Try again in { $minutes } minutes.
problem-not_linked = This platform is not linked to any other.
problem-link_in_private = A code is for your eyes only: write /link to me in a private chat.
problem-role_too_high = You may not give or take the role of { $role }.
