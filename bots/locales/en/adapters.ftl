## What a model wears for one picture

problem-adapter_unknown = There is no { $kind ->
        [lora] LoRA
        [hypernetwork] hypernetwork
        [textual-inversion] textual inversion
        [vae] VAE
       *[other] adapter
    } called “{ $name }” for this model. { $near ->
        [none] There is none for it at all.
       *[other] Try: { $near }.
    } Nothing was charged.
problem-adapter_misfit = { $name } was made for models of the kind { $base }, and { $model } is another. Nothing was charged.
problem-adapter_unreadable = I cannot read “{ $value }”. Write a name and a weight, such as { $kind ->
        [hypernetwork] <hypernet:oil:0.5>
       *[other] sepia:0.8
    }. Nothing was charged.
problem-adapter_misplaced = Put “{ $value }” into the prompt, not among the things to leave out; a weight below 0 draws the opposite. Nothing was charged.
problem-adapter_weight = The weight of { $name } lies between { $low } and { $high }; you wrote { $weight }. Nothing was charged.
problem-adapter_twice = You named { $name } twice. Name it once, with the weight that you want. Nothing was charged.
problem-too_many_adapters = One picture takes { $most } LoRAs, hypernetworks and learned words at most; you named { $count }. Nothing was charged.

field-lora = LoRA
field-vae = VAE
field-adapters = adapters

recipe-adapters = With { $adapters }
recipe-vae = Decoded by { $name }
note-trigger_added = I added “{ $words }” to your prompt: { $adapter } is called by it.

option-imagine-lora = LoRAs with weights, such as sepia:0.8, ink:0.5
option-imagine-vae = A VAE in place of the model’s own
option-remix-lora = LoRAs with weights, such as sepia:0.8, ink:0.5
option-remix-vae = A VAE in place of the model’s own
option-inpaint-lora = LoRAs with weights, such as sepia:0.8, ink:0.5
option-inpaint-vae = A VAE in place of the model’s own
option-outpaint-lora = LoRAs with weights, such as sepia:0.8, ink:0.5
option-outpaint-vae = A VAE in place of the model’s own
option-control-lora = LoRAs with weights, such as sepia:0.8, ink:0.5
option-control-vae = A VAE in place of the model’s own
option-depth-lora = LoRAs with weights, such as sepia:0.8, ink:0.5
option-depth-vae = A VAE in place of the model’s own
option-blend-lora = LoRAs with weights, such as sepia:0.8, ink:0.5
option-blend-vae = A VAE in place of the model’s own

page-lora-hint = Name:weight, several with commas
