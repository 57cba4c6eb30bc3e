import assert from "node:assert/strict";
import { createClient } from "./client/client/index.js";
import { client } from "./client/client.gen.js";
import {
  createProfileStatus,
  deleteProfileStatus,
  getProfileStatus,
  listProfileStatusHistory,
  type EducationSynchronizationProfileStatus,
  type EducationSynchronizationProfileStatusCreate,
  type ErrorCode,
  type MainError,
  type ODataError,
} from "./client/index.js";

const baseUrl = process.env["PROFILESTATUS_URL"];
assert(baseUrl, "PROFILESTATUS_URL is not set");

// The compiler knows that every error is an ODataError, so no cast is needed.
function refused(error: ODataError | undefined, code: ErrorCode): MainError {
  assert.equal(error?.error.code, code);
  return error.error;
}

function places(error: MainError) {
  return error.details?.map(({ code, target }) => `${code} ${target}`);
}

// begin snippet
client.setConfig({ baseUrl, auth: "any-token" });

const {
  data: created,
  error,
  response,
} = await createProfileStatus({
  path: { educationSynchronizationProfileId: "school-1" },
  body: {
    status: "success",
    lastSynchronizationDateTime: "2026-11-23T10:58:12.123456789+01:00",
  },
});
if (error) throw new Error("the status was not created", { cause: error });
// end snippet
assert.equal(response?.status, 201);
assert.match(created.id, /./);
assert.deepEqual(created, {
  "@odata.type": "#microsoft.graph.educationSynchronizationProfileStatus",
  id: created.id,
  status: "success",
  lastSynchronizationDateTime: "2026-11-23T09:58:12.123456789Z",
});
console.log("ok - server-id");

const school1 = { educationSynchronizationProfileId: "school-1" };
const run1: EducationSynchronizationProfileStatusCreate = {
  id: "run-1",
  status: "quarantined",
  lastSynchronizationDateTime: "2026-11-22T22:15:00Z",
};
{
  const { data, response } = await createProfileStatus({ path: school1, body: run1 });
  assert.equal(response?.status, 201);
  assert.equal(data?.id, "run-1");
  console.log("ok - own-id");
}

{
  const { data } = await getProfileStatus({ path: school1 });
  const newest: EducationSynchronizationProfileStatus = {
    "@odata.type": "#microsoft.graph.educationSynchronizationProfileStatus",
    id: "run-1",
    status: "quarantined",
    lastSynchronizationDateTime: "2026-11-22T22:15:00Z",
  };
  assert.deepEqual(data, newest);
  console.log("ok - newest");
}

{
  const { error, response } = await createProfileStatus({ path: school1, body: run1 });
  assert.equal(response?.status, 409);
  const conflict = refused(error, "Conflict");
  assert.match(conflict.message, /./);
  assert.equal(conflict.innerError["request-id"], response.headers.get("request-id"));
  console.log("ok - conflict");
}

{
  const { error, response } = await createProfileStatus({
    path: school1,
    body: {
      // @ts-expect-error The enum is closed, so the compiler refuses this.
      status: "finished",
      lastSynchronizationDateTime: "2026-11-22T22:15:00Z",
    },
  });
  assert.equal(response?.status, 400);
  assert.deepEqual(places(refused(error, "BadRequest")), ["enum /status"]);
  console.log("ok - enum");
}

{
  const stranger = createClient({ baseUrl });
  const { error, response } = await getProfileStatus({ client: stranger, path: school1 });
  assert.equal(response?.status, 401);
  refused(error, "InvalidAuthenticationToken");
  console.log("ok - token");
}

{
  const school2 = { educationSynchronizationProfileId: "school-2" };
  const ids = Array.from({ length: 250 }, (_, i) => `e-${String(i + 1).padStart(3, "0")}`);
  for (const id of ids) {
    const { response } = await createProfileStatus({
      path: school2,
      body: { id, status: "success", lastSynchronizationDateTime: "2026-11-23T10:00:00Z" },
    });
    assert.equal(response?.status, 201);
  }

  const pages: string[][] = [];
  const query: { $top: number; $skiptoken?: string } = { $top: 100 };
  for (;;) {
    const { data } = await listProfileStatusHistory({ path: school2, query });
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
  const deleted = await deleteProfileStatus({ path: school1 });
  assert.equal(deleted.response?.status, 204);
  const { error, response } = await getProfileStatus({ path: school1 });
  assert.equal(response?.status, 404);
  refused(error, "ResourceNotFound");
  console.log("ok - delete");
}

{
  const school3 = { educationSynchronizationProfileId: "~school.3" };
  const { data: created } = await createProfileStatus({ path: school3, body: run1 });
  assert.equal(created?.id, "run-1");
  const { data: newest } = await getProfileStatus({ path: school3 });
  assert.deepEqual(newest, created);

  const strange = { educationSynchronizationProfileId: "school 3/ä" };
  const { error, response } = await createProfileStatus({ path: strange, body: run1 });
  assert.equal(response?.status, 400);
  assert.deepEqual(places(refused(error, "BadRequest")), [
    "pattern path/educationSynchronizationProfileId",
  ]);
  console.log("ok - escape");
}
