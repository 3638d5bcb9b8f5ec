"""JSON becomes values and values become JSON: the only room that knows both.

`text` reads bytes, `shapes` holds the types fields are made of, `space`, `ask` and `answer` the
objects of the contract, `faults` says what is wrong with what was sent.
"""
