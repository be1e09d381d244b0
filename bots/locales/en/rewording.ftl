## /shorten and /expand: prompts made of a prompt, each drawn at a press.

command-shorten = See which words of a prompt count, and what it could be shortened to
option-shorten-prompt = The prompt
option-shorten-model = The model that reads it
option-shorten-private = Only you see what is made (on, off)
kind-shorten = words weighed
shorten-most = What counts most:
problem-nothing_to_shorten = There is nothing to leave out: give me a prompt of several words. Nothing was charged.
command-expand = Enrich a short prompt; nothing is drawn before you choose
option-expand-prompt = A short prompt, up to 300 characters
option-expand-model = The model that is to draw it
option-expand-seed = Decides what is proposed
option-expand-private = Only you see what is made (on, off)
kind-expand = proposals
problem-nothing_to_add = Your prompt says all that I could add. Nothing was charged.
button-edit-number = Edit { $number }
page-edit-proposal = Edit first
page-weights = How much each word counts
page-weight = { $percent } %
page-shorten = Shorten
page-expand = Enrich
