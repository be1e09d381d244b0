## What is wrong with a photo that is to speak.

-good-photo = A good photo shows a face from the front, eyes and mouth visible, at least 96 pixels wide, in even light
problem-no_face_found = I found no human face in this picture. { -good-photo }. Nothing was charged.
problem-several_faces = I found { $count } faces in this picture and do not know which one is to speak. Choose one, or send a photo with a single face. { -good-photo }. Nothing was charged.
problem-face_too_small = The face in this picture is { $width_px } pixels wide; it must be at least { $limit_px }. Come closer or send the picture in full size. { -good-photo }. Nothing was charged.
problem-photo_too_dark = The face in this picture is too dark. Turn towards a window or a lamp. { -good-photo }. Nothing was charged.
problem-photo_too_bright = The face in this picture is too bright to be seen. Step out of the strong light. { -good-photo }. Nothing was charged.
problem-photo_blurred = The face in this picture is blurred. Hold the camera still and wipe its lens. { -good-photo }. Nothing was charged.
problem-side_face = The face in this picture looks to the side. Look into the camera. { -good-photo }. Nothing was charged.
note-face_drawn = This face looks drawn. I animate it as it is; photographs move more naturally.
