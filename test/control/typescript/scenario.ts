import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import type { components, paths } from "./client/schema.js";

const url = process.env["MOCK_URL"];
assert(url, "MOCK_URL is not set");

// The first request to a tenant makes it.
const baseUrl = `${url}/tenants/typescript`;
const control = createClient<paths>({ baseUrl });

const throttle: components["schemas"]["Rule"] = {
  match: { operations: ["createProfileStatus"], profile: "school-*" },
  times: 1,
  answer: { status: 429, retryAfter: 0 },
};
const { data: rule, error } = await control.POST("/__mock/rules", { body: throttle });
if (error) throw new Error(`${error.error.code}: ${error.error.message}`);
assert.deepEqual(rule.rule.answer, throttle.answer);

function create() {
  return fetch(`${baseUrl}/beta/education/synchronizationProfiles/school-1/profileStatus`, {
    method: "POST",
    headers: {
      Authorization: "Bearer any-token",
      "Content-Type": "application/json",
      "X-Test-Name": "creates a status",
    },
    body: JSON.stringify({
      status: "success",
      lastSynchronizationDateTime: "2026-11-23T09:58:12Z",
    }),
  });
}
assert.deepEqual([(await create()).status, (await create()).status], [429, 201]);

const kept = await control.GET("/__contract/assert", {
  params: { query: { test: "creates a status", side: ["request"] } },
});
assert.equal(kept.response.status, 200);
assert.equal(kept.data?.counts.exchanges, 2);

const fired = await control.GET("/__mock/rules/{ruleId}", {
  params: { path: { ruleId: rule.id } },
});
assert.equal(fired.data?.fired, 1);

const refused = await control.POST("/__mock/rules", { body: { answer: { status: 418 } } });
assert.equal(refused.response.status, 400);
assert.equal(refused.error?.error.code, "BadRequest");

assert.equal((await control.DELETE("/__mock/tenant")).response.status, 204);
const after = await control.GET("/__mock/state");
assert.deepEqual(after.data, { profiles: [], rules: [] });
