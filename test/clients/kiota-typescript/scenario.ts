import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import {
  AllowedHostsValidator,
  AnonymousAuthenticationProvider,
  BaseBearerTokenAuthenticationProvider,
} from "@microsoft/kiota-abstractions";
import { FetchRequestAdapter, KiotaClientFactory, MiddlewareFactory } from "@microsoft/kiota-http-fetchlibrary";
import { PageIterator } from "@microsoft/msgraph-sdk-core";
import { startFront } from "./front.js";
import {
  createEducationSynchronizationProfileStatusCollectionFromDiscriminatorValue,
  EducationSynchronizationStatusObject,
  ErrorCodeObject,
  type EducationSynchronizationProfileStatus,
  type EducationSynchronizationStatus,
  type MainError,
  type ODataError,
} from "./models.js";
import { createApiClient, errorMappings } from "./requests.js";

const odataType = "#microsoft.graph.educationSynchronizationProfileStatus";
const service = new URL(process.env["PROFILESTATUS_URL"] ?? "https://127.0.0.1:8443/beta");

/** The typed error that the service answers with a status. */
async function refusal(answer: Promise<unknown>, status: number): Promise<MainError> {
  try {
    await answer;
  } catch (thrown) {
    // What this runtime throws is a plain object: instanceof finds nothing.
    const { errorEscaped, responseStatusCode, responseHeaders } = thrown as ODataError;
    if (!errorEscaped) throw thrown;
    assert.equal(responseStatusCode, status);
    assert.deepEqual(responseHeaders?.["request-id"], [errorEscaped.innerError?.requestId]);
    return errorEscaped;
  }
  return assert.fail("expected the request to be refused, but it succeeded");
}

function places(error: MainError) {
  return error.details?.map(({ code, target }) => `${code} ${target}`);
}

// begin snippet
const hosts = new AllowedHostsValidator(new Set([service.hostname]));
const authentication = new BaseBearerTokenAuthenticationProvider({
  getAuthorizationToken: async (url = "") => (hosts.isUrlHostValid(url) ? "any-token" : ""),
  getAllowedHostsValidator: () => hosts,
});
// It brings its default middlewares, among them the one that tries again.
const adapter = new FetchRequestAdapter(authentication);
adapter.baseUrl = service.href;
const client = createApiClient(adapter);
const school = client.education.synchronizationProfiles.byEducationSynchronizationProfileId("school-1");
const created = await school.profileStatus.post({
  status: EducationSynchronizationStatusObject.Success,
  lastSynchronizationDateTime: new Date("2026-11-23T10:58:12.123456789+01:00"),
});
// end snippet
assert.ok(created?.id);
assert.deepEqual(created, {
  odataType,
  id: created.id,
  status: "success",
  // A Date holds milliseconds.
  lastSynchronizationDateTime: new Date("2026-11-23T09:58:12.123Z"),
});
console.log("ok - server-id");

const profiles = client.education.synchronizationProfiles;
const own: EducationSynchronizationProfileStatus = {
  id: "run-1",
  status: EducationSynchronizationStatusObject.Quarantined,
  lastSynchronizationDateTime: new Date("2026-11-22T22:15:00Z"),
};
const stored = { ...own, odataType };
assert.deepEqual(await school.profileStatus.post(own), stored);
console.log("ok - own-id");

assert.deepEqual(await school.profileStatus.get(), stored);
console.log("ok - newest");

{
  const error = await refusal(school.profileStatus.post(own), 409);
  assert.equal(error.code, ErrorCodeObject.Conflict);
  assert.ok(error.message);
  console.log("ok - conflict");
}

{
  const finished = "finished" as string as EducationSynchronizationStatus;
  const error = await refusal(school.profileStatus.post({ ...own, status: finished }), 400);
  assert.equal(error.code, ErrorCodeObject.BadRequest);
  assert.deepEqual(places(error), ["enum /status"]);
  console.log("ok - enum");
}

