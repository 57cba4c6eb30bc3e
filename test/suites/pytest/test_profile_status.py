import json
import os
import re
import subprocess
import time
import urllib.error
import urllib.request
import uuid

import pytest


def send(method, url, body=None):
    """Send JSON and return status, headers and body."""
    headers = {"Authorization": "Bearer any-token"}
    if body is not None:
        headers["Content-Type"], body = "application/json", json.dumps(body).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, headers, method=method), timeout=30) as r:
            return r.status, r.headers, r.read().decode()
    except urllib.error.HTTPError as r:
        with r:
            return r.code, r.headers, r.read().decode()


@pytest.fixture(scope="session")
def service():
    """The base URL of the service that runs, or of one that is started for the tests."""
    if url := os.environ.get("PROFILESTATUS_URL"):
        yield url
        return
    command = "profilestatus serve --addr 127.0.0.1:0 --store memory --test-powers --log-level error"
    with subprocess.Popen(command.split(), stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


@pytest.fixture
def tenant(service, request):
    """The URL of a tenant of this test alone. The test fails if its client broke the contract."""
    name = re.sub("[^A-Za-z0-9]+", "-", request.node.name)[:40].strip("-")
    url = f"{service.removesuffix('/beta')}/tenants/{name}-{uuid.uuid4().hex[:12]}"
    yield url
    status, _, findings = send("GET", url + "/__contract/assert?side=request")
    send("DELETE", url + "/__mock/tenant")
    assert status == 200, findings


def create(base_url, profile, status):
    """The client under test: when it is throttled it waits as long as it was told."""
    body = {"status": status, "lastSynchronizationDateTime": "2026-11-23T09:58:12Z"}
    for _ in range(3):
        code, headers, answer = send("POST", f"{base_url}/education/synchronizationProfiles/{profile}/profileStatus", body)
        if code != 429:
            break
        time.sleep(int(headers["Retry-After"]))
    return code, json.loads(answer)


def test_throttled(tenant):
    rule = {"match": {"operations": ["createProfileStatus"]}, "times": 1, "answer": {"status": 429, "retryAfter": 1}}
    assert send("POST", tenant + "/__mock/rules", rule)[0] == 201

    code, created = create(tenant + "/beta", "school-1", "success")

    assert code == 201, created
    rules = json.loads(send("GET", tenant + "/__mock/rules")[2])["value"]
    assert rules[0]["fired"] == 1


def test_run_ends(tenant):
    send("PUT", tenant + "/__mock/scenario", {"becomes": "success", "afterSeconds": 300})
    create(tenant + "/beta", "school-1", "inProgress")
    send("POST", tenant + "/__mock/clock/advance", {"seconds": 301})

    newest = send("GET", tenant + "/beta/education/synchronizationProfiles/school-1/profileStatus")[2]
    assert json.loads(newest)["status"] == "success"
