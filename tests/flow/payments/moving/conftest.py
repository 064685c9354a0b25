import pytest

from tests.flow.conftest import Billing
from tests.flow.payments.lifecycle.scenario import Scenario
from tests.flow.payments.moving.test_moving import Mover, service


@pytest.fixture
def mover(billing: Billing) -> Mover:
    return Mover(billing, service(billing))


@pytest.fixture
def scenario(billing: Billing) -> Scenario:
    return Scenario(billing)
