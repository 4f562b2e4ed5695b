"""stages of the winning projects, their money and what changed; files of past winners; followers"""

import sqlalchemy as sa
from alembic import op

revision = '0031'
down_revision = '0030'
branch_labels = None
depends_on = None


def upgrade() -> None:
    stage = sa.Enum('studies', 'tender', 'works', 'opened', 'abandoned', name='stage', native_enum=False, length=32)
    op.create_table('delivery',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('project_id', sa.Integer(), nullable=False),
    sa.Column('stage', stage, nullable=True),
    sa.Column('committed_eur', sa.Integer(), nullable=True),
    sa.Column('spent_eur', sa.Integer(), nullable=True),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_delivery_project_id_project'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delivery')),
    sa.UniqueConstraint('project_id', name=op.f('uq_delivery_project_id'))
    )
    op.create_index(op.f('ix_delivery_stage'), 'delivery', ['stage'])
    op.create_table('delivery_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('project_id', sa.Integer(), nullable=False),
    sa.Column('stage', stage, nullable=False),
    sa.Column('planned_on', sa.Date(), nullable=True),
    sa.Column('actual_on', sa.Date(), nullable=True),
    sa.Column('sentence', sa.Text(), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_delivery_step_project_id_project'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delivery_step')),
    sa.UniqueConstraint('project_id', 'stage', name=op.f('uq_delivery_step_project_id_stage'))
    )
    op.create_table('delivery_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('project_id', sa.Integer(), nullable=False),
    sa.Column('stage', stage, nullable=True),
    sa.Column('kind', sa.Enum('planned', 'actual', 'late', 'sentence', 'committed', 'spent', name='changekind', native_enum=False, length=32), nullable=False),
    sa.Column('before', sa.Text(), nullable=False),
    sa.Column('after', sa.Text(), nullable=False),
    sa.Column('explanation', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_delivery_change_project_id_project'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delivery_change'))
    )
    op.create_index(op.f('ix_delivery_change_project_id'), 'delivery_change', ['project_id'])
    op.create_table('project_batch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=255), nullable=False),
    sa.Column('file_name', sa.String(length=255), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('left_out', sa.JSON(), nullable=False),
    sa.Column('made', sa.JSON(), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['user_account.id'], name=op.f('fk_project_batch_by_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_project_batch')),
    sa.UniqueConstraint('public_id', name=op.f('uq_project_batch_public_id'))
    )
    op.create_table('imported_project',
    sa.Column('project_id', sa.Integer(), nullable=False),
    sa.Column('batch_id', sa.Integer(), nullable=False),
    sa.Column('line', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=255), nullable=False),
    sa.Column('other', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['project_batch.id'], name=op.f('fk_imported_project_batch_id_project_batch')),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_imported_project_project_id_project'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('project_id', name=op.f('pk_imported_project')),
    sa.UniqueConstraint('digest', name=op.f('uq_imported_project_digest'))
    )
    op.create_index(op.f('ix_imported_project_batch_id'), 'imported_project', ['batch_id'])
    op.create_table('project_follower',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=255), nullable=False),
    sa.Column('project_id', sa.Integer(), nullable=False),
    sa.Column('address', sa.String(length=255), nullable=False),
    sa.Column('language', sa.String(length=255), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_project_follower_project_id_project'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_project_follower')),
    sa.UniqueConstraint('project_id', 'address', name=op.f('uq_project_follower_project_id_address')),
    sa.UniqueConstraint('public_id', name=op.f('uq_project_follower_public_id'))
    )


def downgrade() -> None:
    op.drop_table('project_follower')
    op.drop_index(op.f('ix_imported_project_batch_id'), 'imported_project')
    op.drop_table('imported_project')
    op.drop_table('project_batch')
    op.drop_index(op.f('ix_delivery_change_project_id'), 'delivery_change')
    op.drop_table('delivery_change')
    op.drop_table('delivery_step')
    op.drop_index(op.f('ix_delivery_stage'), 'delivery')
    op.drop_table('delivery')
