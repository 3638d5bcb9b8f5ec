"""How good are suggestions? Normalised regret of ours and of peers, on real tasks."""
