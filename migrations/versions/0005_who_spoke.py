"""who spoke: the optional profile of a sending, the reference populations"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

AGES = ('under_18', 'from_18_to_25', 'from_26_to_64', 'over_64', 'not_said')
GENDERS = ('women', 'men', 'not_said')


def age() -> sa.Column:
    return sa.Column('age', sa.Enum(*AGES, name='ageband', native_enum=False, length=32), nullable=True)


def gender() -> sa.Column:
    return sa.Column('gender', sa.Enum(*GENDERS, name='gender', native_enum=False, length=32), nullable=True)


def upgrade() -> None:
    op.create_table('population',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('commune_id', sa.Integer(), nullable=False),
    sa.Column('perimeter_id', sa.Integer(), nullable=True),
    age(),
    gender(),
    sa.Column('unit', sa.Enum('personnes', '%', name='populationunit', native_enum=False, length=32), nullable=False),
    sa.Column('value', sa.Numeric(precision=14, scale=4), nullable=False),
    sa.Column('year', sa.Integer(), nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    sa.CheckConstraint('value >= 0', name=op.f('ck_population_value_is_counted')),
    sa.ForeignKeyConstraint(['commune_id'], ['commune.id'], name=op.f('fk_population_commune_id_commune'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['perimeter_id'], ['perimeter.id'], name=op.f('fk_population_perimeter_id_perimeter'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_population'))
    )
    op.create_index(op.f('ix_population_commune_id'), 'population', ['commune_id'], unique=False)
    op.create_index(op.f('ix_population_perimeter_id'), 'population', ['perimeter_id'], unique=False)
    # In place, without the copies of a batch: rows refer to these tables.
    for table in ('answer_sheet', 'receipt'):
        op.add_column(table, age())
        op.add_column(table, gender())
    op.add_column('consultation', sa.Column('asks_profile', sa.Boolean(), server_default=sa.true(), nullable=False))


def downgrade() -> None:
    op.drop_column('consultation', 'asks_profile')
    for table in ('receipt', 'answer_sheet'):
        op.drop_column(table, 'gender')
        op.drop_column(table, 'age')
    op.drop_index(op.f('ix_population_perimeter_id'), table_name='population')
    op.drop_index(op.f('ix_population_commune_id'), table_name='population')
    op.drop_table('population')
