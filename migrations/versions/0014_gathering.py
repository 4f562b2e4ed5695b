"""answers to be read again, interrupted imports, keyed digests of imported rows"""

import hmac

import sqlalchemy as sa
from alembic import op
from flask import current_app, has_app_context

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

ROWS = sa.table('imported_words', sa.column('contribution_id'), sa.column('row'),
                sa.column('external_id'), sa.column('digest'))
WORDS = sa.table('contribution', sa.column('id'), sa.column('status'))
BATCHES = sa.table('import_batch', sa.column('created_at'), sa.column('finished_at'))
AT_A_TIME = 2_000


def upgrade() -> None:
    # In place, without the copy of a batch: rows refer to these tables.
    op.add_column('remark_answer', sa.Column('withheld_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('import_batch', sa.Column('file_digest', sa.String(length=64), server_default='', nullable=False))
    op.add_column('import_batch', sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True))
    # Nothing tells which of them were interrupted: those would be a second batch, as before.
    op.execute(sa.update(BATCHES).values(finished_at=BATCHES.c.created_at))
    taken_back = sa.select(WORDS.c.id).where(WORDS.c.status == 'withdrawn')
    op.execute(
        sa.update(ROWS).where(ROWS.c.contribution_id.in_(taken_back)).values(external_id='', row=0)
    )
    _key_digests(op.get_bind())


def _key_digests(connection) -> None:
    """What recognised a row was a plain digest of its words: it becomes the keyed digest of that digest.

    The words themselves may have changed since, or be gone, and are not needed.
    """
    query = sa.select(ROWS.c.contribution_id, ROWS.c.digest).where(ROWS.c.digest.is_not(None))
    after = 0
    while found := connection.execute(
        query.where(ROWS.c.contribution_id > after).order_by(ROWS.c.contribution_id).limit(AT_A_TIME)
    ).all():
        key = _key()
        connection.execute(
            sa.update(ROWS)
            .where(ROWS.c.contribution_id == sa.bindparam('known'))
            .values(digest=sa.bindparam('keyed')),
            [{'known': row[0], 'keyed': _keyed(key, row[1])} for row in found],
        )
        after = found[-1][0]


def _key() -> bytes:
    if not has_app_context():
        raise RuntimeError('imported rows are here: upgrade with « consult db upgrade », which has the key')
    return current_app.config['SETTINGS'].receipt_key.encode()


def _keyed(key: bytes, digest: str) -> str:
    """As `consult.contributions.receipts.keyed` does it."""
    return hmac.new(key, f'imported-row:{digest}'.encode(), 'sha256').hexdigest()


def downgrade() -> None:
    # Digests stay keyed: a former version no longer recognises the rows of these files.
    op.drop_column('import_batch', 'finished_at')
    op.drop_column('import_batch', 'file_digest')
    op.drop_column('remark_answer', 'withheld_at')
