"""which lessons use an entry"""

from __future__ import annotations

import json
import re

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_TERM = re.compile(r"\]\(term:([a-z0-9-]+)\)")


def upgrade() -> None:
    """Go up; what is published says which entries it uses."""
    table = op.create_table(
        "lesson_term",
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("concept_id", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["lesson_id"], ["lesson.id"], name=op.f("fk_lesson_term_lesson_id_lesson")),
        sa.PrimaryKeyConstraint("lesson_id", "concept_id", name=op.f("pk_lesson_term")),
    )
    with op.batch_alter_table("lesson_term") as batch:
        batch.create_index(batch.f("ix_lesson_term_concept_id"), ["concept_id"], unique=False)
    found = {
        (lesson_id, name)
        for lesson_id, source in op.get_bind().execute(sa.text("SELECT lesson_id, source FROM lesson_text"))
        for name in _TERM.findall(source)
    } | set(_starters())
    if found:
        op.bulk_insert(table, [{"lesson_id": lesson_id, "concept_id": name} for lesson_id, name in sorted(found)])


def _starters() -> list[tuple[int, str]]:
    """Return what each market lists among the first to say, with the lesson that it begins with."""
    firsts: dict[str, tuple[int, list[str]]] = {}
    rows = op.get_bind().execute(
        sa.text(
            "SELECT market.id, market.starter, lesson.id FROM market JOIN module ON module.market_id = market.id"
            " JOIN lesson ON lesson.module_id = module.id WHERE module.is_published AND lesson.is_published"
            " ORDER BY market.id, module.position, lesson.position"
        )
    )
    for market_id, starter, lesson_id in rows:
        names = json.loads(starter) if isinstance(starter, str) else starter
        firsts.setdefault(market_id, (lesson_id, names))
    return [(lesson_id, name) for lesson_id, names in firsts.values() for name in names]


def downgrade() -> None:
    """Go down; publishing again fills the table."""
    op.drop_table("lesson_term")
