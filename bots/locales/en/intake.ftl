## Photos, recordings and videos that cannot be used.

problem-file_empty = The file is empty. Please send it again. Nothing was charged.
problem-file_too_large = The file has { $megabytes } MB; the limit is { $limit } MB. Send a smaller one. Nothing was charged.
problem-not_a_picture = { $found ->
        [unknown] This is not a picture I can read.
        [text] This is text, not a picture.
       *[other] I cannot read { $found } as a picture.
    } Send a JPEG, PNG or WebP. Nothing was charged.
problem-not_a_sound = { $found ->
        [unknown] This is not a sound file I can read.
        [text] This is text, not a sound file.
       *[other] I cannot read { $found } as a sound file.
    } Send a voice note, or OGG, MP3, WAV or M4A. Nothing was charged.
problem-vector_picture = Vector pictures (SVG) are not supported. Send a photo as JPEG, PNG or WebP. Nothing was charged.
problem-archive_sent = Archives are not accepted ({ $found }). Send the file itself, unpacked. Nothing was charged.
problem-archive_too_full = The archive holds { $count } files; I look at { $limit } at most. Nothing was charged.
problem-archive_too_large = Unpacked, the archive has { $megabytes } MB; the limit is { $limit } MB. Send smaller pictures, or fewer at once. Nothing was charged.
problem-archive_locked = The archive is locked with a password. Pack the pictures again without one. Nothing was charged.
problem-no_pictures_in_archive = There is no picture in this archive. Nothing was charged.
problem-file_damaged = { $medium ->
        [archive] This archive is damaged or unsafe.
        [sound] This sound file is damaged or unsafe.
        [clip] This video is damaged or unsafe.
       *[picture] This picture is damaged or unsafe.
    } Save it anew and send it again, or send another one. Nothing was charged.
problem-file_incomplete = { $medium ->
        [archive] The archive is incomplete; perhaps the upload was interrupted.
        [sound] The sound file is incomplete; perhaps the upload was interrupted.
        [clip] The video is incomplete; perhaps the upload was interrupted.
       *[picture] The picture is incomplete; perhaps the upload was interrupted.
    } Please send it again. Nothing was charged.
problem-file_too_slow = { $medium ->
        [archive] This archive took longer than { $limit_s } seconds to read, so I stopped.
        [sound] This sound file took longer than { $limit_s } seconds to read, so I stopped.
        [clip] This video took longer than { $limit_s } seconds to read, so I stopped.
       *[picture] This picture took longer than { $limit_s } seconds to read, so I stopped.
    } Save it anew, or send another one. Nothing was charged.
problem-picture_too_large = The picture is too large: { $width_px }x{ $height_px }. The limit is { $limit_px } pixels on the long side and { $limit_megapixels } million pixels in all. Send a smaller one. Nothing was charged.
problem-picture_too_small = The picture is too small: { $width_px }x{ $height_px }. Send one of at least { $limit_px }x{ $limit_px } pixels. Nothing was charged.
problem-picture_too_narrow = The picture has an unusual shape: { $width_px }x{ $height_px }. The sides must be within 1:{ $limit }. Crop it and send it again. Nothing was charged.
problem-animation_too_long = The animation is too long: { $frames } frames. I use the first frame of up to { $limit } of this size. Send a still picture. Nothing was charged.
problem-sound_too_long = { $length ->
        [unknown] The sound is too long.
       *[other] The sound is too long: { $length }.
    } The limit is { $limit }. Send a shorter one. Nothing was charged.
problem-sound_too_short = The sound is too short: { $length_s } s. Send at least { $limit_s } s of speech. Nothing was charged.
problem-no_speech_heard = I hear no speech: the sound is silent. Check the microphone and record it again. Nothing was charged.
problem-video_sent = This is a video. Send the sound alone: a voice note, or OGG, MP3, WAV or M4A. Nothing was charged.
problem-codec_unknown = { $codec ->
        [unknown] This sound is coded in a way I cannot read.
       *[other] I cannot read sound coded as { $codec }.
    } Send a voice note, or OGG, MP3, WAV or M4A. Nothing was charged.
problem-sound_protected = This sound file is protected against copying, so I cannot read it. Send a recording of your own. Nothing was charged.
problem-intake_failed = Something went wrong while reading your file. Nothing was charged; please try again.

note-first_frame_used = The picture moves ({ $frames } frames); I used its first frame.
