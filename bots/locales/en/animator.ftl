## How a face moves

problem-animator_missing = { $name } is not installed in this studio. It has: { $known }. Whoever runs it can fetch it: limner models pull { $name }. Nothing was charged.
problem-bad_angles = I read { $field } as angles in degrees, spread over the clip: for example 0 20 -20. Each lies between -{ $limit } and { $limit }, and there are at most { $most }; I got “{ $value }”. Nothing was charged.

note-puppet_ignores = The sketch engine does not know: { $options }. I left it out.

field-engine = engine
field-framing = framing
field-style = style
field-expression = expression
field-still = still
field-turn = turn
field-nod = nod
field-tilt = tilt
field-restore = restore

option-avatar-engine = What makes the face talk
option-avatar-framing = Which part of the photo moves; full keeps the whole photo
option-avatar-style = One of 46 ways to move the head
option-avatar-expression = How strongly the face expresses; 1 is natural
option-avatar-still = Keep the head as it is in the photo
option-avatar-turn = Turn the head: degrees over the clip, such as 0 20 -20
option-avatar-nod = Nod: degrees over the clip, such as 0 10 0
option-avatar-tilt = Tilt the head: degrees over the clip
option-avatar-restore = How much of the face is made finer; 0 leaves it
page-aspect-photo = as the photo
