"""What this server says of itself as a SCIM provider."""

from typing import Any, Final

from scim2_models import (
    AuthenticationScheme,
    Bulk,
    ChangePassword,
    ETag,
    Filter,
    Patch,
    ResourceType,
    ServiceProviderConfig,
    Sort,
)

from guanxi.engine.provisioning.resources import KINDS
from guanxi.engine.provisioning.sources import MOST

BEARER: Final = AuthenticationScheme.Type.oauthbearertoken


def provider_config() -> ServiceProviderConfig:
    """What is offered, and how one signs in."""
    scheme = AuthenticationScheme(
        type=BEARER, name="Bearer token", description="A token of an administrator, as Authorization: Bearer."
    )
    return ServiceProviderConfig(
        patch=Patch(supported=True),
        bulk=Bulk(supported=False, max_operations=0, max_payload_size=0),
        filter=Filter(supported=True, max_results=MOST),
        change_password=ChangePassword(supported=False),
        sort=Sort(supported=True),
        etag=ETag(supported=True),
        authentication_schemes=[scheme],
    )


def resource_types() -> list[Any]:
    return [ResourceType.from_resource(model) for model in KINDS.values()]


def schemas() -> list[Any]:
    return [model.to_schema() for model in KINDS.values()]
