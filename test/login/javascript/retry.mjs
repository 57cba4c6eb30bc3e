// Creates a status by the Graph client for each scenario, and prints what an app
// gets.
import { Client, ResponseType } from "@microsoft/microsoft-graph-client";

const origin = new URL(process.env.PROFILESTATUS_ORIGIN);

async function create(scenario) {
  const authProvider = { getAccessToken: async () => "any-token" };
  const baseUrl = `${origin.origin}/tenants/javascript-${scenario}`;
  const graph = Client.initWithMiddleware({ authProvider, baseUrl, defaultVersion: "beta", customHosts: new Set([origin.hostname]) });
  const request = graph.api("/education/synchronizationProfiles/school-1/profileStatus").responseType(ResponseType.RAW);
  if (scenario === "slow") {
    request.option("signal", AbortSignal.timeout(1000));
  }
  try {
    const answer = await request.post({ id: "run-1", status: "success", lastSynchronizationDateTime: "2026-11-23T10:00:00Z" });
    await answer.text();
    return answer.status;
  } catch (error) {
    return error.statusCode > 0 ? error.statusCode : "no answer";
  }
}

for (const scenario of process.argv.slice(2)) {
  console.log(`${scenario}: ${await create(scenario)}`);
}
