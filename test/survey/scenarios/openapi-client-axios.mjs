import { readFileSync } from "node:fs";
import yaml from "js-yaml";
import { OpenAPIClientAxios } from "openapi-client-axios";

const api = new OpenAPIClientAxios({
  definition: yaml.load(readFileSync(process.env.DOCUMENT, "utf8")),
  withServer: { url: process.env.PROFILESTATUS_URL },
  axiosConfigDefaults: { headers: { Authorization: "Bearer any-token" } },
});
const client = await api.init();
const create = (id) =>
  client.createProfileStatus({ educationSynchronizationProfileId: "school-1" }, { id, status: "success", lastSynchronizationDateTime: "2026-11-23T10:58:12Z" });
await create("e-1");
await create("e-2");
await create("e-1").catch((e) => {
  if (e.response.data.error.code === "Conflict") console.log("ok - conflict");
});
const { data: page } = await client.listProfileStatusHistory({ educationSynchronizationProfileId: "school-1", $top: 1 });
const $skiptoken = new URL(page["@odata.nextLink"]).searchParams.get("$skiptoken");
await client.listProfileStatusHistory({ educationSynchronizationProfileId: "school-1", $top: 1, $skiptoken });
