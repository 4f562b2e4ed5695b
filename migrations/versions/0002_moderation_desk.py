"""claims, batches of decisions, sealed originals, lineage of split words"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('claim',
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_claim_contribution_id_contribution'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_claim_user_id_user_account')),
    sa.PrimaryKeyConstraint('contribution_id', name=op.f('pk_claim'))
    )
    op.create_index(op.f('ix_claim_user_id'), 'claim', ['user_id'], unique=False)
    op.create_table('lineage',
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.Column('from_contribution_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_lineage_contribution_id_contribution')),
    sa.ForeignKeyConstraint(['from_contribution_id'], ['contribution.id'], name=op.f('fk_lineage_from_contribution_id_contribution')),
    sa.PrimaryKeyConstraint('contribution_id', name=op.f('pk_lineage'))
    )
    op.create_index(op.f('ix_lineage_from_contribution_id'), 'lineage', ['from_contribution_id'], unique=False)
    op.create_table('sealed_original',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.Column('decision_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(length=255), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_sealed_original_contribution_id_contribution')),
    sa.ForeignKeyConstraint(['decision_id'], ['decision.id'], name=op.f('fk_sealed_original_decision_id_decision')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sealed_original'))
    )
    op.create_index(op.f('ix_sealed_original_contribution_id'), 'sealed_original', ['contribution_id'], unique=False)
    with op.batch_alter_table('decision', schema=None) as batch_op:
        # Decisions taken before this version belong to no batch.
        batch_op.add_column(sa.Column('batch', sa.String(length=255), nullable=False, server_default=''))
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.alter_column('batch', server_default=None)
        batch_op.create_index(batch_op.f('ix_decision_batch'), ['batch'], unique=False)
        batch_op.create_index(batch_op.f('ix_decision_created_at'), ['created_at'], unique=False)


def downgrade() -> None:
    # The version before this one knows neither of these steps.
    op.execute("DELETE FROM step WHERE kind IN ('masked', 'split')")
    op.drop_table('sealed_original')
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_decision_created_at'))
        batch_op.drop_index(batch_op.f('ix_decision_batch'))
        batch_op.drop_column('batch')
    op.drop_table('lineage')
    op.drop_table('claim')
