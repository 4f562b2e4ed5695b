"""first tables"""

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('audit_line',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=255), nullable=False),
    sa.Column('action', sa.String(length=255), nullable=False),
    sa.Column('subject_type', sa.String(length=255), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_line'))
    )
    op.create_index(op.f('ix_audit_line_subject_type_subject_id'), 'audit_line', ['subject_type', 'subject_id'], unique=False)
    op.create_table('epci',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=255), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('short_name', sa.String(length=255), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_epci')),
    sa.UniqueConstraint('key', name=op.f('uq_epci_key'))
    )
    op.create_table('indicator',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=255), nullable=False),
    sa.Column('label', sa.String(length=255), nullable=False),
    sa.Column('unit', sa.String(length=255), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_indicator')),
    sa.UniqueConstraint('key', name=op.f('uq_indicator_key'))
    )
    op.create_table('outbox_message',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('recipient', sa.String(length=255), nullable=False),
    sa.Column('subject', sa.String(length=255), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('last_error', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox_message'))
    )
    op.create_index(op.f('ix_outbox_message_sent_at_due_at'), 'outbox_message', ['sent_at', 'due_at'], unique=False)
    op.create_table('perimeter',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=255), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('kind', sa.Enum('QPV', 'PAC', 'veille', 'vecu', 'poche', name='perimeterkind', native_enum=False, length=32), nullable=False),
    sa.Column('code', sa.String(length=255), nullable=False),
    sa.Column('population', sa.Integer(), nullable=True),
    sa.Column('population_year', sa.Integer(), nullable=True),
    sa.Column('generation', sa.Integer(), nullable=False),
    sa.Column('aliases', sa.JSON(), nullable=False),
    sa.Column('source', sa.String(length=255), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_perimeter')),
    sa.UniqueConstraint('key', name=op.f('uq_perimeter_key'))
    )
    op.create_table('reason',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=255), nullable=False),
    sa.Column('kind', sa.Enum('publish', 'refuse', 'rephrase', name='decisionkind', native_enum=False, length=32), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('label', sa.String(length=255), nullable=False),
    sa.Column('message', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reason')),
    sa.UniqueConstraint('key', name=op.f('uq_reason_key'))
    )
    op.create_table('receipt',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code_digest', sa.String(length=255), nullable=False),
    sa.Column('submission_digest', sa.String(length=255), nullable=False),
    sa.Column('shared', sa.Boolean(), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_receipt')),
    sa.UniqueConstraint('code_digest', name=op.f('uq_receipt_code_digest')),
    sa.UniqueConstraint('submission_digest', name=op.f('uq_receipt_submission_digest'))
    )
    op.create_table('structure',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=255), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_structure')),
    sa.UniqueConstraint('key', name=op.f('uq_structure_key'))
    )
    op.create_table('vocabulary',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=255), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_vocabulary')),
    sa.UniqueConstraint('key', name=op.f('uq_vocabulary_key'))
    )
    op.create_table('commune',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=255), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('epci_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['epci_id'], ['epci.id'], name=op.f('fk_commune_epci_id_epci')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_commune')),
    sa.UniqueConstraint('key', name=op.f('uq_commune_key'))
    )
    op.create_table('enjeu',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('vocabulary_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=255), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('short_title', sa.String(length=255), nullable=False),
    sa.Column('scope', sa.Text(), nullable=False),
    sa.Column('icon', sa.String(length=255), nullable=False),
    sa.Column('hue', sa.Integer(), nullable=False),
    sa.Column('intro', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['vocabulary_id'], ['vocabulary.id'], name=op.f('fk_enjeu_vocabulary_id_vocabulary'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_enjeu')),
    sa.UniqueConstraint('vocabulary_id', 'key', name=op.f('uq_enjeu_vocabulary_id_key'))
    )
    op.create_table('indicator_value',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('indicator_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('territory', sa.String(length=255), nullable=False),
    sa.Column('perimeter_id', sa.Integer(), nullable=True),
    sa.Column('value', sa.Numeric(precision=14, scale=4), nullable=False),
    sa.Column('year', sa.Integer(), nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['indicator_id'], ['indicator.id'], name=op.f('fk_indicator_value_indicator_id_indicator'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['perimeter_id'], ['perimeter.id'], name=op.f('fk_indicator_value_perimeter_id_perimeter')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_indicator_value'))
    )
    op.create_index(op.f('ix_indicator_value_indicator_id'), 'indicator_value', ['indicator_id'], unique=False)
    op.create_table('user_account',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(length=255), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('password_hash', sa.String(length=255), nullable=True),
    sa.Column('totp_secret', sa.String(length=255), nullable=True),
    sa.Column('totp_last_step', sa.Integer(), nullable=True),
    sa.Column('epoch', sa.String(length=255), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('structure_id', sa.Integer(), nullable=True),
    sa.Column('last_signed_in_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['structure_id'], ['structure.id'], name=op.f('fk_user_account_structure_id_structure')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_user_account')),
    sa.UniqueConstraint('email', name=op.f('uq_user_account_email'))
    )
    op.create_table('ambition',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('enjeu_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=255), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('scale', sa.String(length=255), nullable=False),
    sa.Column('horizon', sa.Integer(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['enjeu_id'], ['enjeu.id'], name=op.f('fk_ambition_enjeu_id_enjeu'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ambition')),
    sa.UniqueConstraint('enjeu_id', 'key', name=op.f('uq_ambition_enjeu_id_key'))
    )
    op.create_table('campaign',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=255), nullable=False),
    sa.Column('title', sa.String(length=255), nullable=False),
    sa.Column('intro', sa.Text(), nullable=False),
    sa.Column('who_may', sa.Text(), nullable=False),
    sa.Column('criteria', sa.Text(), nullable=False),
    sa.Column('envelope_eur', sa.Integer(), nullable=True),
    sa.Column('cap_eur', sa.Integer(), nullable=True),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('commune_id', sa.Integer(), nullable=False),
    sa.Column('vocabulary_id', sa.Integer(), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('opens_at < closes_at', name=op.f('ck_campaign_opens_before_it_closes')),
    sa.ForeignKeyConstraint(['commune_id'], ['commune.id'], name=op.f('fk_campaign_commune_id_commune')),
    sa.ForeignKeyConstraint(['vocabulary_id'], ['vocabulary.id'], name=op.f('fk_campaign_vocabulary_id_vocabulary')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_campaign')),
    sa.UniqueConstraint('slug', name=op.f('uq_campaign_slug'))
    )
    op.create_index(op.f('ix_campaign_closes_at'), 'campaign', ['closes_at'], unique=False)
    op.create_table('consultation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=255), nullable=False),
    sa.Column('title', sa.String(length=255), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('intro', sa.Text(), nullable=False),
    sa.Column('what_changes', sa.Text(), nullable=False),
    sa.Column('degree', sa.Enum('information', 'consultation', 'concertation', 'codecision', name='degree', native_enum=False, length=32), nullable=False),
    sa.Column('moment', sa.Enum('diagnostic', 'co-construction', 'revue', 'co-instruction', 'evaluation', name='moment', native_enum=False, length=32), nullable=False),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('commune_id', sa.Integer(), nullable=False),
    sa.Column('vocabulary_id', sa.Integer(), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('opens_at < closes_at', name=op.f('ck_consultation_opens_before_it_closes')),
    sa.ForeignKeyConstraint(['commune_id'], ['commune.id'], name=op.f('fk_consultation_commune_id_commune')),
    sa.ForeignKeyConstraint(['vocabulary_id'], ['vocabulary.id'], name=op.f('fk_consultation_vocabulary_id_vocabulary')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consultation')),
    sa.UniqueConstraint('slug', name=op.f('uq_consultation_slug'))
    )
    op.create_index(op.f('ix_consultation_closes_at'), 'consultation', ['closes_at'], unique=False)
    op.create_table('contract',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=255), nullable=False),
    sa.Column('kind', sa.Enum('framework', 'volet', name='contractkind', native_enum=False, length=32), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=True),
    sa.Column('commune_id', sa.Integer(), nullable=True),
    sa.Column('vocabulary_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=255), nullable=False),
    sa.Column('subtitle', sa.String(length=255), nullable=False),
    sa.Column('starts', sa.Integer(), nullable=False),
    sa.Column('ends', sa.Integer(), nullable=False),
    sa.Column('adopted_on', sa.Date(), nullable=True),
    sa.Column('source', sa.String(length=255), nullable=False),
    sa.ForeignKeyConstraint(['commune_id'], ['commune.id'], name=op.f('fk_contract_commune_id_commune')),
    sa.ForeignKeyConstraint(['parent_id'], ['contract.id'], name=op.f('fk_contract_parent_id_contract')),
    sa.ForeignKeyConstraint(['vocabulary_id'], ['vocabulary.id'], name=op.f('fk_contract_vocabulary_id_vocabulary')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contract')),
    sa.UniqueConstraint('slug', name=op.f('uq_contract_slug')),
    sa.UniqueConstraint('vocabulary_id', name=op.f('uq_contract_vocabulary_id'))
    )
    op.create_table('contribution',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=255), nullable=False),
    sa.Column('receipt_id', sa.Integer(), nullable=False),
    sa.Column('vocabulary_id', sa.Integer(), nullable=False),
    sa.Column('commune_id', sa.Integer(), nullable=False),
    sa.Column('perimeter_id', sa.Integer(), nullable=True),
    sa.Column('place_scope', sa.Enum('perimeter', 'elsewhere_in_town', 'outside', 'not_said', name='placescope', native_enum=False, length=32), nullable=False),
    sa.Column('channel', sa.Enum('online', 'interview', 'paper', 'door_to_door', 'workshop', 'import', name='channel', native_enum=False, length=32), nullable=False),
    sa.Column('source', sa.Enum('answer', 'idea', 'workshop_item', name='source', native_enum=False, length=32), nullable=False),
    sa.Column('source_title', sa.String(length=255), nullable=False),
    sa.Column('prompt', sa.Text(), nullable=False),
    sa.Column('title', sa.String(length=255), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('language', sa.String(length=255), nullable=False),
    sa.Column('heard_from', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('received', 'rephrase_asked', 'published', 'refused', 'withdrawn', name='status', native_enum=False, length=32), nullable=False),
    sa.Column('tagging', sa.Enum('to_do', 'tagged', 'outside', 'undecided', name='tagging', native_enum=False, length=32), nullable=False),
    sa.Column('handled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.CheckConstraint('heard_from >= 1', name=op.f('ck_contribution_heard_from_someone')),
    sa.ForeignKeyConstraint(['commune_id'], ['commune.id'], name=op.f('fk_contribution_commune_id_commune')),
    sa.ForeignKeyConstraint(['perimeter_id'], ['perimeter.id'], name=op.f('fk_contribution_perimeter_id_perimeter')),
    sa.ForeignKeyConstraint(['receipt_id'], ['receipt.id'], name=op.f('fk_contribution_receipt_id_receipt')),
    sa.ForeignKeyConstraint(['vocabulary_id'], ['vocabulary.id'], name=op.f('fk_contribution_vocabulary_id_vocabulary')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contribution')),
    sa.UniqueConstraint('public_id', name=op.f('uq_contribution_public_id'))
    )
    op.create_index(op.f('ix_contribution_commune_id_status_published_at'), 'contribution', ['commune_id', 'status', 'published_at'], unique=False)
    op.create_index(op.f('ix_contribution_receipt_id'), 'contribution', ['receipt_id'], unique=False)
    op.create_index(op.f('ix_contribution_status_id'), 'contribution', ['status', 'id'], unique=False)
    op.create_index(op.f('ix_contribution_vocabulary_id_status_tagging'), 'contribution', ['vocabulary_id', 'status', 'tagging'], unique=False)
    op.create_table('magic_link',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.Enum('sign_in', 'invitation', name='linkpurpose', native_enum=False, length=32), nullable=False),
    sa.Column('token_hash', sa.String(length=255), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_magic_link_user_id_user_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_magic_link')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_magic_link_token_hash'))
    )
    op.create_index(op.f('ix_magic_link_user_id'), 'magic_link', ['user_id'], unique=False)
    op.create_table('partner',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('enjeu_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('label', sa.String(length=255), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['enjeu_id'], ['enjeu.id'], name=op.f('fk_partner_enjeu_id_enjeu'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_partner'))
    )
    op.create_index(op.f('ix_partner_enjeu_id'), 'partner', ['enjeu_id'], unique=False)
    op.create_table('perimeter_commune',
    sa.Column('perimeter_id', sa.Integer(), nullable=False),
    sa.Column('commune_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['commune_id'], ['commune.id'], name=op.f('fk_perimeter_commune_commune_id_commune'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['perimeter_id'], ['perimeter.id'], name=op.f('fk_perimeter_commune_perimeter_id_perimeter'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('perimeter_id', 'commune_id', name=op.f('pk_perimeter_commune'))
    )
    op.create_table('user_role',
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.Enum('animator', 'moderator', 'editor', 'administrator', name='role', native_enum=False, length=32), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_user_role_user_id_user_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('user_id', 'role', name=op.f('pk_user_role'))
    )
    op.create_table('workshop',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=255), nullable=False),
    sa.Column('structure_id', sa.Integer(), nullable=False),
    sa.Column('animator_id', sa.Integer(), nullable=False),
    sa.Column('commune_id', sa.Integer(), nullable=False),
    sa.Column('vocabulary_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('atelier-citoyen', 'quartier-vecu', 'cafe-papote', 'conseil-de-quartier', 'diagnostic-en-marchant', 'reunion-des-acteurs', 'point-actu', 'seminaire', 'porte-a-porte', 'comite-de-pilotage', name='workshopkind', native_enum=False, length=32), nullable=False),
    sa.Column('title', sa.String(length=255), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('starts_at', sa.Time(), nullable=True),
    sa.Column('place', sa.String(length=255), nullable=False),
    sa.Column('host', sa.String(length=255), nullable=False),
    sa.Column('event', sa.String(length=255), nullable=False),
    sa.Column('technique', sa.String(length=255), nullable=False),
    sa.Column('guiding_question', sa.Text(), nullable=False),
    sa.Column('women', sa.Integer(), nullable=True),
    sa.Column('men', sa.Integer(), nullable=True),
    sa.Column('under_18', sa.Integer(), nullable=True),
    sa.Column('from_18_to_25', sa.Integer(), nullable=True),
    sa.Column('from_26_to_64', sa.Integer(), nullable=True),
    sa.Column('over_64', sa.Integer(), nullable=True),
    sa.Column('first_timers', sa.Integer(), nullable=True),
    sa.Column('confidential', sa.Text(), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('receipt_id', sa.Integer(), nullable=True),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['animator_id'], ['user_account.id'], name=op.f('fk_workshop_animator_id_user_account')),
    sa.ForeignKeyConstraint(['commune_id'], ['commune.id'], name=op.f('fk_workshop_commune_id_commune')),
    sa.ForeignKeyConstraint(['receipt_id'], ['receipt.id'], name=op.f('fk_workshop_receipt_id_receipt')),
    sa.ForeignKeyConstraint(['structure_id'], ['structure.id'], name=op.f('fk_workshop_structure_id_structure')),
    sa.ForeignKeyConstraint(['vocabulary_id'], ['vocabulary.id'], name=op.f('fk_workshop_vocabulary_id_vocabulary')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_workshop')),
    sa.UniqueConstraint('public_id', name=op.f('uq_workshop_public_id'))
    )
    op.create_index(op.f('ix_workshop_held_on'), 'workshop', ['held_on'], unique=False)
    op.create_index(op.f('ix_workshop_receipt_id'), 'workshop', ['receipt_id'], unique=False)
    op.create_index(op.f('ix_workshop_structure_id'), 'workshop', ['structure_id'], unique=False)
    op.create_table('answer_sheet',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=255), nullable=False),
    sa.Column('channel', sa.Enum('online', 'interview', 'paper', 'door_to_door', 'workshop', 'import', name='channel', native_enum=False, length=32), nullable=False),
    sa.Column('language', sa.String(length=255), nullable=False),
    sa.Column('place_scope', sa.Enum('perimeter', 'elsewhere_in_town', 'outside', 'not_said', name='placescope', native_enum=False, length=32), nullable=True),
    sa.Column('perimeter_id', sa.Integer(), nullable=True),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('receipt_id', sa.Integer(), nullable=True),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_answer_sheet_consultation_id_consultation')),
    sa.ForeignKeyConstraint(['perimeter_id'], ['perimeter.id'], name=op.f('fk_answer_sheet_perimeter_id_perimeter')),
    sa.ForeignKeyConstraint(['receipt_id'], ['receipt.id'], name=op.f('fk_answer_sheet_receipt_id_receipt')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answer_sheet')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_answer_sheet_token_hash'))
    )
    op.create_index(op.f('ix_answer_sheet_consultation_id_submitted_at'), 'answer_sheet', ['consultation_id', 'submitted_at'], unique=False)
    op.create_index(op.f('ix_answer_sheet_receipt_id'), 'answer_sheet', ['receipt_id'], unique=False)
    op.create_table('decision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.Column('moderator_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('publish', 'refuse', 'rephrase', name='decisionkind', native_enum=False, length=32), nullable=False),
    sa.Column('reason_id', sa.Integer(), nullable=True),
    sa.Column('sentence', sa.Text(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_decision_contribution_id_contribution')),
    sa.ForeignKeyConstraint(['moderator_id'], ['user_account.id'], name=op.f('fk_decision_moderator_id_user_account')),
    sa.ForeignKeyConstraint(['reason_id'], ['reason.id'], name=op.f('fk_decision_reason_id_reason')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decision'))
    )
    op.create_index(op.f('ix_decision_contribution_id'), 'decision', ['contribution_id'], unique=False)
    op.create_table('idea',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('place', sa.String(length=255), nullable=False),
    sa.Column('beneficiaries', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_idea_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_idea_contribution_id_contribution')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_idea')),
    sa.UniqueConstraint('campaign_id', 'number', name=op.f('uq_idea_campaign_id_number')),
    sa.UniqueConstraint('contribution_id', name=op.f('uq_idea_contribution_id'))
    )
    op.create_table('indicator_row',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contract_id', sa.Integer(), nullable=False),
    sa.Column('enjeu_id', sa.Integer(), nullable=False),
    sa.Column('indicator_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('gap', sa.Enum('points', 'ratio', 'share', 'none', name='gapkind', native_enum=False, length=32), nullable=False),
    sa.Column('reference', sa.String(length=255), nullable=False),
    sa.Column('sources', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['contract_id'], ['contract.id'], name=op.f('fk_indicator_row_contract_id_contract'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['enjeu_id'], ['enjeu.id'], name=op.f('fk_indicator_row_enjeu_id_enjeu')),
    sa.ForeignKeyConstraint(['indicator_id'], ['indicator.id'], name=op.f('fk_indicator_row_indicator_id_indicator')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_indicator_row')),
    sa.UniqueConstraint('contract_id', 'indicator_id', name=op.f('uq_indicator_row_contract_id_indicator_id'))
    )
    op.create_table('objective',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('ambition_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=255), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('priority', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['ambition_id'], ['ambition.id'], name=op.f('fk_objective_ambition_id_ambition'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_objective')),
    sa.UniqueConstraint('ambition_id', 'key', name=op.f('uq_objective_ambition_id_key'))
    )
    op.create_table('question',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=255), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('single', 'multiple', 'scale', 'short', 'long', 'number', name='questionkind', native_enum=False, length=32), nullable=False),
    sa.Column('prompt', sa.Text(), nullable=False),
    sa.Column('help', sa.Text(), nullable=False),
    sa.Column('required', sa.Boolean(), nullable=False),
    sa.Column('max_choices', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_question_consultation_id_consultation'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question')),
    sa.UniqueConstraint('consultation_id', 'key', name=op.f('uq_question_consultation_id_key'))
    )
    op.create_table('section',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contract_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=255), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=255), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('kind', sa.Enum('prose', 'enjeu', 'diagnostic', 'complements', 'plan', 'annex', name='sectionkind', native_enum=False, length=32), nullable=False),
    sa.Column('enjeu_id', sa.Integer(), nullable=True),
    sa.Column('body', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['contract_id'], ['contract.id'], name=op.f('fk_section_contract_id_contract'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['enjeu_id'], ['enjeu.id'], name=op.f('fk_section_enjeu_id_enjeu')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_section')),
    sa.UniqueConstraint('contract_id', 'key', name=op.f('uq_section_contract_id_key'))
    )
    op.create_table('statement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=255), nullable=False),
    sa.Column('enjeu_id', sa.Integer(), nullable=False),
    sa.Column('ambition_id', sa.Integer(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['ambition_id'], ['ambition.id'], name=op.f('fk_statement_ambition_id_ambition')),
    sa.ForeignKeyConstraint(['enjeu_id'], ['enjeu.id'], name=op.f('fk_statement_enjeu_id_enjeu')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_statement')),
    sa.UniqueConstraint('public_id', name=op.f('uq_statement_public_id'))
    )
    op.create_index(op.f('ix_statement_enjeu_id'), 'statement', ['enjeu_id'], unique=False)
    op.create_table('step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kind', sa.Enum('received', 'corrected', 'published', 'refused', 'rephrase_asked', 'rephrased', 'tagged', 'withdrawn', name='stepkind', native_enum=False, length=32), nullable=False),
    sa.Column('message', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_step_contribution_id_contribution'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_step'))
    )
    op.create_index(op.f('ix_step_contribution_id'), 'step', ['contribution_id'], unique=False)
    op.create_table('tag',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.Column('enjeu_id', sa.Integer(), nullable=False),
    sa.Column('ambition_id', sa.Integer(), nullable=True),
    sa.Column('origin', sa.Enum('staff', 'animator', name='tagorigin', native_enum=False, length=32), nullable=False),
    sa.ForeignKeyConstraint(['ambition_id'], ['ambition.id'], name=op.f('fk_tag_ambition_id_ambition')),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_tag_contribution_id_contribution'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['enjeu_id'], ['enjeu.id'], name=op.f('fk_tag_enjeu_id_enjeu')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tag')),
    sa.UniqueConstraint('contribution_id', 'enjeu_id', 'ambition_id', name=op.f('uq_tag_contribution_id_enjeu_id_ambition_id'))
    )
    op.create_index(op.f('ix_tag_enjeu_id'), 'tag', ['enjeu_id'], unique=False)
    op.create_table('workshop_college',
    sa.Column('workshop_id', sa.Integer(), nullable=False),
    sa.Column('college', sa.Enum('habitants', 'associations', 'elus', 'techniciens', name='college', native_enum=False, length=32), nullable=False),
    sa.ForeignKeyConstraint(['workshop_id'], ['workshop.id'], name=op.f('fk_workshop_college_workshop_id_workshop'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('workshop_id', 'college', name=op.f('pk_workshop_college'))
    )
    op.create_table('workshop_next_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('workshop_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('who', sa.String(length=255), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['workshop_id'], ['workshop.id'], name=op.f('fk_workshop_next_step_workshop_id_workshop'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_workshop_next_step'))
    )
    op.create_index(op.f('ix_workshop_next_step_workshop_id'), 'workshop_next_step', ['workshop_id'], unique=False)
    op.create_table('workshop_part',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('workshop_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=255), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['workshop_id'], ['workshop.id'], name=op.f('fk_workshop_part_workshop_id_workshop'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_workshop_part'))
    )
    op.create_index(op.f('ix_workshop_part_workshop_id'), 'workshop_part', ['workshop_id'], unique=False)
    op.create_table('workshop_perimeter',
    sa.Column('workshop_id', sa.Integer(), nullable=False),
    sa.Column('perimeter_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['perimeter_id'], ['perimeter.id'], name=op.f('fk_workshop_perimeter_perimeter_id_perimeter')),
    sa.ForeignKeyConstraint(['workshop_id'], ['workshop.id'], name=op.f('fk_workshop_perimeter_workshop_id_workshop'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('workshop_id', 'perimeter_id', name=op.f('pk_workshop_perimeter'))
    )
    op.create_table('action',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=255), nullable=False),
    sa.Column('ambition_id', sa.Integer(), nullable=False),
    sa.Column('objective_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.Enum('piste', 'existing', name='actionkind', native_enum=False, length=32), nullable=False),
    sa.Column('key', sa.String(length=255), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['ambition_id'], ['ambition.id'], name=op.f('fk_action_ambition_id_ambition'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['objective_id'], ['objective.id'], name=op.f('fk_action_objective_id_objective'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_action')),
    sa.UniqueConstraint('ambition_id', 'key', name=op.f('uq_action_ambition_id_key')),
    sa.UniqueConstraint('public_id', name=op.f('uq_action_public_id'))
    )
    op.create_index(op.f('ix_action_objective_id'), 'action', ['objective_id'], unique=False)
    op.create_table('answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sheet_id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=True),
    sa.Column('number', sa.Integer(), nullable=True),
    sa.Column('contribution_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_answer_contribution_id_contribution')),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_answer_question_id_question')),
    sa.ForeignKeyConstraint(['sheet_id'], ['answer_sheet.id'], name=op.f('fk_answer_sheet_id_answer_sheet'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answer')),
    sa.UniqueConstraint('sheet_id', 'question_id', name=op.f('uq_answer_sheet_id_question_id'))
    )
    op.create_index(op.f('ix_answer_contribution_id'), 'answer', ['contribution_id'], unique=False)
    op.create_index(op.f('ix_answer_question_id'), 'answer', ['question_id'], unique=False)
    op.create_table('choice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=255), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('label', sa.String(length=255), nullable=False),
    sa.Column('icon', sa.String(length=255), nullable=False),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_choice_question_id_question'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_choice')),
    sa.UniqueConstraint('question_id', 'key', name=op.f('uq_choice_question_id_key'))
    )
    op.create_table('citation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('statement_id', sa.Integer(), nullable=False),
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_citation_contribution_id_contribution')),
    sa.ForeignKeyConstraint(['statement_id'], ['statement.id'], name=op.f('fk_citation_statement_id_statement'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_citation')),
    sa.UniqueConstraint('statement_id', 'contribution_id', name=op.f('uq_citation_statement_id_contribution_id'))
    )
    op.create_index(op.f('ix_citation_contribution_id'), 'citation', ['contribution_id'], unique=False)
    op.create_table('workshop_item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('workshop_id', sa.Integer(), nullable=False),
    sa.Column('part_id', sa.Integer(), nullable=True),
    sa.Column('client_key', sa.String(length=255), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('constat', 'besoin', 'proposition', 'action-existante', 'verbatim', 'question', 'reponse', name='itemkind', native_enum=False, length=32), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('college', sa.Enum('habitants', 'associations', 'elus', 'techniciens', name='college', native_enum=False, length=32), nullable=False),
    sa.Column('intensity', sa.Enum('fort', 'modere', name='intensity', native_enum=False, length=32), nullable=False),
    sa.Column('dots', sa.Integer(), nullable=False),
    sa.Column('heard_from', sa.Integer(), nullable=False),
    sa.Column('confidential', sa.Boolean(), nullable=False),
    sa.Column('contribution_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('dots >= 0', name=op.f('ck_workshop_item_dots_are_counted')),
    sa.CheckConstraint('heard_from >= 1', name=op.f('ck_workshop_item_heard_from_someone')),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_workshop_item_contribution_id_contribution')),
    sa.ForeignKeyConstraint(['part_id'], ['workshop_part.id'], name=op.f('fk_workshop_item_part_id_workshop_part')),
    sa.ForeignKeyConstraint(['workshop_id'], ['workshop.id'], name=op.f('fk_workshop_item_workshop_id_workshop'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_workshop_item')),
    sa.UniqueConstraint('contribution_id', name=op.f('uq_workshop_item_contribution_id')),
    sa.UniqueConstraint('workshop_id', 'client_key', name=op.f('uq_workshop_item_workshop_id_client_key'))
    )
    op.create_table('answer_choice',
    sa.Column('answer_id', sa.Integer(), nullable=False),
    sa.Column('choice_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['answer_id'], ['answer.id'], name=op.f('fk_answer_choice_answer_id_answer'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['choice_id'], ['choice.id'], name=op.f('fk_answer_choice_choice_id_choice')),
    sa.PrimaryKeyConstraint('answer_id', 'choice_id', name=op.f('pk_answer_choice'))
    )
    op.create_index(op.f('ix_answer_choice_choice_id'), 'answer_choice', ['choice_id'], unique=False)
    op.create_table('placement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=255), nullable=False),
    sa.Column('contract_id', sa.Integer(), nullable=False),
    sa.Column('statement_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('complement', 'piste', name='placementkind', native_enum=False, length=32), nullable=False),
    sa.Column('enjeu_id', sa.Integer(), nullable=False),
    sa.Column('ambition_id', sa.Integer(), nullable=True),
    sa.Column('objective_id', sa.Integer(), nullable=True),
    sa.Column('action_id', sa.Integer(), nullable=True),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], name=op.f('fk_placement_action_id_action')),
    sa.ForeignKeyConstraint(['ambition_id'], ['ambition.id'], name=op.f('fk_placement_ambition_id_ambition')),
    sa.ForeignKeyConstraint(['contract_id'], ['contract.id'], name=op.f('fk_placement_contract_id_contract')),
    sa.ForeignKeyConstraint(['enjeu_id'], ['enjeu.id'], name=op.f('fk_placement_enjeu_id_enjeu')),
    sa.ForeignKeyConstraint(['objective_id'], ['objective.id'], name=op.f('fk_placement_objective_id_objective')),
    sa.ForeignKeyConstraint(['statement_id'], ['statement.id'], name=op.f('fk_placement_statement_id_statement'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_placement')),
    sa.UniqueConstraint('public_id', name=op.f('uq_placement_public_id')),
    sa.UniqueConstraint('statement_id', name=op.f('uq_placement_statement_id'))
    )
    op.create_index(op.f('ix_placement_contract_id'), 'placement', ['contract_id'], unique=False)
    op.create_table('workshop_item_enjeu',
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('enjeu_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['enjeu_id'], ['enjeu.id'], name=op.f('fk_workshop_item_enjeu_enjeu_id_enjeu')),
    sa.ForeignKeyConstraint(['item_id'], ['workshop_item.id'], name=op.f('fk_workshop_item_enjeu_item_id_workshop_item'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('item_id', 'enjeu_id', name=op.f('pk_workshop_item_enjeu'))
    )


def downgrade() -> None:
    op.drop_table('workshop_item_enjeu')
    op.drop_index(op.f('ix_placement_contract_id'), table_name='placement')
    op.drop_table('placement')
    op.drop_index(op.f('ix_answer_choice_choice_id'), table_name='answer_choice')
    op.drop_table('answer_choice')
    op.drop_table('workshop_item')
    op.drop_index(op.f('ix_citation_contribution_id'), table_name='citation')
    op.drop_table('citation')
    op.drop_table('choice')
    op.drop_index(op.f('ix_answer_question_id'), table_name='answer')
    op.drop_index(op.f('ix_answer_contribution_id'), table_name='answer')
    op.drop_table('answer')
    op.drop_index(op.f('ix_action_objective_id'), table_name='action')
    op.drop_table('action')
    op.drop_table('workshop_perimeter')
    op.drop_index(op.f('ix_workshop_part_workshop_id'), table_name='workshop_part')
    op.drop_table('workshop_part')
    op.drop_index(op.f('ix_workshop_next_step_workshop_id'), table_name='workshop_next_step')
    op.drop_table('workshop_next_step')
    op.drop_table('workshop_college')
    op.drop_index(op.f('ix_tag_enjeu_id'), table_name='tag')
    op.drop_table('tag')
    op.drop_index(op.f('ix_step_contribution_id'), table_name='step')
    op.drop_table('step')
    op.drop_index(op.f('ix_statement_enjeu_id'), table_name='statement')
    op.drop_table('statement')
    op.drop_table('section')
    op.drop_table('question')
    op.drop_table('objective')
    op.drop_table('indicator_row')
    op.drop_table('idea')
    op.drop_index(op.f('ix_decision_contribution_id'), table_name='decision')
    op.drop_table('decision')
    op.drop_index(op.f('ix_answer_sheet_receipt_id'), table_name='answer_sheet')
    op.drop_index(op.f('ix_answer_sheet_consultation_id_submitted_at'), table_name='answer_sheet')
    op.drop_table('answer_sheet')
    op.drop_index(op.f('ix_workshop_structure_id'), table_name='workshop')
    op.drop_index(op.f('ix_workshop_receipt_id'), table_name='workshop')
    op.drop_index(op.f('ix_workshop_held_on'), table_name='workshop')
    op.drop_table('workshop')
    op.drop_table('user_role')
    op.drop_table('perimeter_commune')
    op.drop_index(op.f('ix_partner_enjeu_id'), table_name='partner')
    op.drop_table('partner')
    op.drop_index(op.f('ix_magic_link_user_id'), table_name='magic_link')
    op.drop_table('magic_link')
    op.drop_index(op.f('ix_contribution_vocabulary_id_status_tagging'), table_name='contribution')
    op.drop_index(op.f('ix_contribution_status_id'), table_name='contribution')
    op.drop_index(op.f('ix_contribution_receipt_id'), table_name='contribution')
    op.drop_index(op.f('ix_contribution_commune_id_status_published_at'), table_name='contribution')
    op.drop_table('contribution')
    op.drop_table('contract')
    op.drop_index(op.f('ix_consultation_closes_at'), table_name='consultation')
    op.drop_table('consultation')
    op.drop_index(op.f('ix_campaign_closes_at'), table_name='campaign')
    op.drop_table('campaign')
    op.drop_table('ambition')
    op.drop_table('user_account')
    op.drop_index(op.f('ix_indicator_value_indicator_id'), table_name='indicator_value')
    op.drop_table('indicator_value')
    op.drop_table('enjeu')
    op.drop_table('commune')
    op.drop_table('vocabulary')
    op.drop_table('structure')
    op.drop_table('receipt')
    op.drop_table('reason')
    op.drop_table('perimeter')
    op.drop_index(op.f('ix_outbox_message_sent_at_due_at'), table_name='outbox_message')
    op.drop_table('outbox_message')
    op.drop_table('indicator')
    op.drop_table('epci')
    op.drop_index(op.f('ix_audit_line_subject_type_subject_id'), table_name='audit_line')
    op.drop_table('audit_line')
