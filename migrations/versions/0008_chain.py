"""several places for a sentence, merged sentences, the state of actions"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

# As `consult.contract.models.spelled` writes it.
TARGET = """
UPDATE placement SET target = CASE
    WHEN kind = 'complement' THEN 'complement'
    WHEN action_id IS NOT NULL THEN 'action:' || CAST(action_id AS VARCHAR(20))
    ELSE 'piste:' || CAST(ambition_id AS VARCHAR(20)) || ':'
        || CAST(COALESCE(objective_id, 0) AS VARCHAR(20))
END
"""


def upgrade() -> None:
    op.create_table('statement_ancestor',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=255), nullable=False),
    sa.Column('statement_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['statement_id'], ['statement.id'], name=op.f('fk_statement_ancestor_statement_id_statement'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_statement_ancestor')),
    sa.UniqueConstraint('public_id', name=op.f('uq_statement_ancestor_public_id'))
    )
    op.create_index(op.f('ix_statement_ancestor_statement_id'), 'statement_ancestor', ['statement_id'], unique=False)
    op.create_table('action_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('action_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('retained', 'started', 'done', 'postponed', 'dropped', name='actionstate', native_enum=False, length=32), nullable=False),
    sa.Column('happened_on', sa.Date(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], name=op.f('fk_action_event_action_id_action'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['by_id'], ['user_account.id'], name=op.f('fk_action_event_by_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_action_event'))
    )
    op.create_index(op.f('ix_action_event_action_id_happened_on_id'), 'action_event', ['action_id', 'happened_on', 'id'], unique=False)
    # In place: placements refer to actions. What stands already comes from the contract's file.
    op.add_column('action', sa.Column('born', sa.Boolean(), nullable=False, server_default=sa.false()))
    if op.get_bind().dialect.name != 'sqlite':
        op.alter_column('action', 'born', server_default=None)

    with op.batch_alter_table('citation') as batch_op:
        batch_op.add_column(sa.Column('came_with_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f('fk_citation_came_with_id_statement_ancestor'), 'statement_ancestor', ['came_with_id'], ['id'], ondelete='SET NULL')
        batch_op.create_index(op.f('ix_citation_came_with_id'), ['came_with_id'], unique=False)

    op.add_column('placement', sa.Column('target', sa.String(length=255), nullable=True))
    op.execute(TARGET)
    with op.batch_alter_table('placement') as batch_op:
        batch_op.alter_column('target', existing_type=sa.String(length=255), nullable=False)
        batch_op.drop_constraint(op.f('uq_placement_statement_id'), type_='unique')
        batch_op.create_unique_constraint(op.f('uq_placement_statement_id_target'), ['statement_id', 'target'])
        batch_op.create_index(op.f('ix_placement_objective_id'), ['objective_id'], unique=False)
        batch_op.create_index(op.f('ix_placement_action_id'), ['action_id'], unique=False)
    op.create_table('placement_ancestor',
    sa.Column('public_id', sa.String(length=255), nullable=False),
    sa.Column('placement_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['placement_id'], ['placement.id'], name=op.f('fk_placement_ancestor_placement_id_placement'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('public_id', name=op.f('pk_placement_ancestor'))
    )
    op.create_index(op.f('ix_placement_ancestor_placement_id'), 'placement_ancestor', ['placement_id'], unique=False)

    op.create_index(op.f('ix_contribution_vocabulary_id_id'), 'contribution', ['vocabulary_id', 'id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_contribution_vocabulary_id_id'), table_name='contribution')
    op.drop_index(op.f('ix_placement_ancestor_placement_id'), table_name='placement_ancestor')
    op.drop_table('placement_ancestor')
    # An older version knows one place for a sentence, and none beside an objective: the first stays.
    op.execute("UPDATE placement SET kind = 'piste' WHERE kind = 'objective'")
    op.execute("DELETE FROM placement WHERE id NOT IN (SELECT MIN(id) FROM placement GROUP BY statement_id)")
    with op.batch_alter_table('placement') as batch_op:
        batch_op.drop_index(op.f('ix_placement_action_id'))
        batch_op.drop_index(op.f('ix_placement_objective_id'))
        batch_op.drop_constraint(op.f('uq_placement_statement_id_target'), type_='unique')
        batch_op.create_unique_constraint(op.f('uq_placement_statement_id'), ['statement_id'])
        batch_op.drop_column('target')
    with op.batch_alter_table('citation') as batch_op:
        batch_op.drop_index(op.f('ix_citation_came_with_id'))
        batch_op.drop_constraint(op.f('fk_citation_came_with_id_statement_ancestor'), type_='foreignkey')
        batch_op.drop_column('came_with_id')
    op.drop_column('action', 'born')
    op.drop_index(op.f('ix_action_event_action_id_happened_on_id'), table_name='action_event')
    op.drop_table('action_event')
    op.drop_index(op.f('ix_statement_ancestor_statement_id'), table_name='statement_ancestor')
    op.drop_table('statement_ancestor')
