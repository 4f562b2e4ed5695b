"""rounds of collecting: answers asked aloud or typed from paper, and the copies printed"""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('collecting_round',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=255), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('channel', sa.Enum('online', 'interview', 'paper', 'door_to_door', 'workshop', 'import', name='channel', native_enum=False, length=32), nullable=False),
    sa.Column('label', sa.String(length=255), nullable=False),
    sa.Column('hand_in', sa.String(length=255), nullable=False),
    sa.Column('filled_on', sa.Date(), nullable=True),
    sa.Column('copies', sa.Integer(), nullable=False),
    sa.Column('link_serial', sa.Integer(), nullable=False),
    sa.Column('link_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('stopped_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['user_account.id'], name=op.f('fk_collecting_round_by_id_user_account'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_collecting_round_consultation_id_consultation'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_collecting_round')),
    sa.UniqueConstraint('consultation_id', 'number', name=op.f('uq_collecting_round_consultation_id_number')),
    sa.UniqueConstraint('public_id', name=op.f('uq_collecting_round_public_id'))
    )
    op.create_table('printed_copy',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=255), nullable=False),
    sa.ForeignKeyConstraint(['round_id'], ['collecting_round.id'], name=op.f('fk_printed_copy_round_id_collecting_round'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_printed_copy')),
    sa.UniqueConstraint('digest', name=op.f('uq_printed_copy_digest'))
    )
    op.create_index(op.f('ix_printed_copy_round_id'), 'printed_copy', ['round_id'], unique=False)
    op.create_table('collected_sheet',
    sa.Column('sheet_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('copy', sa.Integer(), nullable=True),
    sa.Column('illegible', sa.Text(), nullable=False),
    sa.Column('handed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['user_account.id'], name=op.f('fk_collected_sheet_by_id_user_account'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['round_id'], ['collecting_round.id'], name=op.f('fk_collected_sheet_round_id_collecting_round'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['sheet_id'], ['answer_sheet.id'], name=op.f('fk_collected_sheet_sheet_id_answer_sheet'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('sheet_id', name=op.f('pk_collected_sheet')),
    sa.UniqueConstraint('round_id', 'copy', name=op.f('uq_collected_sheet_round_id_copy'))
    )


def downgrade() -> None:
    op.drop_table('collected_sheet')
    op.drop_table('printed_copy')
    op.drop_table('collecting_round')
