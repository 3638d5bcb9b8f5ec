"""What is known of a dataset once its columns have been looked at.

`columns` says what a column is, `statistics` what is computed of many, and `describing` makes a
`Dataset` of it. `docs/datasets.md` defines every number.
"""

from models.description.columns import Column
from models.description.describing import describe

__all__ = ["Column", "describe"]
