"""answers imported from other tools; answers that arrive after the closing; reminders"""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None

# In place, without the copy of a batch: rows refer to these tables.


def upgrade() -> None:
    op.create_table('answer_batch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=255), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('file_name', sa.String(length=255), nullable=False),
    sa.Column('tool', sa.String(length=255), nullable=False),
    sa.Column('described', sa.Text(), nullable=False),
    sa.Column('consent', sa.Text(), nullable=False),
    sa.Column('mapping', sa.JSON(), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('with_codes', sa.Boolean(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('file_digest', sa.String(length=64), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['user_account.id'], name=op.f('fk_answer_batch_by_id_user_account'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_answer_batch_consultation_id_consultation'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answer_batch')),
    sa.UniqueConstraint('public_id', name=op.f('uq_answer_batch_public_id'))
    )
    op.create_index(op.f('ix_answer_batch_consultation_id'), 'answer_batch', ['consultation_id'], unique=False)
    op.create_table('imported_sheet',
    sa.Column('sheet_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('batch_id', sa.Integer(), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('external_id', sa.String(length=255), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['answer_batch.id'], name=op.f('fk_imported_sheet_batch_id_answer_batch'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['sheet_id'], ['answer_sheet.id'], name=op.f('fk_imported_sheet_sheet_id_answer_sheet'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('sheet_id', name=op.f('pk_imported_sheet')),
    sa.UniqueConstraint('digest', name=op.f('uq_imported_sheet_digest'))
    )
    op.create_index(op.f('ix_imported_sheet_batch_id_row'), 'imported_sheet', ['batch_id', 'row'], unique=False)
    op.create_table('team_reminder',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('moment', sa.Enum('opening', 'closing', name='moment', native_enum=False, length=32), nullable=False),
    sa.Column('about', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_team_reminder_consultation_id_consultation'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_team_reminder')),
    sa.UniqueConstraint('consultation_id', 'moment', 'about', name=op.f('uq_team_reminder_consultation_id_moment_about'))
    )
    op.create_table('asked_reminder',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=255), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('address', sa.String(length=255), nullable=False),
    sa.Column('language', sa.String(length=255), nullable=False),
    sa.Column('token_hash', sa.String(length=255), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_asked_reminder_consultation_id_consultation'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_asked_reminder')),
    sa.UniqueConstraint('public_id', name=op.f('uq_asked_reminder_public_id')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_asked_reminder_token_hash'))
    )
    op.create_index(op.f('ix_asked_reminder_consultation_id'), 'asked_reminder', ['consultation_id'], unique=False)
    op.add_column('consultation', sa.Column('late_days', sa.Integer(), server_default='7', nullable=False))
    op.add_column('consultation', sa.Column('extended_from', sa.DateTime(timezone=True), nullable=True))
    op.add_column('answer_sheet', sa.Column('late', sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column('answer_sheet', 'late')
    op.drop_column('consultation', 'extended_from')
    op.drop_column('consultation', 'late_days')
    op.drop_index(op.f('ix_asked_reminder_consultation_id'), table_name='asked_reminder')
    op.drop_table('asked_reminder')
    op.drop_table('team_reminder')
    op.drop_index(op.f('ix_imported_sheet_batch_id_row'), table_name='imported_sheet')
    op.drop_table('imported_sheet')
    op.drop_index(op.f('ix_answer_batch_consultation_id'), table_name='answer_batch')
    op.drop_table('answer_batch')
