import assert from "node:assert/strict";
import { Client, GraphError, PageIterator } from "@microsoft/microsoft-graph-client";
import { startFront } from "./front.js";
import type {
  EducationSynchronizationProfileStatus,
  EducationSynchronizationProfileStatusCollection,
  EducationSynchronizationStatus,
  MainError,
} from "./models.js";

const odataType = "#microsoft.graph.educationSynchronizationProfileStatus";
const service = new URL(process.env["PROFILESTATUS_URL"] ?? "https://127.0.0.1:8443/beta");

// The path is built by hand, as for everything that the SDK has no types for.
const profileStatus = (profile: string) => `/education/synchronizationProfiles/${profile}/profileStatus`;
const history = (profile: string) => `${profileStatus(profile)}History`;

/** The error that the service answers, with its body parsed. */
async function refusal(answer: Promise<unknown>): Promise<[GraphError, MainError]> {
  try {
    await answer;
  } catch (error) {
    if (error instanceof GraphError && error.statusCode > 0) {
      return [error, JSON.parse(error.body) as MainError];
    }
    throw error;
  }
  return assert.fail("expected the request to be refused, but it succeeded");
}

function places(error: MainError) {
  return error.details?.map(({ code, target }) => `${code} ${target}`);
}

// The client below has the default chain of middlewares: authentication, retry,
// redirect and telemetry.
// begin snippet
// The token is sent only over https, and only to hosts that are named here.
const client = Client.initWithMiddleware({
  authProvider: { getAccessToken: async () => "any-token" },
  baseUrl: service.origin,
  defaultVersion: "beta",
  customHosts: new Set([service.hostname]),
});
const status: EducationSynchronizationProfileStatus = {
  status: "success",
  lastSynchronizationDateTime: "2026-11-23T10:58:12.123456789+01:00",
};
const created: EducationSynchronizationProfileStatus = await client
  .api("/education/synchronizationProfiles/school-1/profileStatus")
  .post(status);
// end snippet
assert.ok(created.id);
assert.deepEqual(created, {
  "@odata.type": odataType,
  id: created.id,
  status: "success",
  lastSynchronizationDateTime: "2026-11-23T09:58:12.123456789Z",
});
console.log("ok - server-id");

const own: EducationSynchronizationProfileStatus = {
  id: "run-1",
  status: "quarantined",
  lastSynchronizationDateTime: "2026-11-22T22:15:00Z",
};
const stored = { ...own, "@odata.type": odataType };
assert.deepEqual(await client.api(profileStatus("school-1")).post(own), stored);
console.log("ok - own-id");

assert.deepEqual(await client.api(profileStatus("school-1")).get(), stored);
console.log("ok - newest");

{
  const [error, body] = await refusal(client.api(profileStatus("school-1")).post(own));
  assert.equal(error.statusCode, 409);
  assert.equal(error.code, "Conflict");
  assert.ok(error.message);
  assert.equal(error.requestId, body.innerError["request-id"]);
  assert.equal(error.requestId, error.headers?.get("request-id"));
  // The telemetry middleware has made an id of its own, which comes back.
  assert.notEqual(body.innerError["client-request-id"], error.requestId);
  console.log("ok - conflict");
}

{
  const finished = { ...status, status: "finished" as string as EducationSynchronizationStatus };
  const [error, body] = await refusal(client.api(profileStatus("school-1")).post(finished));
  assert.equal(error.statusCode, 400);
  assert.equal(error.code, "BadRequest");
  assert.deepEqual(places(body), ["enum /status"]);
  console.log("ok - enum");
}

{
  // A host that is not named gets no token: the mistake that is made most.
  const unnamed = Client.initWithMiddleware({
    authProvider: { getAccessToken: async () => "any-token" },
    baseUrl: service.origin,
    defaultVersion: "beta",
  });
  const [error] = await refusal(unnamed.api(profileStatus("school-1")).get());
  assert.equal(error.statusCode, 401);
  assert.equal(error.code, "InvalidAuthenticationToken");
  console.log("ok - token");
}

