"""remarks on passages of a contract, and their answers"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

ANSWERS = ('retained', 'adapted', 'rejected', 'merged', 'already')


def upgrade() -> None:
    # In place, without the copy of a batch: rows refer to this table.
    op.add_column('contract', sa.Column('remarks_from', sa.DateTime(timezone=True), nullable=True))
    op.add_column('contract', sa.Column('remarks_until', sa.DateTime(timezone=True), nullable=True))
    op.create_table('remark',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=255), nullable=False),
    sa.Column('contract_id', sa.Integer(), nullable=False),
    sa.Column('section_key', sa.String(length=255), nullable=False),
    sa.Column('anchor', sa.String(length=300), nullable=False),
    sa.Column('heading', sa.Text(), nullable=False),
    sa.Column('quote', sa.Text(), nullable=False),
    sa.Column('kind', sa.Enum('opinion', 'change', 'official', name='remarkkind', native_enum=False, length=32), nullable=False),
    sa.Column('contribution_id', sa.Integer(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('body', sa.String(length=255), nullable=False),
    sa.Column('given_on', sa.Date(), nullable=True),
    sa.Column('answer', sa.Enum(*ANSWERS, name='answerkind', native_enum=False, length=32), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(contribution_id IS NULL) = (kind = 'official')", name=op.f('ck_remark_official_or_contribution')),
    sa.ForeignKeyConstraint(['contract_id'], ['contract.id'], name=op.f('fk_remark_contract_id_contract')),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_remark_contribution_id_contribution')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_remark')),
    sa.UniqueConstraint('contribution_id', name=op.f('uq_remark_contribution_id')),
    sa.UniqueConstraint('public_id', name=op.f('uq_remark_public_id'))
    )
    op.create_index(op.f('ix_remark_contract_id_anchor'), 'remark', ['contract_id', 'anchor'], unique=False)
    op.create_index(op.f('ix_remark_contract_id_section_key_id'), 'remark', ['contract_id', 'section_key', 'id'], unique=False)
    op.create_table('remark_answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('remark_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum(*ANSWERS, name='answerkind', native_enum=False, length=32), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('section_key', sa.String(length=255), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('batch', sa.String(length=255), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['user_account.id'], name=op.f('fk_remark_answer_by_id_user_account')),
    sa.ForeignKeyConstraint(['remark_id'], ['remark.id'], name=op.f('fk_remark_answer_remark_id_remark'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_remark_answer'))
    )
    op.create_index(op.f('ix_remark_answer_batch'), 'remark_answer', ['batch'], unique=False)
    op.create_index(op.f('ix_remark_answer_remark_id'), 'remark_answer', ['remark_id'], unique=False)


def downgrade() -> None:
    op.drop_table('remark_answer')
    op.drop_table('remark')
    op.drop_column('contract', 'remarks_until')
    op.drop_column('contract', 'remarks_from')
