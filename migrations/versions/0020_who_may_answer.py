"""who may answer a consultation, cards to hand out, answers that come again from one device"""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None

# In place, without the copy of a batch: rows refer to these tables.


def upgrade() -> None:
    op.add_column('consultation', sa.Column('entry', sa.Enum('anyone', 'card', 'mail', 'team', name='entry', native_enum=False, length=32), server_default='anyone', nullable=False))
    op.add_column('answer_sheet', sa.Column('likeness', sa.String(length=255), nullable=True))
    op.add_column('answer_sheet', sa.Column('repeats', sa.Integer(), server_default='0', nullable=False))
    op.create_index(op.f('ix_answer_sheet_likeness'), 'answer_sheet', ['likeness'], unique=False)
    op.create_table('card_batch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=255), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('label', sa.String(length=255), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('stopped_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_card_batch_consultation_id_consultation'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_card_batch')),
    sa.UniqueConstraint('public_id', name=op.f('uq_card_batch_public_id'))
    )
    op.create_index(op.f('ix_card_batch_consultation_id'), 'card_batch', ['consultation_id'], unique=False)
    op.create_table('card',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('batch_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=255), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['card_batch.id'], name=op.f('fk_card_batch_id_card_batch'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_card')),
    sa.UniqueConstraint('digest', name=op.f('uq_card_digest'))
    )
    op.create_index(op.f('ix_card_batch_id'), 'card', ['batch_id'], unique=False)


def downgrade() -> None:
    op.drop_table('card')
    op.drop_table('card_batch')
    op.drop_index(op.f('ix_answer_sheet_likeness'), table_name='answer_sheet')
    op.drop_column('answer_sheet', 'repeats')
    op.drop_column('answer_sheet', 'likeness')
    op.drop_column('consultation', 'entry')