{
  const ids = Array.from({ length: 250 }, (_, i) => `e-${String(i + 1).padStart(3, "0")}`);
  for (const id of ids) {
    await client.api(profileStatus("school-2")).post({ ...own, id });
  }
  const first: EducationSynchronizationProfileStatusCollection = await client
    .api(history("school-2"))
    .top(100)
    .get();
  assert.equal(first.value.length, 100);
  const listed: string[] = [];
  const iterator = new PageIterator(client, first, (entry: EducationSynchronizationProfileStatus) => {
    listed.push(entry.id ?? "");
    return true;
  });
  await iterator.iterate();
  assert.ok(iterator.isComplete());
  assert.deepEqual(listed, ids.toReversed());
  console.log("ok - pages");
}

{
  await client.api(profileStatus("school-1")).delete();
  const [error] = await refusal(client.api(profileStatus("school-1")).get());
  assert.equal(error.statusCode, 404);
  assert.equal(error.code, "ResourceNotFound");
  console.log("ok - delete");
}

{
  assert.deepEqual(await client.api(profileStatus("~school.3")).post(own), stored);
  assert.deepEqual(await client.api(profileStatus("~school.3")).get(), stored);

  const strange = "school 3/ä";
  const [error, body] = await refusal(client.api(profileStatus(encodeURIComponent(strange))).post(own));
  assert.equal(error.statusCode, 400);
  assert.equal(error.code, "BadRequest");
  assert.deepEqual(places(body), ["pattern path/educationSynchronizationProfileId"]);

  // The SDK takes a path as it stands. Without that escaping by hand the slash
  // parts the id in two, and such a path the service does not have.
  const [split] = await refusal(client.api(profileStatus(strange)).post(own));
  assert.equal(split.statusCode, 404);
  assert.equal(split.code, "ResourceNotFound");
  console.log("ok - escape");
}

{
  const front = await startFront(service);
  const patient = Client.initWithMiddleware({
    authProvider: { getAccessToken: async () => "any-token" },
    baseUrl: front.url.origin,
    defaultVersion: "beta",
    customHosts: new Set([front.url.hostname]),
  });
  assert.deepEqual(await patient.api(profileStatus("school-4")).post(own), stored);
  const [refused, retried] = front.arrivals;
  assert.equal(front.arrivals.length, 2);
  assert.equal(refused?.headers["retry-attempt"], undefined);
  assert.equal(retried?.headers["retry-attempt"], "1");
  assert.deepEqual(retried?.body, refused?.body);
  assert.equal(refused?.headers.authorization, undefined, "a token was sent over plain http");
  console.log("ok - retry");
}

{
  // What is not selected is not there, whatever the type says.
  const some = { "@odata.type": odataType, id: "run-1", status: "quarantined" };
  assert.deepEqual(await client.api(profileStatus("school-4")).select("id,status").get(), some);
  assert.deepEqual(await client.api(profileStatus("school-4")).select(["id", "status"]).get(), some);
  assert.deepEqual(await client.api(`${history("school-4")}/run-1`).query({ $select: "id,status" }).get(), some);
  await client.api(profileStatus("school-4")).post({ ...own, id: "run-2" });
  const first = await client.api(history("school-4")).select("id").top(1).get();
  const listed: object[] = [];
  await new PageIterator(client, first, (entry: object) => listed.push(entry) > 0).iterate();
  assert.deepEqual(listed, ["run-2", "run-1"].map((id) => ({ "@odata.type": odataType, id })));
  const [error, body] = await refusal(client.api(profileStatus("school-4")).select("colour").get());
  assert.equal(error.statusCode, 400);
  assert.deepEqual(places(body), ["enum query/$select"]);
  console.log("ok - select");
}

{
  const request = client.api(profileStatus("school-4")).header("Prefer", "return=minimal");
  assert.equal(await request.post({ ...own, id: "run-3" }), undefined);
  assert.equal((await client.api(profileStatus("school-4")).select("id").get()).id, "run-3");
  console.log("ok - minimal");
}
