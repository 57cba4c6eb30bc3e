import asyncio
import json
import os
import pathlib
import urllib.parse

import httpx2 as httpx
import yaml
from fastmcp import Client, FastMCP

document = yaml.safe_load(pathlib.Path(os.environ["DOCUMENT"]).read_text())


async def main():
    http = httpx.AsyncClient(base_url=os.environ["PROFILESTATUS_URL"], headers={"Authorization": "Bearer any-token"})
    async with Client(FastMCP.from_openapi(openapi_spec=document, client=http)) as client:
        profile = {"educationSynchronizationProfileId": "school-1"}

        async def create(id):
            body = {"id": id, "status": "success", "lastSynchronizationDateTime": "2026-11-23T10:58:12Z"}
            return await client.call_tool("createProfileStatus", profile | body)

        await create("e-1")
        await create("e-2")
        try:
            await create("e-1")
        except Exception as e:  # a tool's error is a text, which the model reads
            if "already has a status" in str(e):
                print("ok - conflict")
        page = (await client.call_tool("listProfileStatusHistory", profile | {"$top": 1})).structured_content
        token = urllib.parse.parse_qs(urllib.parse.urlparse(page["@odata.nextLink"]).query)["$skiptoken"][0]
        await client.call_tool("listProfileStatusHistory", profile | {"$top": 1, "$skiptoken": token})


asyncio.run(main())
