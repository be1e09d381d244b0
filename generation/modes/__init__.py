"""Ways to make pictures of pictures, around the engine: masks, scribbles, canvases, maps."""
