// Starts the demo on a free port and a browser beside it.
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
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
  let said = "";
  await new Promise((resolve, reject) => {
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
  const seconds = (Date.now() - began) / 1000;
  return { base: `http://${listen}`, letters: join(data, "letters"), said, seconds, stop };
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

// The client who comes into their own area, as the demo names them.
export function knownClient(demo) {
  const [, contract, born] = demo.said.match(/contract (\S+), born on (\S+)/);
  const [email] = demo.said.match(/\S+@example\.com/);
  return { contract, born, email };
}

// The text of each letter to this address, the newest last: as it lies in the demo's folder.
export function lettersTo(demo, address) {
  const files = existsSync(demo.letters) ? readdirSync(demo.letters) : [];
  return files
    .filter((name) => name.endsWith(".eml"))
    .map((name) => join(demo.letters, name))
    .map((file) => ({ at: statSync(file).mtimeMs, text: readFileSync(file, "utf8") }))
    .filter(({ text }) => text.includes(address))
    .sort((one, other) => one.at - other.at)
    .map(({ text }) => text);
}

// What comes of `look` once it finds something.
export async function eventually(look, patience = 20_000) {
  const until = Date.now() + patience;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > until) throw new Error("it did not come");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

// Comes into the area with a code that lies in a letter; `where` is the page that asked for it.
export async function enterArea(page, demo, before) {
  const { email } = knownClient(demo);
  await page.waitForURL(/\/me\/code\//);
  const letter = await eventually(() => lettersTo(demo, email).slice(before).at(-1));
  await page.fill("input[name=code]", letter.match(/\b\d{6}\b/)[0]);
  await Promise.all([page.waitForURL(`${demo.base}/me`), page.click("main button.primary")]);
}

// Registers as the known client.
export async function register(page, demo) {
  const { contract, born, email } = knownClient(demo);
  const before = lettersTo(demo, email).length;
  await page.goto(`${demo.base}/me/register`);
  await page.fill("input[name=contract]", contract);
  await page.fill("input[name=born_on]", born);
  await page.click("main button.primary");
  await enterArea(page, demo, before);
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
