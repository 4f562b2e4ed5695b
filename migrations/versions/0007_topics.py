"""topics, what is set aside, runs"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('topic',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=255), nullable=False),
    sa.Column('enjeu_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('kept', sa.Boolean(), nullable=False),
    sa.Column('words', sa.JSON(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['enjeu_id'], ['enjeu.id'], name=op.f('fk_topic_enjeu_id_enjeu')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_topic')),
    sa.UniqueConstraint('public_id', name=op.f('uq_topic_public_id'))
    )
    op.create_index(op.f('ix_topic_enjeu_id'), 'topic', ['enjeu_id'], unique=False)
    op.create_table('set_aside',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('enjeu_id', sa.Integer(), nullable=False),
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Enum('off_topic', 'elsewhere', 'single_case', 'already_done', 'unclear', 'other', name='setasidereason', native_enum=False, length=32), nullable=False),
    sa.Column('sentence', sa.Text(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_set_aside_contribution_id_contribution'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['enjeu_id'], ['enjeu.id'], name=op.f('fk_set_aside_enjeu_id_enjeu')),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_set_aside_user_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_set_aside')),
    sa.UniqueConstraint('contribution_id', 'enjeu_id', name=op.f('uq_set_aside_contribution_id_enjeu_id'))
    )
    op.create_index(op.f('ix_set_aside_enjeu_id'), 'set_aside', ['enjeu_id'], unique=False)
    op.create_index(op.f('ix_set_aside_user_id'), 'set_aside', ['user_id'], unique=False)
    op.create_table('topic_member',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('enjeu_id', sa.Integer(), nullable=False),
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.Column('kept', sa.Boolean(), nullable=False),
    sa.Column('nearness', sa.Double(), nullable=True),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_topic_member_contribution_id_contribution'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['enjeu_id'], ['enjeu.id'], name=op.f('fk_topic_member_enjeu_id_enjeu')),
    sa.ForeignKeyConstraint(['topic_id'], ['topic.id'], name=op.f('fk_topic_member_topic_id_topic'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_topic_member')),
    sa.UniqueConstraint('contribution_id', 'enjeu_id', name=op.f('uq_topic_member_contribution_id_enjeu_id'))
    )
    op.create_index(op.f('ix_topic_member_enjeu_id_kept'), 'topic_member', ['enjeu_id', 'kept'], unique=False)
    op.create_index(op.f('ix_topic_member_topic_id_nearness'), 'topic_member', ['topic_id', 'nearness'], unique=False)
    op.create_table('topic_refusal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_topic_refusal_contribution_id_contribution'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['topic_id'], ['topic.id'], name=op.f('fk_topic_refusal_topic_id_topic'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_topic_refusal')),
    sa.UniqueConstraint('topic_id', 'contribution_id', name=op.f('uq_topic_refusal_topic_id_contribution_id'))
    )
    op.create_index(op.f('ix_topic_refusal_contribution_id'), 'topic_refusal', ['contribution_id'], unique=False)
    op.create_table('topic_run',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=255), nullable=False),
    sa.Column('enjeu_id', sa.Integer(), nullable=False),
    sa.Column('ambition_id', sa.Integer(), nullable=True),
    sa.Column('perimeter_id', sa.Integer(), nullable=True),
    sa.Column('since', sa.Date(), nullable=True),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('asked_by_id', sa.Integer(), nullable=True),
    sa.Column('method', sa.String(length=255), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('alive_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failed', sa.Boolean(), nullable=False),
    sa.Column('contributions', sa.Integer(), nullable=False),
    sa.Column('grouped', sa.Integer(), nullable=False),
    sa.Column('groups', sa.Integer(), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('done >= 0 AND done <= total', name=op.f('ck_topic_run_done_of_total')),
    sa.ForeignKeyConstraint(['ambition_id'], ['ambition.id'], name=op.f('fk_topic_run_ambition_id_ambition'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['asked_by_id'], ['user_account.id'], name=op.f('fk_topic_run_asked_by_id_user_account')),
    sa.ForeignKeyConstraint(['enjeu_id'], ['enjeu.id'], name=op.f('fk_topic_run_enjeu_id_enjeu')),
    sa.ForeignKeyConstraint(['perimeter_id'], ['perimeter.id'], name=op.f('fk_topic_run_perimeter_id_perimeter'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_topic_run')),
    sa.UniqueConstraint('public_id', name=op.f('uq_topic_run_public_id'))
    )
    op.create_index(op.f('ix_topic_run_enjeu_id_id'), 'topic_run', ['enjeu_id', 'id'], unique=False)

    # In place, in the words of both engines: a batch would drop the table that citations refer to.
    op.execute('ALTER TABLE statement ADD COLUMN topic_id INTEGER'
               ' CONSTRAINT fk_statement_topic_id_topic REFERENCES topic (id)')
    op.create_index(op.f('ix_statement_topic_id'), 'statement', ['topic_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_statement_topic_id'), table_name='statement')
    op.drop_column('statement', 'topic_id')
    op.drop_index(op.f('ix_topic_run_enjeu_id_id'), table_name='topic_run')
    op.drop_table('topic_run')
    op.drop_index(op.f('ix_topic_refusal_contribution_id'), table_name='topic_refusal')
    op.drop_table('topic_refusal')
    op.drop_index(op.f('ix_topic_member_topic_id_nearness'), table_name='topic_member')
    op.drop_index(op.f('ix_topic_member_enjeu_id_kept'), table_name='topic_member')
    op.drop_table('topic_member')
    op.drop_index(op.f('ix_set_aside_user_id'), table_name='set_aside')
    op.drop_index(op.f('ix_set_aside_enjeu_id'), table_name='set_aside')
    op.drop_table('set_aside')
    op.drop_index(op.f('ix_topic_enjeu_id'), table_name='topic')
    op.drop_table('topic')
