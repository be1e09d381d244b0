"""The animator whose networks learnt how heads move: Zhang et al. (2023), "SadTalker"."""
