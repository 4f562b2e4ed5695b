"""appeals, reports, reasons that the town edits"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('appeal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.Column('decision_id', sa.Integer(), nullable=False),
    sa.Column('sentence', sa.Text(), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'maintained', 'accepted', 'withdrawn', name='appealstate', native_enum=False, length=32), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['answered_by_id'], ['user_account.id'], name=op.f('fk_appeal_answered_by_id_user_account')),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_appeal_contribution_id_contribution')),
    sa.ForeignKeyConstraint(['decision_id'], ['decision.id'], name=op.f('fk_appeal_decision_id_decision')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_appeal')),
    sa.UniqueConstraint('decision_id', name=op.f('uq_appeal_decision_id'))
    )
    op.create_index(op.f('ix_appeal_contribution_id'), 'appeal', ['contribution_id'], unique=False)
    op.create_index(op.f('ix_appeal_state_id'), 'appeal', ['state', 'id'], unique=False)

    op.create_table('report',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.Column('submission_digest', sa.String(length=255), nullable=False),
    sa.Column('reason', sa.Enum('hurts', 'names', 'advertising', 'other', name='reportreason', native_enum=False, length=32), nullable=False),
    sa.Column('sentence', sa.Text(), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'kept', 'taken_down', 'withdrawn', name='reportstate', native_enum=False, length=32), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('decision_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['answered_by_id'], ['user_account.id'], name=op.f('fk_report_answered_by_id_user_account')),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_report_contribution_id_contribution')),
    sa.ForeignKeyConstraint(['decision_id'], ['decision.id'], name=op.f('fk_report_decision_id_decision')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report')),
    sa.UniqueConstraint('submission_digest', name=op.f('uq_report_submission_digest'))
    )
    op.create_index(op.f('ix_report_contribution_id'), 'report', ['contribution_id'], unique=False)
    op.create_index(op.f('ix_report_state_contribution_id'), 'report', ['state', 'contribution_id'], unique=False)

    # What stands already was decided once, and worded once.
    op.add_column('decision', sa.Column('on_appeal', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('reason', sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('reason', sa.Column('revision', sa.Integer(), nullable=False, server_default='0'))
    # SQLite takes a default away only by copying the table, which decisions refer to: it keeps it.
    if op.get_bind().dialect.name != 'sqlite':
        op.alter_column('decision', 'on_appeal', server_default=None)
        op.alter_column('reason', 'revision', server_default=None)


def downgrade() -> None:
    # An older version knows no such steps, and could not read them.
    op.execute("DELETE FROM step WHERE kind IN ('appealed', 'appeal_maintained', 'appeal_accepted')")
    op.drop_column('reason', 'revision')
    op.drop_column('reason', 'retired_at')
    op.drop_column('decision', 'on_appeal')
    op.drop_index(op.f('ix_report_state_contribution_id'), table_name='report')
    op.drop_index(op.f('ix_report_contribution_id'), table_name='report')

    op.drop_table('report')
    op.drop_index(op.f('ix_appeal_state_id'), table_name='appeal')
    op.drop_index(op.f('ix_appeal_contribution_id'), table_name='appeal')

    op.drop_table('appeal')
