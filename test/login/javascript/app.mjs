// An app that writes to Graph, as it runs in production: it knows nothing of
// tests. Without GRAPH_URL it writes to Graph itself.
import { DefaultAzureCredential } from "@azure/identity";
import { Client } from "@microsoft/microsoft-graph-client";
import { TokenCredentialAuthenticationProvider } from "@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js";

const graphURL = new URL(process.env.GRAPH_URL ?? "https://graph.microsoft.com");
const credential = new DefaultAzureCredential({ disableInstanceDiscovery: true });
const authProvider = new TokenCredentialAuthenticationProvider(credential, { scopes: ["https://graph.microsoft.com/.default"] });
const graph = Client.initWithMiddleware({
  authProvider, baseUrl: graphURL.origin, customHosts: new Set([graphURL.hostname]), defaultVersion: "beta",
});

const status = { status: "success", lastSynchronizationDateTime: "2026-11-23T09:58:12Z" };
const created = await graph.api("/education/synchronizationProfiles/school-1/profileStatus").post(status);
console.log(created.status);
