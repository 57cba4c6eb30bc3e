"""Uses every operation of the service through the generated client."""

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from http import HTTPStatus
from typing import TypeVar, cast
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from profilestatus_client import AuthenticatedClient, Client
from profilestatus_client.api.profile_status import (
    create_profile_status,
    delete_profile_status,
    get_profile_status,
    list_profile_status_history,
)
from profilestatus_client.models import (
    EducationSynchronizationProfileStatus,
    EducationSynchronizationProfileStatusCollection,
    EducationSynchronizationProfileStatusCreate,
    EducationSynchronizationStatus,
    ErrorCode,
    MainError,
    ODataError,
)
from profilestatus_client.types import UNSET, Response, Unset

T = TypeVar("T")

# Python's datetime holds microseconds, three digits fewer than the service.
SYNCHRONIZED_AT = datetime.fromisoformat("2026-11-23T10:58:12.123456+01:00")
ODATA_TYPE = "#microsoft.graph.educationSynchronizationProfileStatus"
RUN_1 = EducationSynchronizationProfileStatusCreate(
    id="run-1",
    status=EducationSynchronizationStatus.QUARANTINED,
    last_synchronization_date_time=datetime(2026, 11, 22, 22, 15, tzinfo=UTC),
)


class FutureStatus(StrEnum):
    """A status that a later version of the service might have."""

    FINISHED = "finished"


def main() -> None:
    url = os.environ["PROFILESTATUS_URL"]
    # begin snippet
    client = AuthenticatedClient(url, token="any-token")
    status = EducationSynchronizationProfileStatusCreate(
        status=EducationSynchronizationStatus.SUCCESS,
        last_synchronization_date_time=datetime.fromisoformat(
            "2026-11-23T10:58:12.123456+01:00"
        ),
    )
    # An error is not raised but returned, as the other half of a union.
    created = create_profile_status.sync("school-1", client=client, body=status)
    if isinstance(created, ODataError):
        sys.exit(f"{created.error.code}: {created.error.message}")
    # end snippet
    created = typed(EducationSynchronizationProfileStatus, created)
    expect("an id from the service", bool(created.id), True)
    expect("status", created.status, EducationSynchronizationStatus.SUCCESS)
    expect("instant", created.last_synchronization_date_time, SYNCHRONIZED_AT)
    expect("@odata.type", created.odata_type, ODATA_TYPE)
    print("ok - server-id")

    own_id(client)
    newest(client)
    conflict(client)
    enum(client)
    token(Client(url))
    pages(client)
    delete(client)
    escape(client)


def own_id(client: AuthenticatedClient) -> None:
    created = typed(
        EducationSynchronizationProfileStatus,
        create_profile_status.sync("school-1", client=client, body=RUN_1),
    )
    expect("id", created.id, "run-1")
    print("ok - own-id")


def newest(client: AuthenticatedClient) -> None:
    found = get_profile_status.sync("school-1", client=client)
    wanted = EducationSynchronizationProfileStatus(
        odata_type=ODATA_TYPE,
        id="run-1",
        status=EducationSynchronizationStatus.QUARANTINED,
        last_synchronization_date_time=datetime(2026, 11, 22, 22, 15, tzinfo=UTC),
    )
    expect("the newest status", found, wanted)
    print("ok - newest")


def conflict(client: AuthenticatedClient) -> None:
    answer = create_profile_status.sync_detailed("school-1", client=client, body=RUN_1)
    error = refused(answer, HTTPStatus.CONFLICT, ErrorCode.CONFLICT)
    expect("a message", bool(error.message), True)
    request_id = UUID(answer.headers["request-id"])
    expect("request-id", error.inner_error.request_id, request_id)
    print("ok - conflict")


def enum(client: AuthenticatedClient) -> None:
    # Only a type checker objects to a foreign enum; the client sends its value.
    status = EducationSynchronizationProfileStatusCreate(
        status=cast(EducationSynchronizationStatus, FutureStatus.FINISHED),
        last_synchronization_date_time=SYNCHRONIZED_AT,
    )
    answer = create_profile_status.sync_detailed("school-1", client=client, body=status)
    error = refused(answer, HTTPStatus.BAD_REQUEST, ErrorCode.BADREQUEST)
    expect("details", details(error), [("enum", "/status")])
    print("ok - enum")


def token(client: Client) -> None:
    answer = get_profile_status.sync_detailed("school-1", client=client)
    refused(answer, HTTPStatus.UNAUTHORIZED, ErrorCode.INVALIDAUTHENTICATIONTOKEN)
    print("ok - token")


def pages(client: AuthenticatedClient) -> None:
    ids = [f"e-{n:03}" for n in range(1, 251)]
    for id in ids:
        status = EducationSynchronizationProfileStatusCreate(
            id=id,
            status=EducationSynchronizationStatus.INPROGRESS,
            last_synchronization_date_time=SYNCHRONIZED_AT,
        )
        created = create_profile_status.sync("school-2", client=client, body=status)
        typed(EducationSynchronizationProfileStatus, created)

    read = [[status.id for status in page] for page in history(client, "school-2")]
    expect("sizes of the pages", [len(page) for page in read], [100, 100, 50])
    expect("ids", [id for page in read for id in page], ids[::-1])
    print("ok - pages")


def history(
    client: AuthenticatedClient, profile: str
) -> Iterator[list[EducationSynchronizationProfileStatus]]:
    """Yields the pages of a profile's history, 100 statuses each."""
    skiptoken: str | Unset = UNSET
    while True:
        page = typed(
            EducationSynchronizationProfileStatusCollection,
            list_profile_status_history.sync(
                profile, client=client, top=100, skiptoken=skiptoken
            ),
        )
        yield page.value
        if not page.odata_next_link:
            return
        query = parse_qs(urlsplit(page.odata_next_link).query)
        skiptoken = query["$skiptoken"][0]


def delete(client: AuthenticatedClient) -> None:
    deleted = delete_profile_status.sync_detailed("school-1", client=client)
    expect("HTTP status", deleted.status_code, HTTPStatus.NO_CONTENT)
    answer = get_profile_status.sync_detailed("school-1", client=client)
    refused(answer, HTTPStatus.NOT_FOUND, ErrorCode.RESOURCENOTFOUND)
    print("ok - delete")


def escape(client: AuthenticatedClient) -> None:
    created = create_profile_status.sync("~school.3", client=client, body=RUN_1)
    typed(EducationSynchronizationProfileStatus, created)
    found = get_profile_status.sync("~school.3", client=client)
    expect("the status of ~school.3", found, created)

    answer = create_profile_status.sync_detailed(
        "school 3/ä", client=client, body=RUN_1
    )
    error = refused(answer, HTTPStatus.BAD_REQUEST, ErrorCode.BADREQUEST)
    wanted = [("pattern", "path/educationSynchronizationProfileId")]
    expect("details", details(error), wanted)
    print("ok - escape")


def refused(answer: Response[T], status: HTTPStatus, code: ErrorCode) -> MainError:
    expect("HTTP status", answer.status_code, status)
    error = typed(ODataError, answer.parsed).error
    expect("code", error.code, code)
    return error


def details(error: MainError) -> list[tuple[str, str]]:
    return [(detail.code, detail.target) for detail in error.details or []]


def typed(wanted: type[T], found: object) -> T:
    if not isinstance(found, wanted):
        sys.exit(f"expected {wanted.__name__}, found {found!r}")
    return found


def expect(what: str, found: object, wanted: object) -> None:
    if found != wanted:
        sys.exit(f"{what}: expected {wanted!r}, found {found!r}")


if __name__ == "__main__":
    main()
