"""Logs in as any client of Graph in Python does, then creates a status."""

import logging
import os

import requests
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import ClientSecretCredential, DeviceCodeCredential, ManagedIdentityCredential

logging.getLogger("azure").setLevel(logging.CRITICAL)  # it tells of every refusal
SCOPE = "https://graph.microsoft.com/.default"
tenant, client, secret = (os.environ[name] for name in ("AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"))
url = os.environ["PROFILESTATUS_URL"] + "/education/synchronizationProfiles/python/profileStatus"


def create(credential, scope=SCOPE):
    token = credential.get_token(scope).token
    answer = requests.post(
        url,
        headers={"Authorization": "Bearer " + token},
        json={"status": "success", "lastSynchronizationDateTime": "2026-11-23T10:00:00Z"},
        timeout=30,
    )
    assert answer.status_code == 201, answer.text
    assert requests.get(answer.url, headers={"Authorization": "Bearer " + token}, timeout=30).json()["id"] == answer.json()["id"]


create(ClientSecretCredential(tenant, client, secret, disable_instance_discovery=True))
print("client secret")

create(
    DeviceCodeCredential(client, tenant_id=tenant, disable_instance_discovery=True, prompt_callback=lambda *_: None),
    "https://graph.microsoft.com/EduAdministration.ReadWrite",
)
print("device code")

create(ManagedIdentityCredential())
print("managed identity")

try:
    create(ClientSecretCredential(tenant, client, "wrong", disable_instance_discovery=True))
except ClientAuthenticationError as error:
    assert "AADSTS7000215" in error.message, error.message
    print("typed error")
