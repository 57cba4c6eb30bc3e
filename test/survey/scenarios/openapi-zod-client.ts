import { isErrorFromAlias } from "@zodios/core";
import { api as endpoints, createApiClient } from "./client.js";

const api = createApiClient(process.env.PROFILESTATUS_URL!, {
  axiosConfig: { headers: { Authorization: "Bearer any-token" } },
});
const params = { educationSynchronizationProfileId: "school-1" };
const create = (id: string) =>
  api.createProfileStatus({ id, status: "success", lastSynchronizationDateTime: "2026-11-23T10:58:12Z" }, { params });
await create("e-1");
await create("e-2");
try {
  await create("e-1");
} catch (e) {
  if (isErrorFromAlias(endpoints.api, "createProfileStatus", e) && e.response.data.error.code === "Conflict")
    console.log("ok - conflict");
}
const page = await api.listProfileStatusHistory({ params, queries: { $top: 1 } });
const $skiptoken = new URL(page["@odata.nextLink"]!).searchParams.get("$skiptoken")!;
await api.listProfileStatusHistory({ params, queries: { $top: 1, $skiptoken } });
