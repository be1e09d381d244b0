# Word lists: what is not allowed, and who keeps them
command-words = Keep the word lists of this server (moderators)
option-words-words = Words with commas between them, or the text to test
option-words-act = list, add, remove or test
option-words-name = A short name of the rule, such as gore
option-words-where = Whose list: this server, this channel, or the whole studio
option-words-measure = block, rewrite, or test (only count)
option-words-together = Count only where one of these words stands there too
option-words-unless = Not where the word is part of one of these
option-words-replacement = What to write instead; nothing leaves the word out
option-words-reason = What the person is told
option-words-warns = Count a block as a warning
option-words-adult = Let the rule rest in channels marked for adults
field-words = words
field-act = what to do
field-name = name
field-where = where
field-measure = measure
field-together = together
field-unless = unless
field-replacement = replacement
field-reason = reason
field-warns = warns
field-adult = adult
words-title = { $count ->
        [0] No rules hold here.
        [one] One rule holds here:
       *[other] { $count } rules hold here:
    }
words-rule = { $name } ({ $scope }, { $measure ->
        [block] blocks
        [rewrite] rewrites
       *[test] on trial
    }, { $caught } caught)
words-how = Add one: /words gore, blood* --act add --name gore --reason "no gore here". Try a text: /words a bloody scene --act test.
words-saved = The rule { $name } holds from now on ({ $scope }, { $count ->
        [one] one word
       *[other] { $count } words
    }).
words-removed = The rule { $name } is gone.
words-free = No rule catches that.
words-hit = Caught by { $name } ({ $scope }): { $measure ->
        [block] it would be refused.
        [rewrite] it would be rewritten.
       *[test] it would only be counted.
    }
words-warning = This is warning { $warnings }{ $limit ->
        [0] .
       *[other] {""} of { $limit }. With the last one you can ask for nothing new for a while.
    }
words-muted = That was one warning too many: you can ask for nothing new until { $until }.
note-words_changed = I changed { $count ->
        [one] a word
       *[other] { $count } words
    } that are not allowed here. What stands above is what I was asked to make.
problem-words_blocked = { $rule ->
        [minors] I make no sexual content with minors, in any form.
        [minors-words] I make no sexual content with minors, in any form.
       *[other] Something in your words is not allowed here.
    } Nothing was charged.
problem-no_such_rule = There is no rule { $name } on the list of { $scope }. /words lists them.
problem-rule_fixed = The rule { $name } ships with the studio. It cannot be changed from here.

## Appeals
command-moderators = Have appeals of this server told in this chat (moderators)
option-moderators-act = here, or off
option-moderators-of = Of which server, such as telegram:server:-10042; studio for all that have no chat of their own
field-of = of
moderators-here = Appeals of { $scope } are told here from now on.
moderators-off = Appeals of { $scope } are told in no chat.
button-why = Why?
button-appeal = Ask the moderators
button-allow = Allow this once
button-lift = Take the warning back
button-uphold = Leave it blocked
appeal-why = { $rule ->
        [minors] I make no sexual content with minors: words about young people and sexual words stood together.
        [minors-words] I make no sexual content with minors, and one of the words means just that.
       *[other] The rule { $rule } of { $scope ->
            [studio] this studio
           *[other] this server or channel
        } caught one of your words. I do not repeat it here.
    } { $warned ->
        [yes] It counted as a warning.
       *[no] It did not count as a warning.
    } Nothing was made, nothing was charged. If you think that is wrong, ask the moderators: they see what you asked for and decide.
appeal-sent = The moderators were asked. You will hear from them here; it may take some days.
appeal-asked = { $person } ({ $account }) asks about something that the rule { $rule } of { $scope } blocked. They asked for:
appeal-answered = { $answer ->
        [allowed] The moderators looked at what was blocked and allow it this once: it is being made as you asked.
        [lifted] The moderators looked at what was blocked: it stays blocked{ $warned ->
            [yes] , but the warning is taken back.
           *[no] .
        }
       *[upheld] The moderators looked at what was blocked: it stays blocked.
    }
appeal-closed = { $answer ->
        [allowed] { $moderator } allowed what { $person } asked for, this once.
        [lifted] { $moderator } took back the warning of { $person }; it stays blocked.
       *[upheld] { $moderator } left blocked what { $person } asked for.
    }
problem-no_such_case = There is no such case of yours.
problem-case_closed = That case is closed: it was answered, or it is more than a week old.
