"""advice, sortings and trained models"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('trained_model',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('vocabulary_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('version', sa.String(length=255), nullable=False),
    sa.Column('about', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['vocabulary_id'], ['vocabulary.id'], name=op.f('fk_trained_model_vocabulary_id_vocabulary'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_trained_model')),
    sa.UniqueConstraint('vocabulary_id', 'number', name=op.f('uq_trained_model_vocabulary_id_number'))
    )
    op.create_table('advice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.String(length=255), nullable=False),
    sa.Column('ranked', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_advice_contribution_id_contribution'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_advice')),
    sa.UniqueConstraint('contribution_id', name=op.f('uq_advice_contribution_id'))
    )
    op.create_table('sorting',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('blind', sa.Boolean(), nullable=False),
    sa.Column('outcome', sa.Enum('to_do', 'tagged', 'outside', 'undecided', name='tagging', native_enum=False, length=32), nullable=False),
    sa.Column('enjeux', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_sorting_contribution_id_contribution'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_sorting_user_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sorting')),
    sa.UniqueConstraint('contribution_id', 'user_id', 'blind', name=op.f('uq_sorting_contribution_id_user_id_blind'))
    )
    with op.batch_alter_table('sorting', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sorting_user_id'), ['user_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('sorting', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sorting_user_id'))

    op.drop_table('sorting')
    op.drop_table('advice')
    op.drop_table('trained_model')
