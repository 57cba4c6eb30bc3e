import { defineConfig } from "@kubb/core";
import { pluginClient } from "@kubb/plugin-client";
import { pluginOas } from "@kubb/plugin-oas";
import { pluginTs } from "@kubb/plugin-ts";

export default defineConfig({
  input: { path: process.env.DOCUMENT ?? "openapi.yaml" },
  output: { path: "client", format: false, lint: false },
  plugins: [
    pluginOas({ generators: [] }), // no files of its own
    pluginTs(),
    // The answer with its status and headers, not only its body; and the few
    // lines that call fetch, instead of a package that does.
    pluginClient({ client: "fetch", dataReturnType: "full", bundle: true }),
  ],
});
