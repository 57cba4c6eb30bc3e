import assert from "node:assert/strict";
import { setConfig, type ResponseConfig } from "./client/.kubb/fetch.ts";
import {
  createProfileStatus,
  deleteProfileStatus,
  getProfileStatus,
  listProfileStatusHistory,
  type CreateProfileStatus400,
  type CreateProfileStatus409,
  type EducationSynchronizationProfileStatus,
  type EducationSynchronizationProfileStatusCreate,
  type GetProfileStatus401,
  type GetProfileStatus404,
} from "./client/index.ts";

const url = process.env["PROFILESTATUS_URL"] ?? "http://127.0.0.1:8080/beta";

// An answer that is not a success has the type of one, until it is told which
// of the types of the document it has.
function refused<E extends CreateProfileStatus400>({ data, status, headers }: ResponseConfig<unknown>, want: number, code: E["error"]["code"]) {
  assert.equal(status, want);
  const { error } = data as E;
  assert.equal(error.code, code);
  assert.equal(error.innerError["request-id"], headers.get("request-id"));
  return error;
}

function places({ details }: CreateProfileStatus400["error"]) {
  return details?.map(({ code, target }) => `${code} ${target}`);
}

// begin snippet
setConfig({
  baseURL: url,
  // fetch calls a text text/plain, which the service refuses.
  headers: { Authorization: "Bearer any-token", "Content-Type": "application/json" },
});
const { data: created, status } = await createProfileStatus("school-1", {
  status: "success",
  lastSynchronizationDateTime: "2026-11-23T10:58:12.123456789+01:00",
});
if (status !== 201) throw new Error("the status was not created", { cause: created });
// end snippet
assert.match(created.id, /./);
assert.deepEqual(created, {
  "@odata.type": "#microsoft.graph.educationSynchronizationProfileStatus",
  id: created.id,
  status: "success",
  lastSynchronizationDateTime: "2026-11-23T09:58:12.123456789Z",
});
console.log("ok - server-id");

const run1: EducationSynchronizationProfileStatusCreate = {
  id: "run-1",
  status: "quarantined",
  lastSynchronizationDateTime: "2026-11-22T22:15:00Z",
};
assert.equal((await createProfileStatus("school-1", run1)).data.id, "run-1");
console.log("ok - own-id");

const newest: EducationSynchronizationProfileStatus = {
  "@odata.type": "#microsoft.graph.educationSynchronizationProfileStatus",
  id: "run-1",
  status: "quarantined",
  lastSynchronizationDateTime: "2026-11-22T22:15:00Z",
};
assert.deepEqual((await getProfileStatus("school-1")).data, newest);
console.log("ok - newest");

const conflict = refused<CreateProfileStatus409>(await createProfileStatus("school-1", run1), 409, "Conflict");
assert.match(conflict.message, /./);
console.log("ok - conflict");

// @ts-expect-error The enum is closed, so the compiler refuses this.
const unknown: EducationSynchronizationProfileStatusCreate = { ...run1, status: "finished" };
const invalid = refused<CreateProfileStatus400>(await createProfileStatus("school-1", unknown), 400, "BadRequest");
assert.deepEqual(places(invalid), ["enum /status"]);
console.log("ok - enum");

refused<GetProfileStatus401>(await getProfileStatus("school-1", { headers: { Authorization: "" } }), 401, "InvalidAuthenticationToken");
console.log("ok - token");

const ids = Array.from({ length: 250 }, (_, i) => `e-${String(i + 1).padStart(3, "0")}`);
for (const id of ids) {
  await createProfileStatus("school-2", {
    id,
    status: "success",
    lastSynchronizationDateTime: "2026-11-23T10:00:00Z",
  });
}
const pages: string[][] = [];
let token: string | undefined;
do {
  const { data: page } = await listProfileStatusHistory("school-2", { $top: 100, $skiptoken: token });
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

assert.equal((await deleteProfileStatus("school-1")).status, 204);
refused<GetProfileStatus404>(await getProfileStatus("school-1"), 404, "ResourceNotFound");
console.log("ok - delete");

const tilde = await createProfileStatus("~school.3", run1);
assert.deepEqual((await getProfileStatus("~school.3")).data, tilde.data);
// The client puts an id into the path as it stands.
const escaped = refused<CreateProfileStatus400>(await createProfileStatus(encodeURIComponent("school 3/ä"), run1), 400, "BadRequest");
assert.deepEqual(places(escaped), ["pattern path/educationSynchronizationProfileId"]);
console.log("ok - escape");
