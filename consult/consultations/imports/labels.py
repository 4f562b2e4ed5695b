"""The tools that answers come from, in words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from consult.consultations import labels
from consult.consultations.imports.tools import Tool

assert labels

TOOLS = {
    Tool.DECIDIM.value: "Decidim",
    Tool.CAP_COLLECTIF.value: "Cap Collectif",
    Tool.GOOGLE_FORMS.value: "Google Forms",
    Tool.LIMESURVEY.value: "LimeSurvey",
    Tool.FRAMAFORMS.value: "Framaforms",
    Tool.OTHER.value: _l("a tool that is not recognised"),
}
