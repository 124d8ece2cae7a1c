"""numbers of facts that are set beside those of other markets"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up; until the files are published again there is nothing to compare."""
    with op.batch_alter_table("fact") as batch:
        batch.add_column(sa.Column("measures", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    """Go down."""
    op.drop_column("fact", "measures")