{
  const anonymous = new FetchRequestAdapter(new AnonymousAuthenticationProvider());
  anonymous.baseUrl = service.href;
  const stranger = createApiClient(anonymous).education.synchronizationProfiles;
  const error = await refusal(stranger.byEducationSynchronizationProfileId("school-1").profileStatus.get(), 401);
  assert.equal(error.code, ErrorCodeObject.InvalidAuthenticationToken);
  console.log("ok - token");
}

{
  const ids = Array.from({ length: 250 }, (_, i) => `e-${String(i + 1).padStart(3, "0")}`);
  const second = profiles.byEducationSynchronizationProfileId("school-2");
  for (const id of ids) {
    await second.profileStatus.post({ ...own, id });
  }
  const first = await second.profileStatusHistory.get({ queryParameters: { top: 100 } });
  assert.ok(first);
  assert.equal(first.value.length, 100);
  const listed: string[] = [];
  const iterator = new PageIterator<EducationSynchronizationProfileStatus>(
    adapter,
    first,
    (entry) => {
      listed.push(entry.id ?? "");
      return true;
    },
    createEducationSynchronizationProfileStatusCollectionFromDiscriminatorValue,
    errorMappings,
  );
  await iterator.iterate();
  assert.equal(iterator.getPagingState(), "Complete");
  assert.deepEqual(listed, ids.toReversed());
  console.log("ok - pages");
}

{
  await school.profileStatus.delete();
  const error = await refusal(school.profileStatus.get(), 404);
  assert.equal(error.code, ErrorCodeObject.ResourceNotFound);
  console.log("ok - delete");
}

{
  const tilde = profiles.byEducationSynchronizationProfileId("~school.3");
  assert.deepEqual(await tilde.profileStatus.post(own), stored);
  assert.deepEqual(await tilde.profileStatus.get(), stored);

  const strange = profiles.byEducationSynchronizationProfileId("school 3/ä");
  const error = await refusal(strange.profileStatus.post(own), 400);
  assert.equal(error.code, ErrorCodeObject.BadRequest);
  assert.deepEqual(places(error), ["pattern path/educationSynchronizationProfileId"]);
  console.log("ok - escape");
}

{
  const front = await startFront(service);
  const patient = new FetchRequestAdapter(authentication);
  patient.baseUrl = front.url.href;
  const { synchronizationProfiles } = createApiClient(patient).education;
  const fourth = synchronizationProfiles.byEducationSynchronizationProfileId("school-4");
  assert.deepEqual(await fourth.profileStatus.post(own), stored);
  const [refused, retried] = front.arrivals;
  assert.equal(front.arrivals.length, 2);
  assert.equal(refused?.headers["retry-attempt"], undefined);
  assert.equal(retried?.headers["retry-attempt"], "1");
  assert.deepEqual(retried?.body, refused?.body);
  console.log("ok - retry");
}

{
  const front = await startFront(service);
  // The default middlewares and the one that compresses, which has to be asked for.
  const httpClient = KiotaClientFactory.create(undefined, MiddlewareFactory.getPerformanceMiddlewares());
  const compressing = new FetchRequestAdapter(authentication, undefined, undefined, httpClient);
  compressing.baseUrl = front.url.href;
  const { synchronizationProfiles } = createApiClient(compressing).education;
  const fifth = synchronizationProfiles.byEducationSynchronizationProfileId("school-5");

  // When it has to try again, it compresses the compressed body and still says gzip once.
  await refusal(fifth.profileStatus.post(own), 400);
  assert.deepEqual(await fifth.profileStatus.post(own), stored);
  const [once, twice, again] = front.arrivals;
  assert.ok(once && twice && again);
  assert.deepEqual(front.arrivals.map((arrival) => arrival.headers["content-encoding"]), ["gzip", "gzip", "gzip"]);
  assert.equal(JSON.parse(gunzipSync(once.body).toString()).id, "run-1");
  assert.deepEqual(gunzipSync(twice.body), once.body);
  assert.deepEqual(again.body, once.body);
  console.log("ok - compression");
}
