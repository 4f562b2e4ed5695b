"""the vote of a campaign: its register, its urn, cards, ballot boxes, kiosks"""

import sqlalchemy as sa
from alembic import op

revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('ballot',
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=255), nullable=False),
    sa.Column('channel', sa.Enum('online', 'paper', 'kiosk', name='ballotchannel', native_enum=False, length=32), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('proof', sa.String(length=255), nullable=True),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_ballot_campaign_id_campaign')),
    sa.PrimaryKeyConstraint('campaign_id', 'key', name=op.f('pk_ballot')),
    sa.UniqueConstraint('campaign_id', 'proof', name=op.f('uq_ballot_campaign_id_proof')),
    sqlite_with_rowid=False
    )
    op.create_table('kiosk',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=255), nullable=False),
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.String(length=255), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['user_account.id'], name=op.f('fk_kiosk_by_id_user_account')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_kiosk_campaign_id_campaign')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_kiosk')),
    sa.UniqueConstraint('public_id', name=op.f('uq_kiosk_public_id'))
    )
    op.create_index(op.f('ix_kiosk_campaign_id'), 'kiosk', ['campaign_id'], unique=False)
    op.create_table('paper_batch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=255), nullable=False),
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.String(length=255), nullable=False),
    sa.Column('announced', sa.Integer(), nullable=True),
    sa.Column('signatures', sa.Integer(), nullable=False),
    sa.Column('signed_by_hand', sa.Integer(), nullable=False),
    sa.Column('check', sa.Enum('double', 'sample', name='check', native_enum=False, length=32), nullable=False),
    sa.Column('sample', sa.Integer(), nullable=False),
    sa.Column('drawn', sa.JSON(), nullable=False),
    sa.Column('gap_reason', sa.Text(), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('blank', sa.Integer(), nullable=True),
    sa.Column('void', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_paper_batch_campaign_id_campaign')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper_batch')),
    sa.UniqueConstraint('public_id', name=op.f('uq_paper_batch_public_id'))
    )
    op.create_index(op.f('ix_paper_batch_campaign_id'), 'paper_batch', ['campaign_id'], unique=False)
    op.create_table('vote_seal',
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.Column('sealed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_vote_seal_campaign_id_campaign')),
    sa.PrimaryKeyConstraint('campaign_id', name=op.f('pk_vote_seal'))
    )
    op.create_table('voter',
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.Column('token', sa.String(length=255), nullable=False),
    sa.Column('way', sa.Enum('open', 'card', 'mail', 'paper', 'kiosk', name='way', native_enum=False, length=32), nullable=False),
    sa.Column('age', sa.Enum('under_18', 'from_18_to_25', 'from_26_to_64', 'over_64', 'not_said', name='ageband', native_enum=False, length=32), nullable=True),
    sa.Column('place_scope', sa.Enum('perimeter', 'elsewhere_in_town', 'outside', 'not_said', name='placescope', native_enum=False, length=32), nullable=False),
    sa.Column('perimeter_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_voter_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['perimeter_id'], ['perimeter.id'], name=op.f('fk_voter_perimeter_id_perimeter')),
    sa.PrimaryKeyConstraint('campaign_id', 'token', name=op.f('pk_voter')),
    sqlite_with_rowid=False
    )
    op.create_table('voting_card_batch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=255), nullable=False),
    sa.Column('label', sa.String(length=255), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('stopped_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_voting_card_batch_campaign_id_campaign')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_voting_card_batch')),
    sa.UniqueConstraint('public_id', name=op.f('uq_voting_card_batch_public_id'))
    )
    op.create_index(op.f('ix_voting_card_batch_campaign_id'), 'voting_card_batch', ['campaign_id'], unique=False)
    op.create_table('paper_typing',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('batch_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('reading', sa.Enum('first', 'second', 'settled', name='reading', native_enum=False, length=32), nullable=False),
    sa.Column('kind', sa.Enum('valid', 'blank', 'void', name='paperkind', native_enum=False, length=32), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['paper_batch.id'], name=op.f('fk_paper_typing_batch_id_paper_batch')),
    sa.ForeignKeyConstraint(['by_id'], ['user_account.id'], name=op.f('fk_paper_typing_by_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper_typing')),
    sa.UniqueConstraint('batch_id', 'number', 'reading', name=op.f('uq_paper_typing_batch_id_number_reading'))
    )
    op.create_table('provisional_ballot',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.Column('kiosk_id', sa.Integer(), nullable=False),
    sa.Column('slip', sa.String(length=255), nullable=False),
    sa.Column('outcome', sa.Enum('waiting', 'accepted', 'refused', name='outcome', native_enum=False, length=32), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('proof', sa.String(length=255), nullable=True),
    sa.Column('age', sa.Enum('under_18', 'from_18_to_25', 'from_26_to_64', 'over_64', 'not_said', name='ageband', native_enum=False, length=32), nullable=True),
    sa.Column('place_scope', sa.Enum('perimeter', 'elsewhere_in_town', 'outside', 'not_said', name='placescope', native_enum=False, length=32), nullable=False),
    sa.Column('perimeter_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_provisional_ballot_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['kiosk_id'], ['kiosk.id'], name=op.f('fk_provisional_ballot_kiosk_id_kiosk')),
    sa.ForeignKeyConstraint(['perimeter_id'], ['perimeter.id'], name=op.f('fk_provisional_ballot_perimeter_id_perimeter')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_provisional_ballot')),
    sa.UniqueConstraint('campaign_id', 'slip', name=op.f('uq_provisional_ballot_campaign_id_slip'))
    )
    op.create_index(op.f('ix_provisional_ballot_campaign_id_outcome'), 'provisional_ballot', ['campaign_id', 'outcome'], unique=False)
    op.create_index(op.f('ix_provisional_ballot_kiosk_id'), 'provisional_ballot', ['kiosk_id'], unique=False)
    op.create_table('voting_card',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('batch_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=255), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['voting_card_batch.id'], name=op.f('fk_voting_card_batch_id_voting_card_batch'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_voting_card')),
    sa.UniqueConstraint('digest', name=op.f('uq_voting_card_digest'))
    )
    op.create_index(op.f('ix_voting_card_batch_id'), 'voting_card', ['batch_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_voting_card_batch_id'), table_name='voting_card')
    op.drop_table('voting_card')
    op.drop_index(op.f('ix_provisional_ballot_kiosk_id'), table_name='provisional_ballot')
    op.drop_index(op.f('ix_provisional_ballot_campaign_id_outcome'), table_name='provisional_ballot')
    op.drop_table('provisional_ballot')
    op.drop_table('paper_typing')
    op.drop_index(op.f('ix_voting_card_batch_campaign_id'), table_name='voting_card_batch')
    op.drop_table('voting_card_batch')
    op.drop_table('voter')
    op.drop_table('vote_seal')
    op.drop_index(op.f('ix_paper_batch_campaign_id'), table_name='paper_batch')
    op.drop_table('paper_batch')
    op.drop_index(op.f('ix_kiosk_campaign_id'), table_name='kiosk')
    op.drop_table('kiosk')
    op.drop_table('ballot')
