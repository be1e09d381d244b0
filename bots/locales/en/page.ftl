## What only the page and its API refuse

problem-form_unreadable = This is not a form I can read. Send it as multipart/form-data, with at most 60 fields and 4 files. Nothing was charged.
problem-range_unusable = The file has only { $bytes } bytes. Ask for a range within them.
