## A clip that plays while it is still being made

problem-preview_not_ready = Nothing of this clip can be played yet. Ask again in a moment.
problem-preview_gone = What was drawn of this clip before it was finished is not kept any more. Its job says what became of it.
page-clip-growing = Still being made, plays as far as it is: { $title }
page-clip-hear = Hear it
