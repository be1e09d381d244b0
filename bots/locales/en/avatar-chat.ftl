## A clip that is asked for in pieces

avatar-need-photo = { $kept ->
        [sound] I keep your recording. Now send me a photo of one face, seen from the front.
        [text] I keep your text. Now send me a photo of one face, seen from the front.
       *[nothing] Send me a photo of one face, seen from the front. After that, a voice note or the words it shall say.
    } /cancel forgets it.
avatar-need-face = I found { $count } faces and numbered them from the left. Which one shall speak?
avatar-need-voice = Now send a voice note, or write what the face shall say. /cancel forgets the photo.
avatar-consent = Before I animate a face, please confirm: it is my own face, or the person shown has allowed it, and I will not use the clip to deceive or to hurt anybody. The clip is labelled as AI-generated. I ask this once.
avatar-declined = Then I will not make the clip. I have forgotten what you sent for it. Nothing was charged.
avatar-not-a-photo = That is a sound, not a picture.
avatar-which-picture = There are { $count } pictures. Which one shall speak?
avatar-forgotten = Forgotten: photo, voice and words. Nothing was charged.
avatar-nothing-begun = There is nothing half-done here. A picture or a clip that is being made is stopped by the button below it.

button-talk = Make it talk
button-onward = Let a face say it
button-agree = I agree
button-decline = No

## A clip and a sound

job-speaking = Speaking { $bar } { $percent } %
job-animating = Animating { $bar } { $percent } %
job-finishing = Finishing { $bar } { $percent } %
job-recording = A clip with your recording
speech-recipe = { $duration } s · { $voice } · { $price ->
        [one] 1 credit
       *[other] { $price } credits
    }
clip-recipe = { $duration } s · { $width }×{ $height } · { $voice ->
        [recording] your recording
       *[other] { $voice }
    } · seed { $seed } · { $price ->
        [one] 1 credit
       *[other] { $price } credits
    }
kind-speech = sound
kind-avatar = clip

## What is wrong

problem-attachment_missing = Send the { $field } along with the command. Nothing was charged.
problem-attachment_lost = I could not fetch the file that you sent. Please send it again. Nothing was charged.
problem-two_voices = I got a recording and a text, and a face can say only one of them. Send the one you want. Nothing was charged.
problem-nothing_begun = This belongs to a clip that is finished or forgotten. Send a photo to begin a new one. Nothing was charged.
problem-nothing_to_show = There is nothing in this result that a face could be made of. Nothing was charged.
problem-photo_needed = A clip needs a photo: send a picture of one face, seen from the front. Nothing was charged.
problem-voice_needed = A clip needs a voice: send a recording, or a text to be spoken. Nothing was charged.
problem-face_needed = There are { $faces } faces in this photo. Choose one from the left: face 1 to { $faces }. Nothing was charged.
problem-consent_needed = { $version ->
        [learning-1] Before faces are learnt, whoever sends them has to agree to the terms of version { $version }.
       *[other] Before a face is animated, its sender has to agree to the terms of version { $version }.
    } Nothing was charged.

## How options are called

field-photo = photo
field-audio = audio
field-text = text
field-voice = voice
field-captions = captions
field-size = size
field-head = head
field-eyes = eyes
field-mouth = mouth
field-rate = rate
field-pitch = pitch
field-round = round
field-face = face
field-page = page
field-file = file

## Commands and their options

command-avatar = Make a photo speak
command-say = Speak a line of text
command-voices = List the voices
command-verify = Check whether a file was made here
command-cancel = Forget a half-done clip

option-avatar-photo = A face, seen from the front
option-avatar-audio = A recording of what it shall say
option-avatar-text = … or the words it shall say
option-avatar-voice = Who speaks the words; see /voices
option-avatar-captions = Show the words in the clip
option-avatar-aspect = Shape of the clip
option-avatar-size = Short side of the clip, in pixels
option-avatar-head = How much the head moves; 0 holds it still
option-avatar-eyes = How much the eyes blink; 0 keeps them open
option-avatar-mouth = How far the mouth opens
option-avatar-rate = Speed of the voice; 1 is its own
option-avatar-pitch = Semitones above or below the voice’s own pitch
option-avatar-seed = The same seed moves the face in the same way
option-avatar-round = As a round video note, where there are such
option-avatar-face = Which of several faces, from the left
option-say-text = What is to be spoken
option-say-voice = Who speaks; see /voices
option-say-rate = Speed of the voice; 1 is its own
option-say-pitch = Semitones above or below the voice’s own pitch
option-voices-language = A language, such as en or zh-CN
option-voices-page = Which part of a long list
option-verify-file = A clip or a picture
field-command = command
option-help-command = A command, a page such as pictures, or a choice such as steps
help-avatar = Or send me a photo, then a voice note or a line of text, and the face speaks.
help-more = The options of a command: /help avatar

## Voices

voices-title = { $count ->
        [one] One voice,
       *[other] { $count } voices,
    } by language:
voices-how = See those of a language: /voices en
voices-of = Voices for { $language }: { $count }
voices-online = needs a network
voices-more = More: /voices { $language } --page { $page }
voices-use = Hear one: /say … --voice { $voice }

## Where a file comes from

verify-signed = This file was made here: it carries this studio’s signature, and nothing in it was changed since.
verify-known = This file was made here: it looks and sounds like a clip of this studio.
verify-claimed = This file says that it is AI-generated. It is none that this studio remembers, and such words can be forged.
verify-unknown = I find no sign that this file was made here.
verify-job = Job { $id }, { $day }
verify-signer = It carries a valid signature of { $name }.
verify-broken = It carries a signature of { $name } that does not fit its content any more.
