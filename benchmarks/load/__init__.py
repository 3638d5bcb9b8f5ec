"""How much the service carries: ask+tell pairs under load, many trials, a long run, a rival."""
