"""results of consultations: what describes a person, and what was published"""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # In place, without the copy of a batch: rows refer to this table.
    op.add_column('question', sa.Column('describes_person', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table('results_publication',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('counted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('taken_back_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('crossed_by', sa.String(length=255), nullable=False),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['user_account.id'], name=op.f('fk_results_publication_by_id_user_account')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_results_publication_consultation_id_consultation'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_results_publication'))
    )
    op.create_index(op.f('ix_results_publication_consultation_id'), 'results_publication', ['consultation_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_results_publication_consultation_id'), table_name='results_publication')
    op.drop_table('results_publication')
    op.drop_column('question', 'describes_person')
