"""states of courses: complete, being written"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up; what is there is complete."""
    with op.batch_alter_table("market") as batch:
        batch.add_column(sa.Column("state", sa.String(length=20), nullable=False, server_default="complete"))


def downgrade() -> None:
    """Go down."""
    op.drop_column("market", "state")
