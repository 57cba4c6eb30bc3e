import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import type { components, paths } from "./client/schema.js";

type Schemas = components["schemas"];

const baseUrl = process.env["PROFILESTATUS_URL"];
assert(baseUrl, "PROFILESTATUS_URL is not set");

// The compiler knows that every error is an ODataError, so no cast is needed.
function refused(error: Schemas["ODataError"] | undefined, code: Schemas["ErrorCode"]) {
  assert.equal(error?.error.code, code);
  return error.error;
}

function places(error: Schemas["MainError"]) {
  return error.details?.map(({ code, target }) => `${code} ${target}`);
}

function at(educationSynchronizationProfileId: string) {
  return { path: { educationSynchronizationProfileId } };
}

// begin snippet
const profileStatus =
  "/education/synchronizationProfiles/{educationSynchronizationProfileId}/profileStatus";
const client = createClient<paths>({
  baseUrl,
  headers: { Authorization: "Bearer any-token" },
});
const {
  data: created,
  error,
  response,
} = await client.POST(profileStatus, {
  params: { path: { educationSynchronizationProfileId: "school-1" } },
  body: {
    status: "success",
    lastSynchronizationDateTime: "2026-11-23T10:58:12.123456789+01:00",
  },
});
if (error) throw new Error(`${error.error.code}: ${error.error.message}`);
// end snippet
assert.equal(response.status, 201);
assert.match(created.id, /./);
assert.deepEqual(created, {
  "@odata.type": "#microsoft.graph.educationSynchronizationProfileStatus",
  id: created.id,
  status: "success",
  lastSynchronizationDateTime: "2026-11-23T09:58:12.123456789Z",
});
console.log("ok - server-id");

const run1: Schemas["EducationSynchronizationProfileStatusCreate"] = {
  id: "run-1",
  status: "quarantined",
  lastSynchronizationDateTime: "2026-11-22T22:15:00Z",
};
{
  const { data, response } = await client.POST(profileStatus, {
    params: at("school-1"),
    body: run1,
  });
  assert.equal(response.status, 201);
  assert.equal(data?.id, "run-1");
  console.log("ok - own-id");
}

{
  const { data } = await client.GET(profileStatus, { params: at("school-1") });
  const newest: Schemas["EducationSynchronizationProfileStatus"] = {
    "@odata.type": "#microsoft.graph.educationSynchronizationProfileStatus",
    id: "run-1",
    status: "quarantined",
    lastSynchronizationDateTime: "2026-11-22T22:15:00Z",
  };
  assert.deepEqual(data, newest);
  console.log("ok - newest");
}

{
  const { error, response } = await client.POST(profileStatus, {
    params: at("school-1"),
    body: run1,
  });
  assert.equal(response.status, 409);
  const conflict = refused(error, "Conflict");
  assert.match(conflict.message, /./);
  assert.equal(conflict.innerError["request-id"], response.headers.get("request-id"));
  console.log("ok - conflict");
}

{
  const { error, response } = await client.POST(profileStatus, {
    params: at("school-1"),
    body: {
      // @ts-expect-error The enum is closed, so the compiler refuses this.
      status: "finished",
      lastSynchronizationDateTime: "2026-11-22T22:15:00Z",
    },
  });
  assert.equal(response.status, 400);
  assert.deepEqual(places(refused(error, "BadRequest")), ["enum /status"]);
  console.log("ok - enum");
}

{
  const stranger = createClient<paths>({ baseUrl });
  const { error, response } = await stranger.GET(profileStatus, { params: at("school-1") });
  assert.equal(response.status, 401);
  refused(error, "InvalidAuthenticationToken");
  console.log("ok - token");
}

{
  const ids = Array.from({ length: 250 }, (_, i) => `e-${String(i + 1).padStart(3, "0")}`);
  for (const id of ids) {
    const { response } = await client.POST(profileStatus, {
      params: at("school-2"),
      body: { id, status: "success", lastSynchronizationDateTime: "2026-11-23T10:00:00Z" },
    });
    assert.equal(response.status, 201);
  }

  const pages: string[][] = [];
  const query: { $top: number; $skiptoken?: string } = { $top: 100 };
  for (;;) {
    const { data } = await client.GET(`${profileStatus}History`, {
      params: { ...at("school-2"), query },
    });
    assert(data);
    pages.push(data.value.map(({ id }) => id));
    const next = data["@odata.nextLink"];
    if (next === undefined) break;
    // The path is already known, so only the token of the link is of use.
    query.$skiptoken = new URL(next).searchParams.get("$skiptoken") ?? "";
  }
  assert.deepEqual(
    pages.map((page) => page.length),
    [100, 100, 50],
  );
  assert.deepEqual(pages.flat(), ids.toReversed());
  console.log("ok - pages");
}

{
  const deleted = await client.DELETE(profileStatus, { params: at("school-1") });
  assert.equal(deleted.response.status, 204);
  const { error, response } = await client.GET(profileStatus, { params: at("school-1") });
  assert.equal(response.status, 404);
  refused(error, "ResourceNotFound");
  console.log("ok - delete");
}

{
  const { data: created } = await client.POST(profileStatus, {
    params: at("~school.3"),
    body: run1,
  });
  assert.equal(created?.id, "run-1");
  const { data: newest } = await client.GET(profileStatus, { params: at("~school.3") });
  assert.deepEqual(newest, created);

  const { error, response } = await client.POST(profileStatus, {
    params: at("school 3/ä"),
    body: run1,
  });
  assert.equal(response.status, 400);
  assert.deepEqual(places(refused(error, "BadRequest")), [
    "pattern path/educationSynchronizationProfileId",
  ]);
  console.log("ok - escape");
}
