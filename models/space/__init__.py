"""The search space: parameters, conditions, constraints, and the way to points and back.

The only room that knows the types of parameters. Everything else sees points of the unit cube.
"""
