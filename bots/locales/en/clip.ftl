## What is wrong with a clip, and what is to be told with one.

problem-clip_too_large = A clip of { $duration_s } s does not fit into the { $limit_mb } MB that may be sent here. { $fitting_s ->
        [0] Choose a smaller size.
       *[other] About { $fitting_s } s would fit: send a shorter recording or text, or choose a smaller size.
    } Nothing was charged.
problem-round_clip_too_long = A round video note may last { $limit_s } s; this one would last { $duration_s } s. Send a shorter recording or text, or ask for a square clip. Nothing was charged.
problem-no_such_face = { $found ->
        [0] There is no face in this picture any more. Send another photo.
        [one] This picture has 1 face; number { $chosen } was chosen. Choose again.
       *[other] This picture has { $found } faces; number { $chosen } was chosen. Choose again.
    } Nothing was charged.
problem-animator_unknown = There is no animator called “{ $name }” in this studio. It has: { $known }. Nothing was charged.
problem-frames_missing = The animation stopped after { $found } of { $expected } frames. Nothing was charged; please try again.
problem-clip_not_written = The clip could not be written. Nothing was charged; please try again.
problem-signing_failed = The clip could not be signed, so it was not sent. Nothing was charged. Whoever runs this studio can check its certificate and key.

note-sketch_engine = Made with the sketch engine { $animator }, which only warps the photo; livelier faces come with SadTalker, which whoever runs this studio can fetch: limner models pull sadtalker.
note-voice_fallback = The voice { $wanted } could not be reached, so { $used } spoke instead.
note-captions_unavailable = { $reason ->
        [font] No captions: this studio has no font for the script of your text.
       *[text] No captions: nobody wrote down what the recording says.
    }

# verify
problem-nothing_to_verify = I can look at MP4, MOV and WebM clips and at JPEG, PNG and WebP pictures. Send one of these as a file. Nothing was charged.
problem-clip_unreadable = This file is damaged or not complete, so I cannot look at it. Send it again as a file. Nothing was charged.
problem-clip_too_heavy = This file has { $megabytes } MB. The limit is { $limit } MB; send a shorter part of it. Nothing was charged.
