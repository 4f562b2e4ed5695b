"""a campaign of the budget participatif is its règlement: phases, shares, vote; projects are made of ideas"""

import sqlalchemy as sa
from alembic import op

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None

DEFAULT_TIES = '["votes", "cheaper", "number"]'
SCOPE = sa.Enum('perimeter', 'elsewhere_in_town', 'outside', 'not_said', name='placescope', native_enum=False, length=32)


def campaign_columns():
    return (
        sa.Column('barred', sa.Text(), nullable=False, server_default=''),
        sa.Column('leftover', sa.Enum('lost', 'town', name='leftover', native_enum=False, length=32), nullable=False, server_default='town'),
        sa.Column('admissibility_closes_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('study_closes_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('vote_opens_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('vote_closes_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('results_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('delivery_closes_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('appeal_days', sa.Integer(), nullable=False, server_default='15'),
        sa.Column('deposit_who', sa.Enum('anyone', 'residents', 'residents-and-workers', 'schools', name='who', native_enum=False, length=32), nullable=False, server_default='anyone'),
        sa.Column('deposit_min_age', sa.Integer(), nullable=True),
        sa.Column('vote_who', sa.Enum('anyone', 'residents', 'residents-and-workers', 'schools', name='who', native_enum=False, length=32), nullable=False, server_default='residents'),
        sa.Column('vote_min_age', sa.Integer(), nullable=True),
        sa.Column('vote_entry', sa.Enum('open', 'card', 'mail', name='voterentry', native_enum=False, length=32), nullable=True),
        sa.Column('ballot', sa.Enum('approval', 'knapsack', 'points', 'grades', name='ballotkind', native_enum=False, length=32), nullable=True),
        sa.Column('choices_min', sa.Integer(), nullable=False, server_default='1'),
        sa.Column('choices_max', sa.Integer(), nullable=True),
        sa.Column('points', sa.Integer(), nullable=True),
        sa.Column('rule', sa.Enum('greedy', 'greedy-cost', 'equal-shares', 'majority-judgement', name='tallyrule', native_enum=False, length=32), nullable=True),
        sa.Column('completion', sa.Enum('none', 'add1', 'greedy', 'add1u', name='completion', native_enum=False, length=32), nullable=False, server_default='none'),
        sa.Column('ties', sa.JSON(), nullable=False, server_default=DEFAULT_TIES),
        sa.Column('draw_seed', sa.String(length=255), nullable=False, server_default=''),
    )


def upgrade() -> None:
    # In place, without the copy of a batch: rows refer to these tables.
    for column in campaign_columns():
        op.add_column('campaign', column)
    op.create_table('campaign_share',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.Column('perimeter_id', sa.Integer(), nullable=True),
    sa.Column('amount_eur', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_campaign_share_campaign_id_campaign'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['perimeter_id'], ['perimeter.id'], name=op.f('fk_campaign_share_perimeter_id_perimeter')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_campaign_share')),
    sa.UniqueConstraint('campaign_id', 'perimeter_id', name=op.f('uq_campaign_share_campaign_id_perimeter_id'))
    )
    op.create_table('project',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=255), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('place', sa.String(length=255), nullable=False),
    sa.Column('theme', sa.String(length=255), nullable=False),
    sa.Column('place_scope', SCOPE, nullable=False),
    sa.Column('perimeter_id', sa.Integer(), nullable=True),
    sa.Column('cost_eur', sa.Integer(), nullable=True),
    sa.Column('running_cost_eur', sa.Integer(), nullable=True),
    sa.Column('months', sa.Integer(), nullable=True),
    sa.Column('verdict', sa.Enum('studied', 'retained', 'rejected', 'dropped', name='verdict', native_enum=False, length=32), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('won', sa.Boolean(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_project_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['perimeter_id'], ['perimeter.id'], name=op.f('fk_project_perimeter_id_perimeter')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_project')),
    sa.UniqueConstraint('campaign_id', 'number', name=op.f('uq_project_campaign_id_number'))
    )
    op.add_column('idea', sa.Column('place_scope', SCOPE, nullable=False, server_default='not_said'))
    with op.batch_alter_table('idea') as batch:
        batch.add_column(sa.Column('project_id', sa.Integer(), nullable=True))
        batch.add_column(sa.Column('perimeter_id', sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f('fk_idea_project_id_project'), 'project', ['project_id'], ['id'])
        batch.create_foreign_key(op.f('fk_idea_perimeter_id_perimeter'), 'perimeter', ['perimeter_id'], ['id'])
    op.create_index(op.f('ix_idea_project_id'), 'idea', ['project_id'])


def downgrade() -> None:
    op.drop_index(op.f('ix_idea_project_id'), 'idea')
    with op.batch_alter_table('idea') as batch:
        batch.drop_constraint(op.f('fk_idea_perimeter_id_perimeter'), type_='foreignkey')
        batch.drop_constraint(op.f('fk_idea_project_id_project'), type_='foreignkey')
        batch.drop_column('perimeter_id')
        batch.drop_column('project_id')
        batch.drop_column('place_scope')
    op.drop_table('project')
    op.drop_table('campaign_share')
    for column in reversed(campaign_columns()):
        op.drop_column('campaign', column.name)
