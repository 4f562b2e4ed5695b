"""a consultation is a draft until the team agrees to open it"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # In place, without the copy of a batch: questions and sheets refer to this table. What is there
    # already was agreed on; the site says of each new one whether it is.
    op.add_column('consultation', sa.Column('is_ready', sa.Boolean(), server_default=sa.true(), nullable=False))


def downgrade() -> None:
    # Without the column a draft would open at its dates: it waits for a day that nobody sees.
    consultation = sa.table(
        'consultation',
        sa.column('is_ready', sa.Boolean()),
        sa.column('opens_at', sa.DateTime(timezone=True)),
        sa.column('closes_at', sa.DateTime(timezone=True)),
    )
    op.execute(sa.update(consultation).where(consultation.c.is_ready.is_(sa.false())).values(
        opens_at=datetime(2199, 1, 1, tzinfo=UTC), closes_at=datetime(2199, 2, 1, tzinfo=UTC)))
    op.drop_column('consultation', 'is_ready')
