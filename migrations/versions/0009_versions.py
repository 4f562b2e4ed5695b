"""contract states, versions, locks and edits"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('contract_draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contract_id', sa.Integer(), nullable=False),
    sa.Column('part', sa.String(length=255), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.Column('base', sa.String(length=255), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['contract_id'], ['contract.id'], name=op.f('fk_contract_draft_contract_id_contract'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_contract_draft_user_id_user_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contract_draft')),
    sa.UniqueConstraint('contract_id', 'part', 'user_id', name=op.f('uq_contract_draft_contract_id_part_user_id'))
    )
    op.create_table('contract_edit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contract_id', sa.Integer(), nullable=False),
    sa.Column('part', sa.String(length=255), nullable=False),
    sa.Column('kind', sa.Enum('change', 'add', 'remove', 'move', 'import', name='editkind', native_enum=False, length=32), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('after', sa.JSON(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['contract_id'], ['contract.id'], name=op.f('fk_contract_edit_contract_id_contract'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_contract_edit_user_id_user_account'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contract_edit'))
    )
    op.create_index(op.f('ix_contract_edit_contract_id_part'), 'contract_edit', ['contract_id', 'part'], unique=False)
    op.create_table('contract_lock',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contract_id', sa.Integer(), nullable=False),
    sa.Column('part', sa.String(length=255), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['contract_id'], ['contract.id'], name=op.f('fk_contract_lock_contract_id_contract'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_contract_lock_user_id_user_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contract_lock')),
    sa.UniqueConstraint('contract_id', 'part', name=op.f('uq_contract_lock_contract_id_part'))
    )
    op.create_table('contract_state_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contract_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('draft', 'consultation', 'amendments', 'adopted', name='contractstate', native_enum=False, length=32), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['user_account.id'], name=op.f('fk_contract_state_change_by_id_user_account'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['contract_id'], ['contract.id'], name=op.f('fk_contract_state_change_contract_id_contract'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contract_state_change'))
    )
    op.create_index(op.f('ix_contract_state_change_contract_id'), 'contract_state_change', ['contract_id'], unique=False)
    op.create_table('contract_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contract_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('state', sa.Enum('draft', 'consultation', 'amendments', 'adopted', name='contractstate', native_enum=False, length=32), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_by_id', sa.Integer(), nullable=True),
    sa.Column('document', sa.JSON(), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['contract_id'], ['contract.id'], name=op.f('fk_contract_version_contract_id_contract'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['published_by_id'], ['user_account.id'], name=op.f('fk_contract_version_published_by_id_user_account'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contract_version')),
    sa.UniqueConstraint('contract_id', 'number', name=op.f('uq_contract_version_contract_id_number'))
    )
    op.create_table('version_sentence',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('placement_public_id', sa.String(length=255), nullable=False),
    sa.Column('statement_id', sa.Integer(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['statement_id'], ['statement.id'], name=op.f('fk_version_sentence_statement_id_statement'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['version_id'], ['contract_version.id'], name=op.f('fk_version_sentence_version_id_contract_version'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_version_sentence')),
    sa.UniqueConstraint('version_id', 'placement_public_id', name=op.f('uq_version_sentence_version_id_placement_public_id'))
    )
    op.create_index(op.f('ix_version_sentence_statement_id'), 'version_sentence', ['statement_id'], unique=False)
    # In place, without the copy of a batch: rows refer to this table.
    op.add_column('contract', sa.Column('state', sa.Enum('draft', 'consultation', 'amendments', 'adopted', name='contractstate', native_enum=False, length=32), server_default='draft', nullable=False))
    op.execute("UPDATE contract SET state = 'adopted' WHERE adopted_on IS NOT NULL")



def downgrade() -> None:
    op.drop_column('contract', 'state')

    op.drop_index(op.f('ix_version_sentence_statement_id'), table_name='version_sentence')
    op.drop_table('version_sentence')
    op.drop_table('contract_version')
    op.drop_index(op.f('ix_contract_state_change_contract_id'), table_name='contract_state_change')
    op.drop_table('contract_state_change')
    op.drop_table('contract_lock')
    op.drop_index(op.f('ix_contract_edit_contract_id_part'), table_name='contract_edit')
    op.drop_table('contract_edit')
    op.drop_table('contract_draft')
