"""the study of ideas: rulings, opinions of the services, unions, adaptations, appeals, and their history"""

import sqlalchemy as sa
from alembic import op

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None

STEPS = (
    'asked', 'completed', 'admitted', 'refused', 'ruling-undone', 'opinion-asked', 'opinion-given', 'opinion-dropped',
    'united', 'parted', 'adaptation-proposed', 'adaptation-agreed', 'adaptation-declined', 'adaptation-silent',
    'adaptation-withdrawn', 'retained', 'rejected', 'reopened', 'appealed', 'appeal-maintained', 'appeal-accepted', 'left',
)


def enum(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, length=32)


def upgrade() -> None:
    op.create_table('study_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('idea_id', sa.Integer(), nullable=True),
    sa.Column('project_id', sa.Integer(), nullable=True),
    sa.Column('kind', enum('studystepkind', *STEPS), nullable=False),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['idea_id'], ['idea.id'], name=op.f('fk_study_step_idea_id_idea')),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_study_step_project_id_project')),
    sa.ForeignKeyConstraint(['by_id'], ['user_account.id'], name=op.f('fk_study_step_by_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_study_step'))
    )
    op.create_index(op.f('ix_study_step_idea_id'), 'study_step', ['idea_id'])
    op.create_index(op.f('ix_study_step_project_id'), 'study_step', ['project_id'])
    op.create_table('idea_ruling',
    sa.Column('idea_id', sa.Integer(), nullable=False),
    sa.Column('state', enum('rulingstate', 'asked', 'completed', 'admitted', 'refused'), nullable=False),
    sa.Column('criterion', sa.Text(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['idea_id'], ['idea.id'], name=op.f('fk_idea_ruling_idea_id_idea')),
    sa.ForeignKeyConstraint(['by_id'], ['user_account.id'], name=op.f('fk_idea_ruling_by_id_user_account')),
    sa.PrimaryKeyConstraint('idea_id', name=op.f('pk_idea_ruling'))
    )
    op.create_table('opinion',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('project_id', sa.Integer(), nullable=False),
    sa.Column('domain', enum('domain', 'technical', 'legal', 'financial'), nullable=False),
    sa.Column('assigned_to_id', sa.Integer(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('stance', enum('stance', 'favourable', 'if-changed', 'unfavourable'), nullable=True),
    sa.Column('cost_eur', sa.Integer(), nullable=True),
    sa.Column('running_cost_eur', sa.Integer(), nullable=True),
    sa.Column('months', sa.Integer(), nullable=True),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_opinion_project_id_project')),
    sa.ForeignKeyConstraint(['assigned_to_id'], ['user_account.id'], name=op.f('fk_opinion_assigned_to_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_opinion')),
    sa.UniqueConstraint('project_id', 'domain', 'assigned_to_id', name=op.f('uq_opinion_project_id_domain_assigned_to_id'))
    )
    op.create_index(op.f('ix_opinion_assigned_to_id'), 'opinion', ['assigned_to_id'])
    op.create_table('project_union',
    sa.Column('project_id', sa.Integer(), nullable=False),
    sa.Column('into_id', sa.Integer(), nullable=False),
    sa.Column('idea_ids', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_project_union_project_id_project')),
    sa.ForeignKeyConstraint(['into_id'], ['project.id'], name=op.f('fk_project_union_into_id_project')),
    sa.PrimaryKeyConstraint('project_id', name=op.f('pk_project_union'))
    )
    op.create_index(op.f('ix_project_union_into_id'), 'project_union', ['into_id'])
    op.create_table('adaptation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('project_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=255), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('place', sa.String(length=255), nullable=False),
    sa.Column('cost_eur', sa.Integer(), nullable=True),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('answer_until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', enum('adaptationstate', 'open', 'agreed', 'declined', 'silent', 'withdrawn'), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_adaptation_project_id_project')),
    sa.ForeignKeyConstraint(['by_id'], ['user_account.id'], name=op.f('fk_adaptation_by_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_adaptation'))
    )
    op.create_index(op.f('ix_adaptation_project_id'), 'adaptation', ['project_id'])
    op.create_table('adaptation_answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('adaptation_id', sa.Integer(), nullable=False),
    sa.Column('receipt_id', sa.Integer(), nullable=False),
    sa.Column('agrees', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['adaptation_id'], ['adaptation.id'], name=op.f('fk_adaptation_answer_adaptation_id_adaptation')),
    sa.ForeignKeyConstraint(['receipt_id'], ['receipt.id'], name=op.f('fk_adaptation_answer_receipt_id_receipt')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_adaptation_answer')),
    sa.UniqueConstraint('adaptation_id', 'receipt_id', name=op.f('uq_adaptation_answer_adaptation_id_receipt_id'))
    )
    op.create_index(op.f('ix_adaptation_answer_receipt_id'), 'adaptation_answer', ['receipt_id'])
    op.create_table('study_appeal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('idea_id', sa.Integer(), nullable=False),
    sa.Column('against', enum('appealagainst', 'ruling', 'verdict'), nullable=False),
    sa.Column('refused_by_id', sa.Integer(), nullable=False),
    sa.Column('sentence', sa.Text(), nullable=False),
    sa.Column('state', enum('appealstate', 'waiting', 'maintained', 'accepted', 'withdrawn'), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['idea_id'], ['idea.id'], name=op.f('fk_study_appeal_idea_id_idea')),
    sa.ForeignKeyConstraint(['refused_by_id'], ['user_account.id'], name=op.f('fk_study_appeal_refused_by_id_user_account')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['user_account.id'], name=op.f('fk_study_appeal_answered_by_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_study_appeal')),
    sa.UniqueConstraint('idea_id', name=op.f('uq_study_appeal_idea_id'))
    )
    op.create_index(op.f('ix_study_appeal_state_id'), 'study_appeal', ['state', 'id'])
    op.create_table('study_reminder',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_study_reminder_user_id_user_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_study_reminder')),
    sa.UniqueConstraint('user_id', 'day', name=op.f('uq_study_reminder_user_id_day'))
    )


def downgrade() -> None:
    for table in ('study_reminder', 'study_appeal', 'adaptation_answer', 'adaptation', 'project_union', 'opinion', 'idea_ruling',
                  'study_step'):
        op.drop_table(table)
