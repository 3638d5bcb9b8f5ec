"""How good are suggestions? Normalised regret of `gp`, `sobol` and `random` on real tasks."""
