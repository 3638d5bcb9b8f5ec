"""Measurements say what their trial has reached by their step."""

import json
from itertools import groupby

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MEASURED = sa.text(
    "SELECT m.study, m.number, m.step, m.metrics, s.definition FROM measurements m "
    "JOIN studies s ON s.id = m.study ORDER BY m.study, m.number, m.step"
)
REACHED = sa.text(
    "UPDATE measurements SET count = :count, average = :average, best = :best "
    "WHERE study = :study AND number = :number AND step = :step"
)


def upgrade() -> None:
    """Add the columns, and work out what belongs there."""
    op.add_column("measurements", sa.Column("count", sa.Integer))
    op.add_column("measurements", sa.Column("average", sa.Double))
    op.add_column("measurements", sa.Column("best", sa.Double))
    connection = op.get_bind()
    rows = connection.execute(MEASURED).mappings().all()
    for _, group in groupby(rows, key=lambda row: (row["study"], row["number"])):
        average, values = 0.0, []
        for count, row in enumerate(group, 1):
            (objective,) = json.loads(row["definition"])["objectives"]
            value = json.loads(row["metrics"])[objective["name"]]
            values.append(value)
            average = average / count * (count - 1) + value / count
            best = min(values) if objective["direction"] == "minimize" else max(values)
            place = {name: row[name] for name in ("study", "number", "step")}
            connection.execute(REACHED, {"count": count, "average": average, "best": best, **place})


def downgrade() -> None:
    """Remove the columns."""
    for name in ("count", "average", "best"):
        op.drop_column("measurements", name)
