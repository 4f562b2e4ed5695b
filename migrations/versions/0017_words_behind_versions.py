"""whose words stood behind the sentences of each version"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Nothing refers to this table yet: it may be made again.
    with op.batch_alter_table('version_sentence', schema=None) as batch_op:
        batch_op.add_column(sa.Column('enjeu', sa.String(length=255), server_default='', nullable=False))
    op.execute("""
        UPDATE version_sentence SET enjeu = COALESCE((
            SELECT enjeu.key FROM enjeu JOIN statement ON statement.enjeu_id = enjeu.id
            WHERE statement.id = version_sentence.statement_id), '')
    """)
    # The model fills it: what forgets it is told so.
    with op.batch_alter_table('version_sentence', schema=None) as batch_op:
        batch_op.alter_column('enjeu', server_default=None)
    op.create_table('version_citation',
    sa.Column('sentence_id', sa.Integer(), nullable=False),
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_version_citation_contribution_id_contribution')),
    sa.ForeignKeyConstraint(['sentence_id'], ['version_sentence.id'], name=op.f('fk_version_citation_sentence_id_version_sentence'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('sentence_id', 'contribution_id', name=op.f('pk_version_citation'))
    )
    op.create_index(op.f('ix_version_citation_contribution_id'), 'version_citation', ['contribution_id'], unique=False)
    # Who was no longer cited when this was added is not known any more: of the others, those of then.
    op.execute("""
        INSERT INTO version_citation (sentence_id, contribution_id)
        SELECT version_sentence.id, citation.contribution_id
        FROM version_sentence
        JOIN contract_version ON contract_version.id = version_sentence.version_id
        JOIN citation ON citation.statement_id = version_sentence.statement_id
        JOIN contribution ON contribution.id = citation.contribution_id
        WHERE contribution.status = 'published' AND citation.created_at <= contract_version.published_at
    """)


def downgrade() -> None:
    op.drop_index(op.f('ix_version_citation_contribution_id'), table_name='version_citation')
    op.drop_table('version_citation')
    with op.batch_alter_table('version_sentence', schema=None) as batch_op:
        batch_op.drop_column('enjeu')
