# tasks: photos and recordings
problem-no_such_upload = I do not have that photo or recording of yours any more. Please send it again. Nothing was charged.
