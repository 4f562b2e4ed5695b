"""The pages where the team writes consultations."""

from consult.consultations.editing.views import (
    about,
    desk,
    previews,
    questions,
    starting,
    workbooks,
)
from consult.consultations.editing.views.blueprint import blueprint

assert about and desk and previews and questions and starting and workbooks  # noqa: PT018

__all__ = ["blueprint"]
