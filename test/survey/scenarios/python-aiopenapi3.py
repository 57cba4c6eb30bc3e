import os
import pathlib
import urllib.parse

import httpx2 as httpx
from aiopenapi3 import FileSystemLoader, OpenAPI
from aiopenapi3.errors import HTTPStatusError  # noqa: F401

document = pathlib.Path(os.environ["DOCUMENT"])
api = OpenAPI.load_file(
    os.environ["PROFILESTATUS_URL"].removesuffix("/beta"), document.name, loader=FileSystemLoader(document.parent), session_factory=httpx.Client
)
api.authenticate(bearer="any-token")
path = {"educationSynchronizationProfileId": "school-1"}


def create(id):
    body = {"id": id, "status": "success", "lastSynchronizationDateTime": "2026-11-23T10:58:12Z"}
    return api._.createProfileStatus(parameters=path, data=body)


create("e-1")
create("e-2")
try:
    problem = create("e-1")
except Exception as e:
    problem = getattr(e, "data", None) or getattr(e, "error", None)
if problem and problem.error.code == "Conflict":
    print("ok - conflict")
page = api._.listProfileStatusHistory(parameters=path | {"$top": 1})
link = getattr(page, "@odata.nextLink", None) or page.model_dump(by_alias=True)["@odata.nextLink"]
token = urllib.parse.parse_qs(urllib.parse.urlparse(str(link)).query)["$skiptoken"][0]
api._.listProfileStatusHistory(parameters=path | {"$top": 1, "$skiptoken": token})
