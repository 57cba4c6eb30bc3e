import assert from "node:assert/strict";
import {
  createProfileStatus,
  deleteProfileStatus,
  EducationSynchronizationStatus,
  ErrorCode,
  getProfileStatus,
  listProfileStatusHistory,
  type EducationSynchronizationProfileStatus,
  type EducationSynchronizationProfileStatusCreate,
  type MainError,
  type ODataError,
} from "./client/client.js";

// Every function answers a union that its status tells apart, so that the
// compiler knows the type of data once the status is known.
function answered<A extends { status: number; data: unknown }, S extends A["status"]>(
  answer: A,
  status: S,
): asserts answer is Extract<A, { status: S }> {
  assert.equal(answer.status, status, `want ${status}, got ${JSON.stringify(answer)}`);
}

function refused({ error }: ODataError, code: ErrorCode): MainError {
  assert.equal(error.code, code);
  return error;
}

function places(error: MainError) {
  return error.details?.map(({ code, target }) => `${code} ${target}`);
}

// begin snippet
// The base URL is in orval.config.mjs; the token goes with each call.
const options = { headers: { Authorization: "Bearer any-token" } };

const created = await createProfileStatus(
  "school-1",
  {
    status: EducationSynchronizationStatus.success,
    lastSynchronizationDateTime: "2026-11-23T10:58:12.123456789+01:00",
  },
  options,
);
if (created.status !== 201) throw new Error(created.data.error.message);
// end snippet
assert.match(created.data.id, /./);
assert.deepEqual(created.data, {
  "@odata.type": "#microsoft.graph.educationSynchronizationProfileStatus",
  id: created.data.id,
  status: EducationSynchronizationStatus.success,
  lastSynchronizationDateTime: "2026-11-23T09:58:12.123456789Z",
});
console.log("ok - server-id");

const run1: EducationSynchronizationProfileStatusCreate = {
  id: "run-1",
  status: EducationSynchronizationStatus.quarantined,
  lastSynchronizationDateTime: "2026-11-22T22:15:00Z",
};
{
  const answer = await createProfileStatus("school-1", run1, options);
  answered(answer, 201);
  assert.equal(answer.data.id, "run-1");
  console.log("ok - own-id");
}

{
  const answer = await getProfileStatus("school-1", options);
  answered(answer, 200);
  const newest: EducationSynchronizationProfileStatus = {
    "@odata.type": "#microsoft.graph.educationSynchronizationProfileStatus",
    id: "run-1",
    status: EducationSynchronizationStatus.quarantined,
    lastSynchronizationDateTime: "2026-11-22T22:15:00Z",
  };
  assert.deepEqual(answer.data, newest);
  console.log("ok - newest");
}

{
  const answer = await createProfileStatus("school-1", run1, options);
  answered(answer, 409);
  const conflict = refused(answer.data, ErrorCode.Conflict);
  assert.match(conflict.message, /./);
  assert.equal(conflict.innerError["request-id"], answer.headers.get("request-id"));
  console.log("ok - conflict");
}

{
  const answer = await createProfileStatus(
    "school-1",
    {
      // @ts-expect-error The enum is closed, so the compiler refuses this.
      status: "finished",
      lastSynchronizationDateTime: "2026-11-22T22:15:00Z",
    },
    options,
  );
  answered(answer, 400);
  assert.deepEqual(places(refused(answer.data, ErrorCode.BadRequest)), ["enum /status"]);
  console.log("ok - enum");
}

{
  const answer = await getProfileStatus("school-1");
  answered(answer, 401);
  refused(answer.data, ErrorCode.InvalidAuthenticationToken);
  console.log("ok - token");
}

{
  const ids = Array.from({ length: 250 }, (_, i) => `e-${String(i + 1).padStart(3, "0")}`);
  for (const id of ids) {
    const answer = await createProfileStatus(
      "school-2",
      {
        id,
        status: EducationSynchronizationStatus.success,
        lastSynchronizationDateTime: "2026-11-23T10:00:00Z",
      },
      options,
    );
    answered(answer, 201);
  }

  const pages: string[][] = [];
  const params: { $top: number; $skiptoken?: string } = { $top: 100 };
  for (;;) {
    const answer = await listProfileStatusHistory("school-2", params, options);
    answered(answer, 200);
    pages.push(answer.data.value.map(({ id }) => id));
    const next = answer.data["@odata.nextLink"];
    if (next === undefined) break;
    // The path is already known, so only the token of the link is of use.
    params.$skiptoken = new URL(next).searchParams.get("$skiptoken") ?? "";
  }
  assert.deepEqual(
    pages.map((page) => page.length),
    [100, 100, 50],
  );
  assert.deepEqual(pages.flat(), ids.toReversed());
  console.log("ok - pages");
}

{
  answered(await deleteProfileStatus("school-1", options), 204);
  const answer = await getProfileStatus("school-1", options);
  answered(answer, 404);
  refused(answer.data, ErrorCode.ResourceNotFound);
  console.log("ok - delete");
}

{
  const created = await createProfileStatus("~school.3", run1, options);
  answered(created, 201);
  const newest = await getProfileStatus("~school.3", options);
  answered(newest, 200);
  assert.deepEqual(newest.data, created.data);

  const answer = await createProfileStatus("school 3/ä", run1, options);
  answered(answer, 400);
  assert.deepEqual(places(refused(answer.data, ErrorCode.BadRequest)), [
    "pattern path/educationSynchronizationProfileId",
  ]);
  console.log("ok - escape");
}
