"""Measures what the documentation claims: quality of the suggestions and latency of an ask.

Nothing of the product imports this package. Every measurement runs with one thread inside BLAS,
as the service does; numpy reads the setting when it is first imported, hence here.
"""

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
