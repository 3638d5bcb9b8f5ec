"""Rivals as processes of their own: each adapter runs in the environment of its peer.

Nothing here imports anything of ours outside this folder, and `protocol` imports nothing but
Python's own library: an environment holds one peer and what that needs.
"""

import os

# `benchmarks` sets one thread for BLAS; JAX, which Vizier uses, has threads of its own.
os.environ.setdefault(
    "XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
)
