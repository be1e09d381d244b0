## Voices and speaking: what is wrong.

problem-speech_empty = There are no words to say in that. Write a line in letters or digits, for example: Good morning! Nothing was charged.
problem-nothing_to_say = The voice { $voice } makes no sound of that text. Try other words or another voice. Nothing was charged.
problem-unsupported_script = { $near ->
        [none] The voice { $voice } cannot read { $script ->
                [Cjk] Chinese characters
                [Hiragana] Japanese
                [Katakana] Japanese
                [Hangul] Korean
               *[other] { $script } letters
            }, and no voice here can. Write the line in another script. Nothing was charged.
       *[other] The voice { $voice } cannot read { $script ->
                [Cjk] Chinese characters
                [Hiragana] Japanese
                [Katakana] Japanese
                [Hangul] Korean
               *[other] { $script } letters
            }. Voices that can: { $near }. Nothing was charged.
    }
problem-speech_too_long = That would take longer than { $limit_s } seconds to say, and that is the limit. Shorten the text or speak faster. Nothing was charged.
problem-engine_missing = The voice { $voice } is not available here: { $missing ->
        [package] its program (piper-tts) is not installed.
       *[other] no models are in the folder LIMNER_PIPER_MODELS.
    } Choose another voice, or ask whoever runs this studio. Nothing was charged.
problem-voice_unavailable = The voice { $voice } cannot be used right now. Try another one. Nothing was charged.
problem-voice_unreachable = The voice { $voice } cannot be reached, and no voice on this machine can say that text. Please try again in a minute. Nothing was charged.

field-speech = text to be spoken
field-language = language
