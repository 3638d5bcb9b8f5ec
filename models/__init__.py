"""The optimiser: arrays in, suggestions out.

Pure: no clock, no I/O, no Flask, no SQL, no global state, no global random generator. Randomness
arrives as a `numpy.random.Generator`. The service uses what is exported here and nothing else.
"""
