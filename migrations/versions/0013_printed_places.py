"""where versions print sentences and actions; told places that were united"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

# As `consult.contract.standing`: the sections that print a line, the most precise first.
COMPLEMENTS = ('complements', 'diagnostic', 'enjeu')
PLAN = ('plan', 'enjeu')

VERSION = sa.table('contract_version', sa.column('id', sa.Integer), sa.column('contract_id', sa.Integer),
                   sa.column('document', sa.JSON))
SENTENCE = sa.table('version_sentence', *(sa.column(name, sa.Integer) for name in ('id', 'version_id')),
                    *(sa.column(name, sa.Text) for name in (
                        'placement_public_id', 'kind', 'number', 'ambition', 'objective',
                        'objective_path', 'action', 'action_public_id')))
ACTION = sa.table('version_action', sa.column('version_id', sa.Integer), *(
    sa.column(name, sa.Text) for name in (
        'public_id', 'kind', 'text', 'enjeu', 'section', 'number', 'ambition', 'objective',
        'objective_path')))
# The address of an action is in no version: it is that of the same key today.
ADDRESSES = """
SELECT enjeu.key AS enjeu, ambition.key AS ambition, action.key AS action, action.public_id, action.text
FROM action
JOIN ambition ON ambition.id = action.ambition_id
JOIN enjeu ON enjeu.id = ambition.enjeu_id
JOIN contract ON contract.vocabulary_id = enjeu.vocabulary_id
WHERE contract.id = :contract
"""


def upgrade() -> None:
    op.create_table('version_action',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=255), nullable=False),
    sa.Column('kind', sa.Enum('piste', 'existing', name='actionkind', native_enum=False, length=32), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('enjeu', sa.String(length=255), nullable=False),
    sa.Column('section', sa.String(length=255), nullable=False),
    sa.Column('number', sa.String(length=255), nullable=False),
    sa.Column('ambition', sa.Text(), nullable=False),
    sa.Column('objective', sa.Text(), nullable=False),
    sa.Column('objective_path', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['version_id'], ['contract_version.id'], name=op.f('fk_version_action_version_id_contract_version'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_version_action')),
    sa.UniqueConstraint('version_id', 'public_id', name=op.f('uq_version_action_version_id_public_id'))
    )
    op.create_index(op.f('ix_version_action_public_id'), 'version_action', ['public_id'], unique=False)
    # Nothing refers to these two tables: they may be made again.
    kind = sa.Enum('complement', 'objective', 'piste', name='placementkind', native_enum=False, length=32)
    with op.batch_alter_table('version_sentence', schema=None) as batch_op:
        batch_op.add_column(sa.Column('kind', kind, server_default='complement', nullable=False))
        for name in ('number', 'action_public_id'):
            batch_op.add_column(sa.Column(name, sa.String(length=255), server_default='', nullable=False))
        for name in ('ambition', 'objective', 'objective_path', 'action'):
            batch_op.add_column(sa.Column(name, sa.Text(), server_default='', nullable=False))
        batch_op.create_index(batch_op.f('ix_version_sentence_placement_public_id'), ['placement_public_id'], unique=False)
    with op.batch_alter_table('told', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_told_placement_public_id'))
        batch_op.add_column(sa.Column('stands_at', sa.String(length=255), server_default='', nullable=False))
        batch_op.create_index(batch_op.f('ix_told_stands_at'), ['stands_at'], unique=False)
    op.execute('UPDATE told SET stands_at = placement_public_id')
    connection = op.get_bind()
    versions = connection.execute(sa.select(VERSION.c.id, VERSION.c.contract_id)).all()
    for version_id, contract_id in versions:
        document = connection.execute(sa.select(VERSION.c.document).where(VERSION.c.id == version_id)).scalar_one()
        _Printed(connection, version_id, contract_id, document).keep()
    # The model fills them: what forgets one is told so.
    with op.batch_alter_table('version_sentence', schema=None) as batch_op:
        for name in ('kind', 'number', 'action_public_id', 'ambition', 'objective', 'objective_path', 'action'):
            batch_op.alter_column(name, server_default=None)
    with op.batch_alter_table('told', schema=None) as batch_op:
        batch_op.alter_column('stands_at', server_default=None)


class _Printed:
    """What a version printed, found again in the text that it keeps with its keys."""

    def __init__(self, connection, version_id, contract_id, document):
        content = document['content']
        self.connection, self.version_id = connection, version_id
        self.content, self.tree = content, document['tree']
        self.sections = {}
        for each in content['sections']:
            if each['enjeu']:
                self.sections.setdefault((each['enjeu'], each['kind']), each)
        self.ambitions = {(e['key'], a['key']): a for e in content['enjeux'] for a in e['ambitions']}
        rows = connection.execute(sa.text(ADDRESSES), {'contract': contract_id}).mappings()
        self.today = {(row['enjeu'], row['ambition'], row['action']): row for row in rows}

    def keep(self):
        actions = {each['public_id']: each for each in self.actions()}
        for each in self.content['sentences']:
            values = self.sentence(each, actions)
            mine = sa.and_(SENTENCE.c.version_id == self.version_id, SENTENCE.c.placement_public_id == each['id'])
            self.connection.execute(sa.update(SENTENCE).where(mine).values(**values))
        if actions:
            self.connection.execute(sa.insert(ACTION), list(actions.values()))

    def actions(self):
        """The lines of the plan; then those born of residents, that a sentence or a state made it print."""
        for (enjeu, key), ambition in self.ambitions.items():
            for holder in (ambition, *ambition['objectives']):
                objective = None if holder is ambition else holder['key']
                for kind, lines in (('piste', holder['pistes']), ('existing', holder['existing'])):
                    for line in lines:
                        yield from self.action(enjeu, key, objective, line['key'], kind, line['text'])
        for each in self.content['sentences']:
            if each['action'] and each['action'].startswith('habitants-'):
                yield from self.action(each['enjeu'], each['ambition'], each['objective'], each['action'], 'piste')
        led = set(_led(self.tree))
        for (enjeu, ambition, action), row in self.today.items():
            if action.startswith('habitants-') and row['public_id'] in led:
                yield from self.action(enjeu, ambition, None, action, 'piste')

    def action(self, enjeu, ambition, objective, key, kind, text=None):
        row = self.today.get((enjeu, ambition, key))
        if row is not None and (enjeu, ambition) in self.ambitions:
            section = next((self.sections[enjeu, each] for each in PLAN if (enjeu, each) in self.sections), None)
            yield {
                'version_id': self.version_id,
                'public_id': row['public_id'],
                'kind': kind,
                'text': row['text'] if text is None else text,
                'enjeu': enjeu,
                'section': section['key'] if section else '',
                'number': self.number(enjeu, PLAN),
                **self.under(enjeu, ambition, objective),
            }

    def sentence(self, each, actions):
        enjeu, ambition = each['enjeu'], each['ambition']
        row = self.today.get((enjeu, ambition, each['action'])) if each['action'] else None
        printed = actions.get(row['public_id']) if row else None
        return {
            'kind': each['kind'],
            'number': self.number(enjeu, COMPLEMENTS if each['kind'] == 'complement' else PLAN),
            'action': printed['text'] if printed else '',
            'action_public_id': printed['public_id'] if printed else '',
            **self.under(enjeu, ambition, each['objective']),
        }

    def under(self, enjeu, key, objective):
        ambition = self.ambitions.get((enjeu, key))
        line = next((each for each in ambition['objectives'] if each['key'] == objective), None) if ambition else None
        return {
            'ambition': ambition['title'] if ambition else '',
            'objective': line['text'] if line else '',
            'objective_path': f'objective/{enjeu}/{key}/{objective}' if line else '',
        }

    def number(self, enjeu, kinds):
        found = (self.sections[enjeu, kind]['number'] for kind in kinds if (enjeu, kind) in self.sections)
        return next((number for number in found if number), '')


def _led(node):
    """The addresses of the actions whose state a document prints."""
    if isinstance(node, list):
        for each in node:
            yield from _led(each)
    elif isinstance(node, dict):
        if node.get('is') == 'Run' and node.get('action'):
            yield node['action']
        for each in node.values():
            yield from _led(each)


def downgrade() -> None:
    op.execute("DELETE FROM told WHERE kind = 'apart'")
    with op.batch_alter_table('told', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_told_stands_at'))
        batch_op.drop_column('stands_at')
        batch_op.create_index(batch_op.f('ix_told_placement_public_id'), ['placement_public_id'], unique=False)
    with op.batch_alter_table('version_sentence', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_version_sentence_placement_public_id'))
        for name in ('action', 'objective_path', 'objective', 'ambition', 'action_public_id', 'number', 'kind'):
            batch_op.drop_column(name)
    op.drop_index(op.f('ix_version_action_public_id'), table_name='version_action')
    op.drop_table('version_action')
