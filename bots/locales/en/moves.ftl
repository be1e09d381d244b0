## A video whose motion a face borrows

problem-not_a_video = { $found ->
        [unknown] This is not a video I can read.
        [text] This is text, not a video.
       *[other] I cannot read { $found } as a video.
    } Send an MP4, MOV, WebM or GIF. Nothing was charged.
problem-no_pictures_in_video = This video has no moving pictures. Send one that shows a face. Nothing was charged.
problem-video_too_large = The video is too large: { $width_px }x{ $height_px }. The limit is { $limit_px } pixels on the long side and { $limit_megapixels } million pixels in all. Send a smaller one. Nothing was charged.
problem-video_too_small = The video is too small: { $width_px }x{ $height_px }. Send one of at least { $limit_px }x{ $limit_px } pixels. Nothing was charged.
problem-video_too_short = The video is too short to borrow motion from: { $length_s } s. Send at least { $limit_s } s, not a still picture. Nothing was charged.
problem-video_too_dense = The video has more than { $limit } pictures, which is more than I look through. Send a shorter one, or one of at most 60 pictures a second. Nothing was charged.
problem-video_hdr = This video is made for HDR screens, and I would see it grey. Save it without HDR and send it again. Nothing was charged.
problem-video_codec_unknown = { $codec ->
        [unknown] This video is coded or locked in a way I cannot read.
       *[other] I cannot read video coded as { $codec }.
    } Send it as H.264 in an MP4. Nothing was charged.

avatar-moves-kept = I keep the video; the face borrows its motion.
note-video_cut = The video is long; I borrow from its first { $limit_s } seconds.

field-moves = moves
field-borrow = borrow

option-avatar-moves = A short video whose head movements or blinks the face borrows
option-avatar-borrow = What it borrows from that video

page-video-large = A video may have up to { $limit } MB. Choose a shorter one.
page-borrow-both = Head and eyes
page-borrow-pose = Head
page-borrow-blinks = Eyes
