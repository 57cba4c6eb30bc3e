"""Uses every operation of the service through the generated client."""

import os
import sys
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import cast
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from profilestatus_client import (
    ApiClient,
    Configuration,
    EducationSynchronizationProfileStatus,
    EducationSynchronizationProfileStatusCreate,
    EducationSynchronizationStatus,
    ErrorCode,
    MainError,
    ODataError,
    ProfileStatusApi,
)
from profilestatus_client.exceptions import (
    ApiException,
    BadRequestException,
    ConflictException,
    NotFoundException,
    UnauthorizedException,
)

# Python's datetime holds microseconds, three digits fewer than the service.
SYNCHRONIZED_AT = datetime.fromisoformat("2026-11-23T10:58:12.123456+01:00")
ODATA_TYPE = "#microsoft.graph.educationSynchronizationProfileStatus"
RUN_1 = EducationSynchronizationProfileStatusCreate(
    id="run-1",
    status=EducationSynchronizationStatus.QUARANTINED,
    last_synchronization_date_time=datetime(2026, 11, 22, 22, 15, tzinfo=UTC),
)


def main() -> None:
    url = os.environ["PROFILESTATUS_URL"]
    # begin snippet
    configuration = Configuration(host=url, access_token="any-token")
    api = ProfileStatusApi(ApiClient(configuration))
    status = EducationSynchronizationProfileStatusCreate(
        status=EducationSynchronizationStatus.SUCCESS,
        last_synchronization_date_time=datetime.fromisoformat(
            "2026-11-23T10:58:12.123456+01:00"
        ),
    )
    try:
        created = api.create_profile_status("school-1", status)
    except ApiException as error:
        sys.exit(str(error.data or error))  # data is the ODataError
    # end snippet
    expect("an id from the service", bool(created.id), True)
    expect("status", created.status, EducationSynchronizationStatus.SUCCESS)
    expect("instant", created.last_synchronization_date_time, SYNCHRONIZED_AT)
    expect("@odata.type", created.odata_type, ODATA_TYPE)
    print("ok - server-id")

    own_id(api)
    newest(api)
    conflict(api)
    enum(api)
    token(ProfileStatusApi(ApiClient(Configuration(host=url))))
    pages(api)
    delete(api)
    escape(api)


def own_id(api: ProfileStatusApi) -> None:
    created = api.create_profile_status("school-1", RUN_1)
    expect("id", created.id, "run-1")
    print("ok - own-id")


def newest(api: ProfileStatusApi) -> None:
    found = api.get_profile_status("school-1")
    expect("id", found.id, "run-1")
    expect("status", found.status, EducationSynchronizationStatus.QUARANTINED)
    instant = datetime(2026, 11, 22, 22, 15, tzinfo=UTC)
    expect("instant", found.last_synchronization_date_time, instant)
    expect("@odata.type", found.odata_type, ODATA_TYPE)
    print("ok - newest")


def conflict(api: ProfileStatusApi) -> None:
    try:
        api.create_profile_status("school-1", RUN_1)
    except ConflictException as exception:
        error = read(exception, ErrorCode.CONFLICT)
        expect("a message", bool(error.message), True)
        request_id = UUID((exception.headers or {})["request-id"])
        expect("request-id", error.inner_error.request_id, request_id)
    else:
        sys.exit("the second run-1 was not refused")
    print("ok - conflict")


def enum(api: ProfileStatusApi) -> None:
    # The constructor refuses what the enum does not have; this one checks
    # nothing, and pydantic warns of it while it writes the JSON.
    status = EducationSynchronizationProfileStatusCreate.model_construct(
        status=cast(EducationSynchronizationStatus, "finished"),
        last_synchronization_date_time=SYNCHRONIZED_AT,
    )
    try:
        with warnings.catch_warnings(action="ignore"):
            api.create_profile_status("school-1", status)
    except BadRequestException as exception:
        error = read(exception, ErrorCode.BADREQUEST)
        expect("details", details(error), [("enum", "/status")])
    else:
        sys.exit("the status finished was not refused")
    print("ok - enum")


def token(api: ProfileStatusApi) -> None:
    try:
        api.get_profile_status("school-1")
    except UnauthorizedException as exception:
        read(exception, ErrorCode.INVALIDAUTHENTICATIONTOKEN)
    else:
        sys.exit("a request without a token was not refused")
    print("ok - token")


def pages(api: ProfileStatusApi) -> None:
    ids = [f"e-{n:03}" for n in range(1, 251)]
    for id in ids:
        status = EducationSynchronizationProfileStatusCreate(
            id=id,
            status=EducationSynchronizationStatus.INPROGRESS,
            last_synchronization_date_time=SYNCHRONIZED_AT,
        )
        api.create_profile_status("school-2", status)

    read = [[status.id for status in page] for page in history(api, "school-2")]
    expect("sizes of the pages", [len(page) for page in read], [100, 100, 50])
    expect("ids", [id for page in read for id in page], ids[::-1])
    print("ok - pages")


def history(
    api: ProfileStatusApi, profile: str
) -> Iterator[list[EducationSynchronizationProfileStatus]]:
    """Yields the pages of a profile's history, 100 statuses each."""
    skiptoken = None
    while True:
        page = api.list_profile_status_history(profile, top=100, skiptoken=skiptoken)
        yield page.value
        if page.odata_next_link is None:
            return
        query = parse_qs(urlsplit(page.odata_next_link).query)
        skiptoken = query["$skiptoken"][0]


def delete(api: ProfileStatusApi) -> None:
    api.delete_profile_status("school-1")
    try:
        api.get_profile_status("school-1")
    except NotFoundException as exception:
        read(exception, ErrorCode.RESOURCENOTFOUND)
    else:
        sys.exit("school-1 still has a status")
    print("ok - delete")


def escape(api: ProfileStatusApi) -> None:
    created = api.create_profile_status("~school.3", RUN_1)
    found = api.get_profile_status("~school.3")
    expect("the status of ~school.3", found, created)

    try:
        api.create_profile_status("school 3/ä", RUN_1)
    except BadRequestException as exception:
        error = read(exception, ErrorCode.BADREQUEST)
        wanted = [("pattern", "path/educationSynchronizationProfileId")]
        expect("details", details(error), wanted)
    else:
        sys.exit("the profile id school 3/ä was not refused")
    print("ok - escape")


def read(exception: ApiException, code: ErrorCode) -> MainError:
    if not isinstance(exception.data, ODataError):
        sys.exit(f"expected ODataError, found {exception.data!r}")
    expect("code", exception.data.error.code, code)
    return exception.data.error


def details(error: MainError) -> list[tuple[str, str]]:
    return [(detail.code, detail.target) for detail in error.details or []]


def expect(what: str, found: object, wanted: object) -> None:
    if found != wanted:
        sys.exit(f"{what}: expected {wanted!r}, found {found!r}")


if __name__ == "__main__":
    main()
