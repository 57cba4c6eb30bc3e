// Logs in as any client of Graph in JavaScript does, then creates a status.
import assert from "node:assert/strict";
import { ClientSecretCredential, ManagedIdentityCredential } from "@azure/identity";
import { Client } from "@microsoft/microsoft-graph-client";
import { TokenCredentialAuthenticationProvider } from "@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js";

const { AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET, PROFILESTATUS_URL } = process.env;
const service = new URL(PROFILESTATUS_URL);

async function create(credential) {
  const authProvider = new TokenCredentialAuthenticationProvider(credential, { scopes: ["https://graph.microsoft.com/.default"] });
  const graph = Client.initWithMiddleware({ authProvider, baseUrl: service.origin, defaultVersion: "beta", customHosts: new Set([service.hostname]) });
  const path = "/education/synchronizationProfiles/javascript/profileStatus";
  const created = await graph.api(path).post({ status: "success", lastSynchronizationDateTime: new Date().toISOString() });
  assert.deepEqual(await graph.api(path).get(), created);
}

const options = { disableInstanceDiscovery: true };
await create(new ClientSecretCredential(AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET, options));
console.log("client secret");

await create(new ManagedIdentityCredential());
console.log("managed identity");

const wrong = new ClientSecretCredential(AZURE_TENANT_ID, AZURE_CLIENT_ID, "wrong", options);
await assert.rejects(wrong.getToken("https://graph.microsoft.com/.default"), (error) => {
  assert.match(error.name, /^Authentication(Required)?Error$/);
  assert.match(error.message, /AADSTS7000215/);
  return true;
});
console.log("typed error");
