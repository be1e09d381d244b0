## Pictures that the safety checker flags.

problem-pictures_withheld = { $count ->
        [one] The picture was
       *[other] All { $count } pictures were
    } taken for unsuitable by the safety filter, so I keep { $count ->
        [one] it
       *[other] them
    } back. It happens to harmless words, too: another seed often helps. Nothing was charged.
problem-source_flagged = The safety filter takes a picture that you brought for unsuitable, so nothing was drawn from it. Nothing was charged.
problem-clip_withheld = The safety filter took frames of this clip for unsuitable, so I keep it back. Another seed or photo may help. Nothing was charged.
problem-clip_hidden = This clip was made where the safety filter is off, and flagged by it. Here it is on.
note-filter_blurred = { $all ->
        [one] The safety filter took this picture for unsuitable ({ $count } of { $all }), so I blurred it. It costs nothing.
       *[other] The safety filter took { $count } of { $all } pictures for unsuitable, so I blurred them. Their share of the price was not charged.
    }
note-filter_withheld = The safety filter took { $count } of { $all } pictures for unsuitable, so I keep them back. Their share of the price was not charged.
button-another = Another seed
filter-elsewhere = { $count ->
        [one] A picture is
       *[other] { $count } pictures are
    } left out: made where the safety filter is off, and flagged by it. Here it is on.
settings-filter = Pictures that the safety filter takes for unsuitable are { $mode ->
        [off] shown here.
        [blurred] blurred here.
       *[strict] kept back here.
    }
admin-setting-filter = Pictures that the safety filter flags: strict, blurred or off
admin-setting-filter_private = The same in private chats and on the page
