"""telling residents, imported words"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('contact',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=255), nullable=False),
    sa.Column('receipt_id', sa.Integer(), nullable=False),
    sa.Column('address', sa.String(length=255), nullable=False),
    sa.Column('language', sa.String(length=255), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['receipt_id'], ['receipt.id'], name=op.f('fk_contact_receipt_id_receipt'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact')),
    sa.UniqueConstraint('public_id', name=op.f('uq_contact_public_id')),
    sa.UniqueConstraint('receipt_id', name=op.f('uq_contact_receipt_id'))
    )
    op.create_table('import_batch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=255), nullable=False),
    sa.Column('vocabulary_id', sa.Integer(), nullable=False),
    sa.Column('commune_id', sa.Integer(), nullable=False),
    sa.Column('file_name', sa.String(length=255), nullable=False),
    sa.Column('source_title', sa.String(length=255), nullable=False),
    sa.Column('described', sa.Text(), nullable=False),
    sa.Column('consent', sa.Text(), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('with_codes', sa.Boolean(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['user_account.id'], name=op.f('fk_import_batch_by_id_user_account'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['commune_id'], ['commune.id'], name=op.f('fk_import_batch_commune_id_commune')),
    sa.ForeignKeyConstraint(['vocabulary_id'], ['vocabulary.id'], name=op.f('fk_import_batch_vocabulary_id_vocabulary')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_batch')),
    sa.UniqueConstraint('public_id', name=op.f('uq_import_batch_public_id'))
    )
    op.create_table('imported_words',
    sa.Column('contribution_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('batch_id', sa.Integer(), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('external_id', sa.String(length=255), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=True),
    sa.ForeignKeyConstraint(['batch_id'], ['import_batch.id'], name=op.f('fk_imported_words_batch_id_import_batch'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_imported_words_contribution_id_contribution'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('contribution_id', name=op.f('pk_imported_words')),
    sa.UniqueConstraint('digest', name=op.f('uq_imported_words_digest'))
    )
    with op.batch_alter_table('imported_words', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_imported_words_batch_id_row'), ['batch_id', 'row'], unique=False)

    op.create_table('telling',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contract_id', sa.Integer(), nullable=False),
    sa.Column('version_label', sa.String(length=255), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('contributions', sa.Integer(), nullable=False),
    sa.Column('receipts', sa.Integer(), nullable=False),
    sa.Column('mails', sa.Integer(), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['contract_id'], ['contract.id'], name=op.f('fk_telling_contract_id_contract'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_telling')),
    sa.UniqueConstraint('contract_id', 'version_label', name=op.f('uq_telling_contract_id_version_label'))
    )
    op.create_table('telling_mail',
    sa.Column('message_id', sa.Integer(), nullable=False),
    sa.Column('telling_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['message_id'], ['outbox_message.id'], name=op.f('fk_telling_mail_message_id_outbox_message'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['telling_id'], ['telling.id'], name=op.f('fk_telling_mail_telling_id_telling'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('message_id', name=op.f('pk_telling_mail'))
    )
    with op.batch_alter_table('telling_mail', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_telling_mail_telling_id'), ['telling_id'], unique=False)

    op.create_table('told',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('telling_id', sa.Integer(), nullable=False),
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.Column('placement_public_id', sa.String(length=255), nullable=False),
    sa.Column('kind', sa.Enum('entered', 'left', name='toldkind', native_enum=False, length=32), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('number', sa.String(length=255), nullable=False),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_told_contribution_id_contribution'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['telling_id'], ['telling.id'], name=op.f('fk_told_telling_id_telling'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_told')),
    sa.UniqueConstraint('telling_id', 'contribution_id', 'placement_public_id', name=op.f('uq_told_telling_id_contribution_id_placement_public_id'))
    )
    with op.batch_alter_table('told', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_told_contribution_id'), ['contribution_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_told_placement_public_id'), ['placement_public_id'], unique=False)

    # In place: a batch would drop, on SQLite, a table that others refer to.
    op.add_column('contribution', sa.Column('said_on', sa.Date(), nullable=True))
    op.add_column('outbox_message', sa.Column('private', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('outbox_message', sa.Column('topic', sa.String(length=255), server_default='', nullable=False))
    op.create_index(op.f('ix_outbox_message_topic'), 'outbox_message', ['topic'], unique=False)



def downgrade():
    # In place, as above: what refers to a contribution would leave with the table.
    op.drop_index(op.f('ix_outbox_message_topic'), table_name='outbox_message')
    op.drop_column('outbox_message', 'topic')
    op.drop_column('outbox_message', 'private')
    op.drop_column('contribution', 'said_on')

    with op.batch_alter_table('told', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_told_placement_public_id'))
        batch_op.drop_index(batch_op.f('ix_told_contribution_id'))

    op.drop_table('told')
    with op.batch_alter_table('telling_mail', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_telling_mail_telling_id'))

    op.drop_table('telling_mail')
    op.drop_table('telling')
    with op.batch_alter_table('imported_words', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_imported_words_batch_id_row'))

    op.drop_table('imported_words')
    op.drop_table('import_batch')
    op.drop_table('contact')
