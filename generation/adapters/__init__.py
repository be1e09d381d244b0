"""What is worked into a model for the pictures of one request: LoRAs, new words, hypernetworks, a VAE."""
