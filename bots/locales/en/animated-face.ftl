## What is wrong with a face that is to be animated by a network, or with a video it is to follow.

problem-features_unclear = I could not make out eyes and mouth in this face. Send a photo in which both are sharp and uncovered. Nothing was charged.
problem-no_face_in_video = I found no face at the beginning of the reference video. Send one that shows a face from its first moment. Nothing was charged.
