"""The pictures that explain what people choose when they ask for a picture."""
