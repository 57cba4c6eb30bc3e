import { Configuration, ODataErrorFromJSON, ProfileStatusApi, ResponseError } from "./client/index.js";

const api = new ProfileStatusApi(
  new Configuration({ basePath: process.env.PROFILESTATUS_URL!, accessToken: "any-token" }),
);
const educationSynchronizationProfileId = "school-1";
const create = (id: string) =>
  api.createProfileStatus({
    educationSynchronizationProfileId,
    educationSynchronizationProfileStatusCreate: {
      id,
      status: "success",
      lastSynchronizationDateTime: new Date("2026-11-23T10:58:12Z"),
    },
  });
await create("e-1");
await create("e-2");
try {
  await create("e-1");
} catch (e) {
  if (!(e instanceof ResponseError)) throw e;
  if (ODataErrorFromJSON(await e.response.json()).error.code === "Conflict") console.log("ok - conflict");
}
const page = await api.listProfileStatusHistory({ educationSynchronizationProfileId, $top: 1 });
const $skiptoken = new URL(page.atOdataNextLink!).searchParams.get("$skiptoken")!;
await api.listProfileStatusHistory({ educationSynchronizationProfileId, $top: 1, $skiptoken });
