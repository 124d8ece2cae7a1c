"""numbers of facts that are set beside those of other markets"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up; until the files are published again there is nothing to compare."""
    with op.batch_alter_table("fact") as batch:
        batch.add_column(sa.Column("measures", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    """Go down."""
    with op.batch_alter_table("fact") as batch:
        batch.drop_column("measures")
