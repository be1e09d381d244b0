"""How the pocket models, and a user's own LoRA, are trained."""
