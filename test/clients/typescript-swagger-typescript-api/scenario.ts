import assert from "node:assert/strict";
import {
  Api,
  EducationSynchronizationStatus,
  ErrorCode,
  type EducationSynchronizationProfileStatus,
  type EducationSynchronizationProfileStatusCreate,
  type HttpResponse,
  type MainError,
  type ODataError,
} from "./client/client.js";

const url = process.env["PROFILESTATUS_URL"] ?? "http://127.0.0.1:8080/beta";

// An answer that is not a success is thrown, and what is thrown has no type.
async function refused(call: Promise<unknown>, status: number, code: ErrorCode): Promise<MainError> {
  try {
    await call;
  } catch (thrown) {
    assert.ok(thrown instanceof Response, String(thrown));
    const answer = thrown as HttpResponse<unknown, ODataError>;
    assert.equal(answer.status, status);
    assert.equal(answer.error.error.code, code);
    assert.equal(answer.error.error.innerError["request-id"], answer.headers.get("request-id"));
    return answer.error.error;
  }
  assert.fail(`want ${status}, got a success`);
}

function places({ details }: MainError) {
  return details?.map(({ code, target }) => `${code} ${target}`);
}

// begin snippet
const { education: api } = new Api({
  baseUrl: url,
  baseApiParams: {
    format: "json", // of every answer, or data stays null
    headers: { Authorization: "Bearer any-token" },
  },
});
const { data: created } = await api.createProfileStatus("school-1", {
  status: EducationSynchronizationStatus.Success,
  lastSynchronizationDateTime: "2026-11-23T10:58:12.123456789+01:00",
});
// end snippet
assert.match(created.id, /./);
assert.deepEqual(created, {
  "@odata.type": "#microsoft.graph.educationSynchronizationProfileStatus",
  id: created.id,
  status: EducationSynchronizationStatus.Success,
  lastSynchronizationDateTime: "2026-11-23T09:58:12.123456789Z",
});
console.log("ok - server-id");

const run1: EducationSynchronizationProfileStatusCreate = {
  id: "run-1",
  status: EducationSynchronizationStatus.Quarantined,
  lastSynchronizationDateTime: "2026-11-22T22:15:00Z",
};
assert.equal((await api.createProfileStatus("school-1", run1)).data.id, "run-1");
console.log("ok - own-id");

const newest: EducationSynchronizationProfileStatus = {
  "@odata.type": "#microsoft.graph.educationSynchronizationProfileStatus",
  id: "run-1",
  status: EducationSynchronizationStatus.Quarantined,
  lastSynchronizationDateTime: "2026-11-22T22:15:00Z",
};
assert.deepEqual((await api.getProfileStatus("school-1")).data, newest);
console.log("ok - newest");

const conflict = await refused(api.createProfileStatus("school-1", run1), 409, ErrorCode.Conflict);
assert.match(conflict.message, /./);
console.log("ok - conflict");

// @ts-expect-error The enum is closed, so the compiler refuses this.
const unknown: EducationSynchronizationProfileStatusCreate = { ...run1, status: "finished" };
const invalid = await refused(api.createProfileStatus("school-1", unknown), 400, ErrorCode.BadRequest);
assert.deepEqual(places(invalid), ["enum /status"]);
console.log("ok - enum");

const { education: anonymous } = new Api({ baseUrl: url, baseApiParams: { format: "json" } });
await refused(anonymous.getProfileStatus("school-1"), 401, ErrorCode.InvalidAuthenticationToken);
console.log("ok - token");

const ids = Array.from({ length: 250 }, (_, i) => `e-${String(i + 1).padStart(3, "0")}`);
for (const id of ids) {
  await api.createProfileStatus("school-2", {
    id,
    status: EducationSynchronizationStatus.Success,
    lastSynchronizationDateTime: "2026-11-23T10:00:00Z",
  });
}
const pages: string[][] = [];
let token: string | undefined;
do {
  const { data: page } = await api.listProfileStatusHistory("school-2", { $top: 100, $skiptoken: token });
  pages.push(page.value.map(({ id }) => id));
  // The path is already known, so only the token of the link is of use.
  const next = page["@odata.nextLink"];
  token = next === undefined ? undefined : (new URL(next).searchParams.get("$skiptoken") ?? "");
} while (token !== undefined);
assert.deepEqual(
  pages.map((page) => page.length),
  [100, 100, 50],
);
assert.deepEqual(pages.flat(), ids.toReversed());
console.log("ok - pages");

assert.equal((await api.deleteProfileStatus("school-1")).status, 204);
await refused(api.getProfileStatus("school-1"), 404, ErrorCode.ResourceNotFound);
console.log("ok - delete");

const tilde = await api.createProfileStatus("~school.3", run1);
assert.deepEqual((await api.getProfileStatus("~school.3")).data, tilde.data);
// The client puts an id into the path as it stands.
const escaped = await refused(api.createProfileStatus(encodeURIComponent("school 3/ä"), run1), 400, ErrorCode.BadRequest);
assert.deepEqual(places(escaped), ["pattern path/educationSynchronizationProfileId"]);
console.log("ok - escape");
