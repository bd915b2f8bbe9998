"""The states of installations that have begun."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes their table."""
    op.create_table(
        "states",
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("state", name="pk_states"),
    )
    op.create_index("ix_states_until", "states", ["until"])


def downgrade() -> None:
    """Drops it: who is installing at this moment begins again."""
    op.drop_table("states")
