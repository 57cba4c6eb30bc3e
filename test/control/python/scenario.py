"""Controls a mock through the generated client."""

import os
from http import HTTPStatus

import httpx

from profilestatus_mock_control_client import Client
from profilestatus_mock_control_client.api.contract import assert_contract
from profilestatus_mock_control_client.api.rules import create_rule, get_rule
from profilestatus_mock_control_client.api.state import get_state
from profilestatus_mock_control_client.api.tenants import delete_tenant
from profilestatus_mock_control_client.models import (
    Answer,
    Assertion,
    ErrorCode,
    Match,
    ODataError,
    OperationId,
    Rule,
    RuleStatus,
    Side,
    State,
)

# The first request to a tenant makes it.
BASE_URL = os.environ["MOCK_URL"] + "/tenants/python"
PATH = "/beta/education/synchronizationProfiles/school-1/profileStatus"


def create() -> int:
    """Creates a status by plain HTTP."""
    return httpx.post(
        BASE_URL + PATH,
        headers={"Authorization": "Bearer any-token", "X-Test-Name": "creates a status"},
        json={"status": "success", "lastSynchronizationDateTime": "2026-11-23T09:58:12Z"},
    ).status_code


def main() -> None:
    control = Client(base_url=BASE_URL)
    throttle = Rule(
        match=Match(operations=[OperationId.CREATEPROFILESTATUS], profile="school-*"),
        times=1,
        answer=Answer(status=429, retry_after=0),
    )
    rule = create_rule.sync(client=control, body=throttle)
    assert isinstance(rule, RuleStatus), rule
    assert rule.rule.answer == throttle.answer

    assert [create(), create()] == [HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.CREATED]

    kept = assert_contract.sync_detailed(client=control, test="creates a status", side=[Side.REQUEST])
    assert kept.status_code == HTTPStatus.OK
    assert isinstance(kept.parsed, Assertion)
    assert kept.parsed.counts.exchanges == 2

    fired = get_rule.sync(rule.id, client=control)
    assert isinstance(fired, RuleStatus)
    assert fired.fired == 1

    refused = create_rule.sync_detailed(client=control, body=Rule(answer=Answer(status=418)))
    assert refused.status_code == HTTPStatus.BAD_REQUEST
    assert isinstance(refused.parsed, ODataError)
    assert refused.parsed.error.code is ErrorCode.BADREQUEST

    assert delete_tenant.sync_detailed(client=control).status_code == HTTPStatus.NO_CONTENT
    after = get_state.sync(client=control)
    assert isinstance(after, State)
    assert after.profiles == [] and after.rules == []


main()
