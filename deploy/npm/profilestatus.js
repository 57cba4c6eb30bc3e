#!/usr/bin/env node
// Runs the program of this platform. It is in a package of its own, of which npm
// installs only the one that fits.
"use strict";

const { spawn } = require("node:child_process");

const name = `@profilestatus/${process.platform}-${process.arch}`;
const file = process.platform === "win32" ? "profilestatus.exe" : "profilestatus";

let program;
try {
  program = require.resolve(`${name}/bin/${file}`);
} catch {
  console.error(
    `profilestatus: there is no package ${name}. Either the program is not built for this platform, ` +
      "or optional dependencies were left out (--omit=optional), or node_modules was installed on another one.",
  );
  process.exit(1);
}

const child = spawn(program, process.argv.slice(2), { stdio: "inherit" });
// A terminal interrupts both processes; whoever ends only this one means the other.
process.on("SIGINT", () => {});
for (const signal of ["SIGTERM", "SIGHUP"]) {
  process.on(signal, () => child.kill(signal));
}
child.on("error", (error) => {
  console.error(`profilestatus: ${program} cannot be run: ${error.message}`);
  process.exit(1);
});
child.on("exit", (code, signal) => {
  if (signal) {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
    return;
  }
  process.exit(code);
});
