"""Experience: what models score on real data sets, measured once, so that studies start from it.

- `datasets`: which data sets, in which order, and what is known of each.
- `families`: which models, and how a configuration becomes a trained one.
- `scores`: the metrics of predictions.
- `training`, `trainer`: a trial in a process of its own, with a limit.
- `store`: the file of all trials.
- `designs`: the configurations that every data set sees.
- `sweep`: what is missing, in order of priority.
- `learning`, `artefact`: from the file to what the service ships.
"""
