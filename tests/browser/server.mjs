// A private haven-server: its own folder, database, signing key and loopback port; killed and restarted at will.

import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

export class Server {
  constructor(binary, port) {
    this.binary = binary;
    this.folder = mkdtempSync(join(tmpdir(), "haven-browser-"));
    this.database = join(this.folder, "haven.db");
    this.log = join(this.folder, "server.log");
    this.port = port;
    this.address = `http://127.0.0.1:${port}`;
    this.stopWithUs = () => this.process?.kill("SIGKILL");
    this.environment = { ...withoutSettings(process.env), HAVEN_SIGNING_KEY: randomBytes(48).toString("base64") };
  }

  /// A server with the questions of a folder, not started yet.
  static async prepare(binary, items) {
    const server = new Server(binary, await freePort());
    server.run(["migrate"]);
    server.run(["import-items", ...questionFiles(items)]);
    return server;
  }

  /// Runs one command of the server's program on the database.
  run([command, ...rest], input = "") {
    const options = { input, env: this.environment, encoding: "utf8" };
    const done = spawnSync(this.binary, [command, "--database", this.database, ...rest], options);
    if (done.status !== 0) throw new Error(`haven-server ${command}: ${done.error ?? done.stderr}`);
  }

  createUser({ email, name, password }) {
    this.run(["create-user", "--email", email, "--name", name, "--password-stdin"], `${password}\n`);
  }

  /// `options` of the command serve beside the usual ones.
  async start(options = []) {
    const log = openSync(this.log, "a");
    const place = ["--database", this.database, "--address", "127.0.0.1", "--port", String(this.port)];
    this.process = spawn(this.binary, ["serve", ...place, ...options], {
      env: this.environment,
      stdio: ["ignore", log, log],
    });
    this.exited = new Promise((resolve) => this.process.once("exit", resolve));
    closeSync(log);
    process.once("exit", this.stopWithUs);
    for (let tries = 0; tries < 150; ++tries) {
      if (this.process.exitCode !== null) break;
      const ready = await fetch(`${this.address}/readyz`).catch(() => null);
      if (ready?.ok) return;
      await pause(100);
    }
    throw new Error("the server did not become ready");
  }

  /// The end of what the server has logged.
  lastWords() {
    return existsSync(this.log) ? readFileSync(this.log, "utf8").split("\n").slice(-30).join("\n") : "";
  }

  /// kill -9: no goodbye to anybody.
  async kill() {
    if (!this.process) return;
    this.process.kill("SIGKILL");
    await this.exited;
    process.off("exit", this.stopWithUs);
    this.process = null;
  }

  async remove() {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export function questionFiles(folder) {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => join(folder, name));
}

/// The server reads every option from HAVEN_*; whoever runs this test may have set some.
function withoutSettings(environment) {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith("HAVEN_")));
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
