import assert from "node:assert/strict";
import SwaggerClient from "swagger-client";

const baseUrl = process.env.PROFILESTATUS_URL;
assert(baseUrl, "PROFILESTATUS_URL is not set");

// An answer that is not a success is thrown, as an Error with the answer in it.
async function refused(promise, status, code) {
  const answer = await promise.catch((error) => {
    if (!error.response) throw error;
    return error.response;
  });
  assert.equal(answer.status, status, `want ${status}, got ${answer.status} ${answer.text}`);
  assert.equal(answer.body.error.code, code);
  return answer;
}

function places({ body }) {
  return body.error.details.map(({ code, target }) => `${code} ${target}`);
}

// begin snippet
// The document comes from the service itself. Its only server is "/beta", which
// is resolved against this address, so that the host needs not be told twice.
const client = await SwaggerClient(new URL("/openapi.json", baseUrl).href, {
  authorizations: { bearer: { value: "any-token" } },
});
const { profileStatus } = client.apis;
const school1 = { educationSynchronizationProfileId: "school-1" };
const requestBody = {
  status: "success",
  lastSynchronizationDateTime: "2026-11-23T10:58:12.123456789+01:00",
};
const created = await profileStatus.createProfileStatus(school1, { requestBody });
// end snippet
assert.match(created.body.id, /./);
assert.equal(created.url, `${baseUrl}/education/synchronizationProfiles/school-1/profileStatus`);
assert.equal(created.status, 201);
assert.deepEqual(created.body, {
  "@odata.type": "#microsoft.graph.educationSynchronizationProfileStatus",
  id: created.body.id,
  status: "success",
  lastSynchronizationDateTime: "2026-11-23T09:58:12.123456789Z",
});
console.log("ok - server-id");

const run1 = {
  id: "run-1",
  status: "quarantined",
  lastSynchronizationDateTime: "2026-11-22T22:15:00Z",
};
{
  const { status, body } = await profileStatus.createProfileStatus(school1, { requestBody: run1 });
  assert.equal(status, 201);
  assert.equal(body.id, "run-1");
  console.log("ok - own-id");
}

{
  const { body } = await profileStatus.getProfileStatus(school1);
  assert.deepEqual(body, {
    "@odata.type": "#microsoft.graph.educationSynchronizationProfileStatus",
    id: "run-1",
    status: "quarantined",
    lastSynchronizationDateTime: "2026-11-22T22:15:00Z",
  });
  // There is no type to tell the members of the enum; the document does.
  const { EducationSynchronizationStatus } = client.spec.components.schemas;
  assert(EducationSynchronizationStatus.enum.includes(body.status));
  console.log("ok - newest");
}

{
  const create = profileStatus.createProfileStatus(school1, { requestBody: run1 });
  const { body, headers } = await refused(create, 409, "Conflict");
  assert.match(body.error.message, /./);
  assert.equal(body.error.innerError["request-id"], headers["request-id"]);
  console.log("ok - conflict");
}

{
  // The client checks that parameters are there, but nothing of the body.
  const create = profileStatus.createProfileStatus(school1, {
    requestBody: { ...run1, id: "run-2", status: "finished" },
  });
  assert.deepEqual(places(await refused(create, 400, "BadRequest")), ["enum /status"]);
  console.log("ok - enum");
}

{
  const stranger = await SwaggerClient(client.url);
  const read = stranger.apis.profileStatus.getProfileStatus(school1);
  await refused(read, 401, "InvalidAuthenticationToken");
  console.log("ok - token");
}

{
  const school2 = { educationSynchronizationProfileId: "school-2" };
  const ids = Array.from({ length: 250 }, (_, i) => `e-${String(i + 1).padStart(3, "0")}`);
  for (const id of ids) {
    const requestBody = {
      id,
      status: "success",
      lastSynchronizationDateTime: "2026-11-23T10:00:00Z",
    };
    await profileStatus.createProfileStatus(school2, { requestBody });
  }

  const pages = [];
  const query = { $top: 100 };
  for (;;) {
    const { body } = await profileStatus.listProfileStatusHistory({ ...school2, ...query });
    pages.push(body.value.map(({ id }) => id));
    const next = body["@odata.nextLink"];
    if (next === undefined) break;
    // The path is already known, so only the token of the link is of use.
    query.$skiptoken = new URL(next).searchParams.get("$skiptoken");
  }
  assert.deepEqual(
    pages.map((page) => page.length),
    [100, 100, 50],
  );
  assert.deepEqual(pages.flat(), ids.toReversed());
  console.log("ok - pages");
}

{
  const { status } = await profileStatus.deleteProfileStatus(school1);
  assert.equal(status, 204);
  await refused(profileStatus.getProfileStatus(school1), 404, "ResourceNotFound");
  console.log("ok - delete");
}

{
  const school3 = { educationSynchronizationProfileId: "~school.3" };
  const created = await profileStatus.createProfileStatus(school3, { requestBody: run1 });
  assert.equal(created.body.id, "run-1");
  const newest = await profileStatus.getProfileStatus(school3);
  assert.deepEqual(newest.body, created.body);

  const strange = { educationSynchronizationProfileId: "school 3/ä" };
  const create = profileStatus.createProfileStatus(strange, { requestBody: run1 });
  assert.deepEqual(places(await refused(create, 400, "BadRequest")), [
    "pattern path/educationSynchronizationProfileId",
  ]);
  console.log("ok - escape");
}
