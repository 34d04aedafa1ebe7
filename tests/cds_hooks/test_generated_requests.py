"""The service against its own description: nothing it says of itself may turn out wrong, whatever is sent."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import positive_data_acceptance

from appropriateness.cds_hooks.application import create
from appropriateness.cds_hooks.security import ThisMachine
from tests.cds_hooks.conftest import Client


class Here(ThisMachine):
    """The gate as it is on a machine of its own: the test client has no address."""

    def admits(self, scope: object) -> bool:
        return True


schema = schemathesis.openapi.from_asgi("/openapi.json", create(lambda: Client().service, Here()))


# Facts that fit the description may still contradict each other; such a case is refused with both named.
@pytest.mark.durability
@schema.parametrize()
@settings(
    max_examples=150, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)
def test_every_generated_request_is_answered_as_described(case: schemathesis.Case) -> None:
    excluded = [positive_data_acceptance] if case.path == "/consultations" else []
    case.call_and_validate(excluded_checks=excluded)
