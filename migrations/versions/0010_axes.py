"""transversal axes, mappings between vocabularies, sheets of priorities"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('transversal_axis',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('vocabulary_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=255), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('short_title', sa.String(length=255), nullable=False),
    sa.Column('scope', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['vocabulary_id'], ['vocabulary.id'], name=op.f('fk_transversal_axis_vocabulary_id_vocabulary'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_transversal_axis')),
    sa.UniqueConstraint('vocabulary_id', 'key', name=op.f('uq_transversal_axis_vocabulary_id_key'))
    )
    op.create_table('contribution_axis',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.Column('axis_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['axis_id'], ['transversal_axis.id'], name=op.f('fk_contribution_axis_axis_id_transversal_axis')),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_contribution_axis_contribution_id_contribution'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_contribution_axis_user_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contribution_axis')),
    sa.UniqueConstraint('contribution_id', 'axis_id', name=op.f('uq_contribution_axis_contribution_id_axis_id'))
    )
    with op.batch_alter_table('contribution_axis', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contribution_axis_axis_id'), ['axis_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_contribution_axis_user_id'), ['user_id'], unique=False)

    op.create_table('enjeu_mapping',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('from_enjeu_id', sa.Integer(), nullable=False),
    sa.Column('from_ambition_id', sa.Integer(), nullable=True),
    sa.Column('to_enjeu_id', sa.Integer(), nullable=False),
    sa.Column('to_ambition_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.Enum('equal', 'part_of', 'contains', 'overlaps', name='mappingkind', native_enum=False, length=32), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['from_ambition_id'], ['ambition.id'], name=op.f('fk_enjeu_mapping_from_ambition_id_ambition')),
    sa.ForeignKeyConstraint(['from_enjeu_id'], ['enjeu.id'], name=op.f('fk_enjeu_mapping_from_enjeu_id_enjeu')),
    sa.ForeignKeyConstraint(['to_ambition_id'], ['ambition.id'], name=op.f('fk_enjeu_mapping_to_ambition_id_ambition')),
    sa.ForeignKeyConstraint(['to_enjeu_id'], ['enjeu.id'], name=op.f('fk_enjeu_mapping_to_enjeu_id_enjeu')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_enjeu_mapping'))
    )
    with op.batch_alter_table('enjeu_mapping', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_enjeu_mapping_from_ambition_id'), ['from_ambition_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_enjeu_mapping_from_enjeu_id'), ['from_enjeu_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_enjeu_mapping_to_ambition_id'), ['to_ambition_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_enjeu_mapping_to_enjeu_id'), ['to_enjeu_id'], unique=False)

    op.create_table('priorities_sheet',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contract_id', sa.Integer(), nullable=False),
    sa.Column('texts', sa.JSON(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['changed_by_id'], ['user_account.id'], name=op.f('fk_priorities_sheet_changed_by_id_user_account')),
    sa.ForeignKeyConstraint(['contract_id'], ['contract.id'], name=op.f('fk_priorities_sheet_contract_id_contract')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_priorities_sheet')),
    sa.UniqueConstraint('contract_id', name=op.f('uq_priorities_sheet_contract_id'))
    )
    op.create_table('objective_axis',
    sa.Column('objective_id', sa.Integer(), nullable=False),
    sa.Column('axis_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['axis_id'], ['transversal_axis.id'], name=op.f('fk_objective_axis_axis_id_transversal_axis'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['objective_id'], ['objective.id'], name=op.f('fk_objective_axis_objective_id_objective'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('objective_id', 'axis_id', name=op.f('pk_objective_axis'))
    )
    with op.batch_alter_table('objective_axis', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_objective_axis_axis_id'), ['axis_id'], unique=False)

    op.create_table('action_axis',
    sa.Column('action_id', sa.Integer(), nullable=False),
    sa.Column('axis_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], name=op.f('fk_action_axis_action_id_action'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['axis_id'], ['transversal_axis.id'], name=op.f('fk_action_axis_axis_id_transversal_axis'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('action_id', 'axis_id', name=op.f('pk_action_axis'))
    )
    with op.batch_alter_table('action_axis', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_action_axis_axis_id'), ['axis_id'], unique=False)

    op.add_column('contract', sa.Column('listed', sa.Boolean(), server_default=sa.true(), nullable=False))



def downgrade() -> None:
    op.drop_column('contract', 'listed')

    with op.batch_alter_table('action_axis', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_action_axis_axis_id'))

    op.drop_table('action_axis')
    with op.batch_alter_table('objective_axis', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_objective_axis_axis_id'))

    op.drop_table('objective_axis')
    op.drop_table('priorities_sheet')
    with op.batch_alter_table('enjeu_mapping', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_enjeu_mapping_to_enjeu_id'))
        batch_op.drop_index(batch_op.f('ix_enjeu_mapping_to_ambition_id'))
        batch_op.drop_index(batch_op.f('ix_enjeu_mapping_from_enjeu_id'))
        batch_op.drop_index(batch_op.f('ix_enjeu_mapping_from_ambition_id'))

    op.drop_table('enjeu_mapping')
    with op.batch_alter_table('contribution_axis', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_contribution_axis_user_id'))
        batch_op.drop_index(batch_op.f('ix_contribution_axis_axis_id'))

    op.drop_table('contribution_axis')
    op.drop_table('transversal_axis')
