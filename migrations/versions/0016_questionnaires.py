"""rankings, matrices, places, sections and conditions of a questionnaire"""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

WRITTEN = (('interviewer_help', sa.Text()), ('section', sa.String(length=255)), ('shown_if', sa.Text()))


def upgrade() -> None:
    for name, kind in WRITTEN:
        op.add_column('question', sa.Column(name, kind, server_default='', nullable=False))
    op.create_table('question_row',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=255), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('label', sa.String(length=255), nullable=False),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_question_row_question_id_question'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question_row')),
    sa.UniqueConstraint('question_id', 'key', name=op.f('uq_question_row_question_id_key'))
    )
    op.add_column('answer_choice', sa.Column('rank', sa.Integer(), nullable=True))
    op.add_column('answer', sa.Column('place_scope', sa.Enum('perimeter', 'elsewhere_in_town', 'outside', 'not_said', name='placescope', native_enum=False, length=32), nullable=True))
    # In place, without the copy of a batch: rows refer to this table.
    op.execute('ALTER TABLE answer ADD COLUMN perimeter_id INTEGER'
               ' CONSTRAINT fk_answer_perimeter_id_perimeter REFERENCES perimeter (id)')
    op.create_index(op.f('ix_answer_perimeter_id'), 'answer', ['perimeter_id'], unique=False)
    op.create_table('answer_cell',
    sa.Column('answer_id', sa.Integer(), nullable=False),
    sa.Column('row_id', sa.Integer(), nullable=False),
    sa.Column('choice_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['answer_id'], ['answer.id'], name=op.f('fk_answer_cell_answer_id_answer'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['choice_id'], ['choice.id'], name=op.f('fk_answer_cell_choice_id_choice')),
    sa.ForeignKeyConstraint(['row_id'], ['question_row.id'], name=op.f('fk_answer_cell_row_id_question_row')),
    sa.PrimaryKeyConstraint('answer_id', 'row_id', name=op.f('pk_answer_cell'))
    )
    op.create_index(op.f('ix_answer_cell_choice_id'), 'answer_cell', ['choice_id'], unique=False)
    op.create_index(op.f('ix_answer_cell_row_id'), 'answer_cell', ['row_id'], unique=False)


def downgrade() -> None:
    op.drop_table('answer_cell')
    op.drop_index(op.f('ix_answer_perimeter_id'), table_name='answer')
    op.drop_column('answer', 'perimeter_id')
    op.drop_column('answer', 'place_scope')
    op.drop_column('answer_choice', 'rank')
    op.drop_table('question_row')
    for name, _kind in reversed(WRITTEN):
        op.drop_column('question', name)
