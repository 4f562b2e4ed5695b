"""The team's door, its desk, and the pages that manage the team."""

from consult.accounts.views import own, signing_in, team
from consult.accounts.views.blueprint import blueprint

__all__ = ["blueprint", "own", "signing_in", "team"]
