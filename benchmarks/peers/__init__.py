"""Rivals as processes of their own: each adapter runs in the environment of its peer.

Nothing here imports anything of ours outside this folder, and `protocol` imports nothing but
Python's own library: an environment holds one peer and what that needs.
"""
