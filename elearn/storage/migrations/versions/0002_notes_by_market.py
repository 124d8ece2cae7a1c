"""notes by market"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_CONCEPT = sa.table(
    "concept", sa.column("id", sa.String), sa.column("notes", sa.JSON), sa.column("note_fact_id", sa.String)
)


def upgrade() -> None:
    """Give each note of a concept a fact of its own: a list where one mapping and one fact were."""
    connection = op.get_bind()
    for row in connection.execute(sa.select(_CONCEPT)).all():
        notes = [{"market": market, "text": text, "fact": row.note_fact_id} for market, text in row.notes.items()]
        connection.execute(sa.update(_CONCEPT).where(_CONCEPT.c.id == row.id).values(notes=notes))
    with op.batch_alter_table("concept") as batch:
        batch.drop_column("note_fact_id")


def downgrade() -> None:
    """Keep the notes that rest on the first note's fact."""
    with op.batch_alter_table("concept") as batch:
        batch.add_column(sa.Column("note_fact_id", sa.String(length=12), nullable=False, server_default=""))
    connection = op.get_bind()
    for row in connection.execute(sa.select(_CONCEPT.c.id, _CONCEPT.c.notes)).all():
        fact = row.notes[0]["fact"] if row.notes else ""
        notes = {note["market"]: note["text"] for note in row.notes if note["fact"] == fact}
        changed = sa.update(_CONCEPT).where(_CONCEPT.c.id == row.id)
        connection.execute(changed.values(notes=notes, note_fact_id=fact))
