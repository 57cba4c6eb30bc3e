import { defineConfig } from "orval";

export default defineConfig({
  profilestatus: {
    input: process.env.DOCUMENT ?? "../../openapi.yaml",
    output: {
      target: "client/client.ts",
      client: "fetch",
      // The document's only server is relative, so the host comes from here.
      baseUrl: { runtime: 'process.env["PROFILESTATUS_URL"]' },
      // Without this the ids are put into the path as they stand, and an id
      // with a slash leads elsewhere.
      urlEncodeParameters: true,
    },
  },
});
