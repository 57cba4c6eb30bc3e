import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";

let service = process.env.PROFILESTATUS_URL; // the base URL of the service that runs, if there is one
let child;

before(async () => {
  if (service) return;
  const flags = "--addr 127.0.0.1:0 --store memory --test-powers --log-level error".split(" ");
  child = spawn("profilestatus", ["serve", ...flags], { stdio: ["ignore", "pipe", "inherit"] });
  service = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    child.once("error", reject).once("exit", (code) => reject(new Error(`profilestatus ended with ${code}`)));
  });
});
after(() => child?.kill());

const send = (method, url, body) =>
  fetch(url, {
    method,
    headers: { Authorization: "Bearer any-token", ...(body && { "Content-Type": "application/json" }) },
    body: body && JSON.stringify(body),
  });

// Returns the URL of a tenant of this test alone. The test fails if its client
// broke the contract.
function tenantOf(t) {
  const name = t.name.replace(/[^A-Za-z0-9]+/g, "-").slice(0, 24);
  const url = `${service.replace(/\/beta$/, "")}/tenants/t-${name}-${randomUUID()}`;
  t.after(async () => {
    const kept = await send("GET", `${url}/__contract/assert?side=request`);
    const findings = await kept.text();
    await send("DELETE", `${url}/__mock/tenant`);
    assert.equal(kept.status, 200, findings);
  });
  return url;
}

// The client under test: when it is throttled it waits as long as it was told.
async function create(baseURL, profile, status) {
  const url = `${baseURL}/education/synchronizationProfiles/${profile}/profileStatus`;
  for (let tries = 1; ; tries++) {
    const response = await send("POST", url, { status, lastSynchronizationDateTime: "2026-11-23T09:58:12Z" });
    if (response.status !== 429 || tries === 3) return response;
    await wait(1000 * response.headers.get("Retry-After"));
  }
}

test("a create that is throttled", async (t) => {
  const tenant = tenantOf(t);
  const rule = { match: { operations: ["createProfileStatus"] }, times: 1, answer: { status: 429, retryAfter: 1 } };
  assert.equal((await send("POST", `${tenant}/__mock/rules`, rule)).status, 201);

  const created = await create(`${tenant}/beta`, "school-1", "success");

  assert.equal(created.status, 201);
  const rules = await (await send("GET", `${tenant}/__mock/rules`)).json();
  assert.equal(rules.value[0].fired, 1);
});

test("a run that ends", async (t) => {
  const tenant = tenantOf(t);
  await send("PUT", `${tenant}/__mock/scenario`, { becomes: "success", afterSeconds: 300 });
  await create(`${tenant}/beta`, "school-1", "inProgress");
  await send("POST", `${tenant}/__mock/clock/advance`, { seconds: 301 });

  const newest = await send("GET", `${tenant}/beta/education/synchronizationProfiles/school-1/profileStatus`);
  assert.equal((await newest.json()).status, "success");
});
