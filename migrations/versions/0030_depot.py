"""a campaign can be a draft; an idea has pictures, who helped its author, and the one it says the same as"""

import sqlalchemy as sa
from alembic import op

revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('campaign', sa.Column('is_ready', sa.Boolean(), nullable=False, server_default=sa.true()))
    with op.batch_alter_table('idea') as batch:
        batch.add_column(sa.Column('helped_by_id', sa.Integer(), nullable=True))
        batch.add_column(sa.Column('same_as_id', sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f('fk_idea_helped_by_id_structure'), 'structure', ['helped_by_id'], ['id'])
        batch.create_foreign_key(op.f('fk_idea_same_as_id_idea'), 'idea', ['same_as_id'], ['id'])
    op.create_table('picture',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=255), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('alt', sa.Text(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_picture')),
    sa.UniqueConstraint('public_id', name=op.f('uq_picture_public_id'))
    )
    op.create_table('idea_picture',
    sa.Column('idea_id', sa.Integer(), nullable=False),
    sa.Column('picture_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['idea_id'], ['idea.id'], name=op.f('fk_idea_picture_idea_id_idea'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['picture_id'], ['picture.id'], name=op.f('fk_idea_picture_picture_id_picture'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('idea_id', 'picture_id', name=op.f('pk_idea_picture'))
    )


def downgrade() -> None:
    op.drop_table('idea_picture')
    op.drop_table('picture')
    with op.batch_alter_table('idea') as batch:
        batch.drop_constraint(op.f('fk_idea_same_as_id_idea'), type_='foreignkey')
        batch.drop_constraint(op.f('fk_idea_helped_by_id_structure'), type_='foreignkey')
        batch.drop_column('same_as_id')
        batch.drop_column('helped_by_id')
    op.drop_column('campaign', 'is_ready')
