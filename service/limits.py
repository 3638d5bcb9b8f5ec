"""What a request may hold at most. The table of docs/http.md and the OpenAPI document say the same.

The largest body is a setting, `TRIALWISE_MAX_BODY_BYTES`; everything else is part of the contract.
"""

from dataclasses import dataclass
from typing import Final

NESTING: Final = 32
MEMBERS: Final = 1_000
PARAMETERS: Final = 500
VALUES: Final = 1_000
# The surrogate has a column for every value without an order: 500 parameters of 1,000 values each
# would need gigabytes.
LISTED_VALUES: Final = 5_000
CONDITIONS: Final = 100
CONSTRAINTS: Final = 100
CONSTRAINT_LENGTH: Final = 1_000
FORBIDDEN: Final = 1_000
OBJECTIVES: Final = 1
METRICS: Final = 100
META_FEATURES: Final = 1_000
TRIALS: Final = 10_000
COUNT: Final = 256
RESULTS: Final = 10_000
MEASUREMENTS: Final = 10_000
# Of one transaction, which others wait for: as many take about a second to write.
ALL_MEASUREMENTS: Final = 100_000
CONFIGURATIONS: Final = 1_000
LEASE: Final = 30 * 24 * 3_600
PAGE: Final = 1_000
KEY_LENGTH: Final = 255
NAME_LENGTH: Final = 255
STRING_LENGTH: Final = 1_000
INTEGER: Final = 10**12
ROWS: Final = 2**53 - 1
SEED: Final = 2**53 - 1
INITIAL_TRIALS: Final = 1_000
GRID_LEVELS: Final = 1_000
ERRORS: Final = 20
REQUEST_ID_LENGTH: Final = 128


@dataclass(frozen=True, slots=True)
class Limit:
    """A row of the table of limits.

    Attributes:
        of: What is limited.
        most: The largest number allowed.
        status: What a request over it gets.
    """

    of: str
    most: int
    status: int


TABLE: Final = (
    Limit("nesting of arrays and objects", NESTING, 400),
    Limit("members of an object", MEMBERS, 400),
    Limit("parameters of a search space", PARAMETERS, 422),
    Limit("values of a categorical or ordinal parameter", VALUES, 422),
    Limit("values of all categorical and ordinal parameters together", LISTED_VALUES, 422),
    Limit("conditions of a parameter", CONDITIONS, 422),
    Limit("constraints", CONSTRAINTS, 422),
    Limit("characters of a constraint", CONSTRAINT_LENGTH, 422),
    Limit("forbidden combinations", FORBIDDEN, 422),
    Limit("objectives", OBJECTIVES, 422),
    Limit("trials of an ask or an import", TRIALS, 422),
    Limit("trials of a study", TRIALS, 409),
    Limit("metrics of a trial", METRICS, 422),
    Limit("meta-features of a dataset", META_FEATURES, 422),
    Limit("suggestions of an ask (`count`)", COUNT, 422),
    Limit("results of a tell", RESULTS, 422),
    Limit("measurements of an imported trial", MEASUREMENTS, 422),
    Limit("measurements of all trials of a tell or an import", ALL_MEASUREMENTS, 422),
    Limit("configurations of a prediction", CONFIGURATIONS, 422),
    Limit("seconds of a `lease`", LEASE, 422),
    Limit("items of a page (`limit`)", PAGE, 422),
    Limit("characters of an `Idempotency-Key`", KEY_LENGTH, 422),
    Limit("characters of a name", NAME_LENGTH, 422),
    Limit("characters of any other string", STRING_LENGTH, 422),
    Limit("bounds of an integer parameter, either sign", INTEGER, 422),
    Limit("counts of a dataset", ROWS, 422),
    Limit("`seed`", SEED, 422),
    Limit("`initial_trials` of `gp`", INITIAL_TRIALS, 422),
    Limit("`levels` of `grid`", GRID_LEVELS, 422),
)
