## What people choose, explained where they meet it: /help steps

help-topics = What a choice does, such as /help steps

topic-steps = Steps: a picture begins as noise, and every step takes some of it away. Above: the picture after some steps. Below: what the model expects it to become. The first steps decide what is where, the last ones draw the edges. 20 are enough for most; below 10 things blur, above 40 hardly anything changes, and the price grows with each step.
topic-guidance = Guidance: how firmly the picture keeps to your words (here from 1 to 14). The model looks twice, once without your words, and goes further in the direction that they make. Too little, and it draws what it likes; too much, and colours burn. Each model's card knows a good value.
topic-scheduler = Scheduler: how each step is taken. Above in 5 steps, below in 20, the same seed. Euler a and LCM add new noise at each step, so that they find other pictures; the others end at nearly the same one. DPM++ 2M is good after few steps. When in doubt, leave it out.
topic-strength = Strength: how much of a picture you send is drawn over. 0 gives it back, 1 keeps nothing but your words. Here a red house at night becomes a blue one in the snow, from 0.3 to 1. For other colours 0.5 is enough, for other things take 0.7.
topic-controlnet = Control: the picture follows a map of another one, here its edges. Words decide what it is, the map where it is. There are maps of edges, scribbles, lines, depth and poses.
topic-seed = Seed: the number of the noise that a picture begins with. The same words, choices and seed give the same picture again, today and next year. Each of four pictures has a seed of its own, shown with it: change one word and keep the seed to see what that word does.
topic-negative_prompt = What to leave out: --no cars, people. The model looks at these words where it would look at nothing, and goes away from them. Name things; sentences with "not" do not help.
topic-aspect = Shape: --ar 3:2 is wide, --ar 2:3 is tall. The number of pixels stays about the same, so the price does too. --size 512x768 says it exactly.
topic-model = Model: who draws. Models differ in what they have seen; their cards tell what each is good at, how large its pictures are and what they cost.
topic-emphasis = Emphasis: (red) counts more, [red] less, (red:1.4) exactly so much, from 0 to 2. Brackets may be nested; \( is a bracket itself. The pictures show where the model looks for "red", "house", "green", "hill" and "day". A prompt may be long: it is read in parts, and BREAK begins a new one.
topic-credits = Credits: one is a second of the studio's graphics card. They are set aside when you ask, taken when you have the picture, and given back if anything goes wrong. /quota tells what is left.
