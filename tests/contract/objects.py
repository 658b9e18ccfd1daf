"""What the contract is checked over: every object with records of its own."""

from guanxi import main
from tests.contract.worlds import EVERYTHING

REGISTRY = main.standard_registry()
OBJECTS = [*(spec.name for spec in REGISTRY.objects.values() if spec.parent is None), EVERYTHING]
OWNED = [*(spec.name for spec in REGISTRY.objects.values() if spec.parent is None and spec.is_owned), EVERYTHING]
