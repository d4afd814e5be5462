import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { faults, signIn, startBrowser, startDemo } from "./demo.mjs";

const IMAGES = process.env.PREMURA_IMAGES ?? "out";
const DESK = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };
const LANGUAGES = ["it", "fr", "nl", "en"];
const PUBLIC = ["/", "/commitments"];
const STAFF = [
  "/desk",
  "/desk/wallboard",
  "/desk/calls",
  "/desk/subjects",
  "/desk/figures",
  "/desk/commitments",
  "/desk/calendars",
  "/desk/people",
  "/desk/units",
  "/desk/keys",
  "/desk/access",
  "/desk/me",
];

let demo;
let browser;
before(async () => {
  mkdirSync(IMAGES, { recursive: true });
  demo = await startDemo();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

const open = (options) => browser.newContext({ reducedMotion: "reduce", ...options });

for (const language of LANGUAGES) {
  test(`every page is whole and accessible in ${language}`, async () => {
    for (const viewport of [DESK, PHONE]) {
      const context = await open({ viewport, locale: language });
      const page = await context.newPage();
      for (const path of PUBLIC) await look(page, path, language);
      await signIn(page, demo.base, "admin");
      await context.addCookies([{ name: "language", value: language, url: demo.base }]);
      for (const path of STAFF) await look(page, path, language);
      await context.close();
    }
  });
}

async function look(page, path, language) {
  const answer = await page.goto(demo.base + path, { waitUntil: "load" });
  assert.equal(answer.status(), 200, path);
  assert.equal(await page.getAttribute("html", "lang"), language, path);
  assert.deepEqual(await faults(page), [], `${path} in ${language}`);
  const wide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.ok(wide <= 1, `${path} is ${wide} pixels wider than the screen`);
}

test("a call arrives on the wallboard while one watches", async () => {
  const context = await open({ viewport: DESK });
  const page = await context.newPage();
  await signIn(page, demo.base, "quality");
  await page.goto(`${demo.base}/desk/wallboard`);
  const board = () => page.locator("main").innerText();
  const first = await board();
  await page.waitForFunction((before) => document.querySelector("main").innerText !== before, first, {
    timeout: 90_000,
  });
  await context.close();
});

test("a call leads to its clocks and a figure to its calls, without script", async () => {
  const context = await open({ viewport: DESK, javaScriptEnabled: false, locale: "en" });
  const page = await context.newPage();
  await signIn(page, demo.base, "quality");
  await page.goto(`${demo.base}/desk/calls`);
  await page.locator("main table a[href^='/desk/calls/']").first().click();
  assert.match(page.url(), /\/desk\/calls\/[0-9a-z]{26}$/);
  assert.match(await page.locator("main").innerText(), /10/);
  await context.close();
});

test("a partner sees no people and a stranger is asked to sign in", async () => {
  const context = await open({ viewport: DESK });
  const page = await context.newPage();
  await page.goto(`${demo.base}/desk/calls`);
  assert.match(page.url(), /sign-in/);
  await signIn(page, demo.base, "partner");
  const answer = await page.goto(`${demo.base}/desk/people`);
  assert.equal(answer.status(), 403);
  await context.close();
});

test("pictures for the documentation", { skip: !process.env.PREMURA_IMAGES }, async () => {
  for (const [name, viewport] of Object.entries({ desk: DESK, phone: PHONE })) {
    for (const language of LANGUAGES) {
      const context = await open({ viewport, locale: language });
      const page = await context.newPage();
      await page.goto(`${demo.base}/commitments`);
      await page.screenshot({ path: join(IMAGES, `commitments-${language}-${name}.png`) });
      await signIn(page, demo.base, "quality");
      await context.addCookies([{ name: "language", value: language, url: demo.base }]);
      for (const path of ["wallboard", "figures", "calls"]) {
        await page.goto(`${demo.base}/desk/${path}`);
        await page.screenshot({ path: join(IMAGES, `${path}-${language}-${name}.png`) });
      }
      await context.close();
    }
  }
});
