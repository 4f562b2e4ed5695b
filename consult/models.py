"""Every table, imported in one place for the migrations and the tests."""

from consult.accounts import models as accounts
from consult.audit import models as audit
from consult.budget import models as budget
from consult.consultations import models as consultations
from consult.contract import models as contract
from consult.contributions import models as contributions
from consult.contributions.lookalikes import models as lookalikes
from consult.enjeux import models as enjeux
from consult.moderation import models as moderation
from consult.moderation import review_models as moderation_reviews
from consult.moderation.copies import models as joint_decisions
from consult.outbox import models as outbox
from consult.synthesis import models as synthesis
from consult.territory import models as territory
from consult.workshops import models as workshops

__all__ = [
    "accounts",
    "audit",
    "budget",
    "consultations",
    "contract",
    "contributions",
    "enjeux",
    "joint_decisions",
    "lookalikes",
    "moderation",
    "moderation_reviews",
    "outbox",
    "synthesis",
    "territory",
    "workshops",
]
