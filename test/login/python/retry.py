"""Creates a status through Kiota's middlewares for each scenario, and prints what an app gets."""

import asyncio
import os
import sys

import httpx
from kiota_http.kiota_client_factory import KiotaClientFactory


async def create(scenario):
    url = os.environ["PROFILESTATUS_ORIGIN"] + "/tenants/python-" + scenario + "/beta/education/synchronizationProfiles/school-1/profileStatus"
    timeout = 1 if scenario == "slow" else 60  # seconds
    plain = httpx.AsyncClient(timeout=timeout, http2=True)
    async with KiotaClientFactory.create_with_default_middleware(plain) as client:
        try:
            answer = await client.post(
                url,
                headers={"Authorization": "Bearer any-token"},
                json={"id": "run-1", "status": "success", "lastSynchronizationDateTime": "2026-11-23T10:00:00Z"},
            )
            return answer.status_code
        except httpx.TransportError:
            return "no answer"


for name in sys.argv[1:]:
    print(f"{name}: {asyncio.run(create(name))}")
