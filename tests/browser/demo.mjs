// Starts the demo on a free port and a browser beside it.
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const PASSWORD = "una vera premura";

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

// Resolves once the demo has said that it is open.
export async function startDemo(...more) {
  const port = await freePort();
  const data = mkdtempSync(join(tmpdir(), "premura-browser-"));
  const listen = `127.0.0.1:${port}`;
  const args = ["demo", "--listen", listen, "--data", data, ...more];
  const demo = spawn(process.env.PREMURA_BINARY, args, { stdio: ["ignore", "pipe", "inherit"] });
  const began = Date.now();
  await new Promise((resolve, reject) => {
    let said = "";
    demo.stdout.on("data", (text) => {
      said += text;
      if (said.includes("Ctrl-C")) resolve();
    });
    demo.on("exit", (code) => reject(new Error(`the demo ended with ${code}`)));
  });
  const stop = () =>
    new Promise((resolve) => {
      demo.removeAllListeners("exit");
      demo.on("exit", () => {
        rmSync(data, { recursive: true, force: true });
        resolve();
      });
      demo.kill("SIGTERM");
    });
  return { base: `http://${listen}`, seconds: (Date.now() - began) / 1000, stop };
}

export const startBrowser = () =>
  chromium.launch({
    executablePath: process.env.PREMURA_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });

export async function signIn(page, base, login) {
  await page.goto(`${base}/desk/sign-in`);
  await page.fill("input[name=email]", `${login}@aurora.example`);
  await page.fill("input[name=password]", PASSWORD);
  await Promise.all([page.waitForURL(`${base}/desk`), page.click("main button.primary")]);
}

// Chooses a language as a member of staff does: it stays with their account.
export async function speak(page, base, language) {
  await page.goto(`${base}/desk/me`);
  await page.click(`main button[name=language][value=${language}]`);
  await page.locator(`html[lang=${language}]`).waitFor();
}

// Everything axe-core finds on a page, a line each.
export async function faults(page, address) {
  await page.goto(address, { waitUntil: "load" });
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document));
  const line = (one) => `${address} ${one.id}: ${one.nodes.map((node) => node.target).join(" ")}`;
  return found.violations.map(line);
}
