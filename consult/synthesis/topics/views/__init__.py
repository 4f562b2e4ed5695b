"""The desk where groups are proposed, looked at, and turned into sentences."""

from consult.synthesis.topics import labels
from consult.synthesis.topics.views import acts, group, lists, settling
from consult.synthesis.topics.views.blueprint import blueprint

__all__ = ["acts", "blueprint", "group", "labels", "lists", "settling"]
