"""Which parts of the optimiser earn their place? Our regret with one thing changed at a time."""
