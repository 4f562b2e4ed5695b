"""a question added while answers are received is not counted as passed over before"""

import sqlalchemy as sa
from alembic import op

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None

# In place, without the copy of a batch: rows refer to this table.


def upgrade() -> None:
    op.add_column('question', sa.Column('added_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column('question', 'added_at')
