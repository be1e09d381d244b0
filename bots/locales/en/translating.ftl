## A prompt in a language that the model does not read.

note-translated = Your { $field }, translated:
note-translation_failed = The translator failed, so I drew your words as they are; the model may not read this language.
note-translation_cut = Translated, it was too long: I read the first { $limit } characters.
