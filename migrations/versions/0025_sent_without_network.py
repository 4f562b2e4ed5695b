"""answers that waited for the network on a phone are sent once"""

import sqlalchemy as sa
from alembic import op

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None

# In place, without the copy of a batch: rows refer to this table.


def upgrade() -> None:
    op.add_column('answer_sheet', sa.Column('sent_as', sa.String(length=255), nullable=True))


def downgrade() -> None:
    op.drop_column('answer_sheet', 'sent_as')
