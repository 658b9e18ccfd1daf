"""Privacy: consent, requests of the persons one knows, how long records are kept, the register of processing."""

from pathlib import Path

from guanxi.kernel.modules import Module
from guanxi.modules.privacy import deadlines
from guanxi.modules.privacy.consents import Verdict, expire_consents, may_contact
from guanxi.modules.privacy.objects import Breach, Consent, ProcessingActivity, Purpose, RetentionRule, SubjectRequest
from guanxi.modules.privacy.roles import ROLES
from guanxi.modules.privacy.seeds import arrive, seed_privacy

MODULE = Module(
    name="privacy",
    objects=(Consent, SubjectRequest, Purpose, RetentionRule, ProcessingActivity, Breach),
    translations=Path(__file__).parent / "translations",
    roles=ROLES,
    areas=("privacy",),
    seeds=seed_privacy,
    arrives=arrive,
)
__all__ = ["MODULE", "Verdict", "deadlines", "expire_consents", "may_contact"]
