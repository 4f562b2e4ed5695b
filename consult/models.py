"""Every table, imported in one place for the migrations and the tests."""

from consult.accounts import models as accounts
from consult.audit import models as audit
from consult.budget import models as budget
from consult.budget.delivering import models as budget_deliveries
from consult.budget.studying import models as budget_study
from consult.budget.voting import models as voting
from consult.consultations import models as consultations
from consult.consultations.collecting import models as consultation_rounds
from consult.consultations.entry import models as consultation_entries
from consult.consultations.imports import models as consultation_imports
from consult.consultations.reminding import models as consultation_reminders
from consult.consultations.results import models as consultation_results
from consult.consultations.wordings import models as consultation_wordings
from consult.contract import axes as contract_axes
from consult.contract import models as contract
from consult.contract import version_models as contract_versions
from consult.contract.mappings import models as mappings
from consult.contract.remarks import models as contract_remarks
from consult.contract.sheets import models as sheets
from consult.contributions import axes as contribution_axes
from consult.contributions import models as contributions
from consult.contributions.lookalikes import models as lookalikes
from consult.enjeux import models as enjeux
from consult.following import models as following
from consult.gathering import models as gathering
from consult.moderation import models as moderation
from consult.moderation import review_models as moderation_reviews
from consult.moderation.copies import models as joint_decisions
from consult.outbox import models as outbox
from consult.pictures import models as pictures
from consult.synthesis import models as synthesis
from consult.synthesis.topics import models as topics
from consult.territory import models as territory
from consult.workshops import models as workshops

__all__ = [
    "accounts",
    "audit",
    "budget",
    "budget_deliveries",
    "budget_study",
    "consultation_entries",
    "consultation_imports",
    "consultation_reminders",
    "consultation_results",
    "consultation_rounds",
    "consultation_wordings",
    "consultations",
    "contract",
    "contract_axes",
    "contract_remarks",
    "contract_versions",
    "contribution_axes",
    "contributions",
    "enjeux",
    "following",
    "gathering",
    "joint_decisions",
    "lookalikes",
    "mappings",
    "moderation",
    "moderation_reviews",
    "outbox",
    "pictures",
    "sheets",
    "synthesis",
    "territory",
    "topics",
    "voting",
    "workshops",
]
