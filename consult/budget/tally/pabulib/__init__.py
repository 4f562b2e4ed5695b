"""Pabulib's `.pb` files: D. Stolicki, S. Szufa and N. Talmon, arXiv 2012.06539; https://pabulib.org/format.

UTF-8, `;` between values, quotes as in CSV; three sections, META, PROJECTS and VOTES, each with its title
and the names of its columns, in any order, with columns of one's own. Lists are separated by commas.

Read with tolerance: a byte order mark, CRLF, spaces around values, empty lines, a decimal comma,
columns and keys nobody knows, `none` for nothing. An empty `vote` is a blank ballot. Refused, each
fault with its line: what would make the count another one, such as an unknown project, an id met
twice, numbers of votes or projects that the section does not have, a ballot beyond the lengths,
costs or points that META allows. Without `budget` and `vote_type`, or the columns `project_id`,
`cost`, `voter_id` and `vote`, nothing can be counted; the rest may be missing. `choose-1` is an
approval of one project at most.

Quarters are not in the standard: they are read in the column that is asked for (`district`,
`neighborhood`) of PROJECTS, and their envelopes in the key `budget_per_district` or
`budget_per_neighborhood` of META, as « Centre:30000,Gare:20000 ».
"""

from __future__ import annotations

from consult.budget.tally.pabulib.election import Election, Fault, PbError, Vote
from consult.budget.tally.pabulib.reading import read_pb, read_pb_text
from consult.budget.tally.pabulib.writing import pb_text, write_pb

__all__ = [
    "Election",
    "Fault",
    "PbError",
    "Vote",
    "pb_text",
    "read_pb",
    "read_pb_text",
    "write_pb",
]
