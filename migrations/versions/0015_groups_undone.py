"""merges of groups that can be undone; what was decided of words sorted elsewhere since goes"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

AUDIT_LINE = sa.table(
    'audit_line',
    sa.column('at', sa.DateTime(timezone=True)),
    sa.column('actor'),
    sa.column('action'),
    sa.column('subject_type'),
    sa.column('subject_id'),
    sa.column('reason'),
    sa.column('details', sa.JSON()),
)
STALE = """NOT EXISTS (SELECT 1 FROM tag JOIN contribution ON contribution.id = tag.contribution_id
 WHERE tag.contribution_id = {0}.contribution_id AND tag.enjeu_id = {0}.enjeu_id
 AND contribution.tagging = 'tagged')"""


def upgrade() -> None:
    op.create_table('topic_merge',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=255), nullable=False),
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('words', sa.JSON(), nullable=False),
    sa.Column('kept', sa.Boolean(), nullable=False),
    sa.Column('kept_topic', sa.Boolean(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['topic_id'], ['topic.id'], name=op.f('fk_topic_merge_topic_id_topic'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_topic_merge')),
    sa.UniqueConstraint('public_id', name=op.f('uq_topic_merge_public_id'))
    )
    op.create_index(op.f('ix_topic_merge_topic_id'), 'topic_merge', ['topic_id'], unique=False)

    _leave('set_aside', 'set_aside.leave', sa.column('id'), sa.true())
    _leave('topic_member', 'topic.leave', sa.column('topic_id'), sa.column('kept'))


def _leave(name: str, action: str, subject: sa.ColumnClause, told: sa.ColumnElement[bool]) -> None:
    """Rows of words that are not sorted any more under the enjeu of the row go, as the application
    does from now on (`consult.synthesis.topics.places.leave`), with the same lines of the journal."""
    stale = sa.text(STALE.format(name))
    connection = op.get_bind()
    rows = connection.execute(
        sa.select(subject, sa.column('contribution_id')).select_from(sa.table(name)).where(stale, told)
    ).all()
    lines = [
        {
            'at': datetime.now(UTC),
            'actor': 'system',
            'action': action,
            'subject_type': action.split('.')[0],
            'subject_id': row[0],
            'reason': '',
            'details': {'contributions': [row[1]]},
        }
        for row in rows
    ]
    if lines:
        op.bulk_insert(AUDIT_LINE, lines)
    op.execute(sa.delete(sa.table(name)).where(stale))


def downgrade() -> None:
    op.drop_index(op.f('ix_topic_merge_topic_id'), table_name='topic_merge')
    op.drop_table('topic_merge')
