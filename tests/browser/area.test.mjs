// A client in their own area: registering on a telephone without script, asking, reading the
// answer there and as a letter; the pages that stay without a network, and go with who leaves.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  eventually, faults, knownClient, lettersTo, register, signIn, speak, startBrowser, startDemo,
} from "./demo.mjs";

const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 800 };
const LANGUAGES = ["it", "fr", "nl", "en"];
const OUTSIDE = ["/me/sign-in", "/me/register", "/me/offline"];
const INSIDE = [
  "/me",
  "/me/messages",
  "/me/requests",
  "/me/ask",
  "/me/ask/claim_status",
  "/me/call",
  "/me/contracts",
  "/me/claims",
  "/me/documents",
  "/me/profile",
  "/me/register",
];
const STAFF = [
  "/desk/campaigns",
  "/desk/data-requests",
  "/desk/notices",
  "/desk/notices/head_office_offer",
  "/desk/notices/head_office_offer/email/it",
  "/desk/notices/code/sms/it",
];

let demo;
let browser;
let client;
let request;
before(async () => {
  demo = await startDemo();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

const open = (options) => browser.newContext({ reducedMotion: "reduce", ...options });

async function atDesk(language) {
  const context = await open({ viewport: DESK, locale: language });
  const page = await context.newPage();
  await signIn(page, demo.base, "admin");
  await speak(page, demo.base, language);
  return { context, page };
}

// Everything wrong with these pages, at this width.
async function wrong(page, paths) {
  const found = [];
  for (const path of paths) {
    found.push(...(await faults(page, demo.base + path)));
    const wide = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    if (wide > 1) found.push(`${path} is ${wide} pixels wider than the screen`);
  }
  return found;
}

test("a client registers on a phone without script, asks, and the answer comes three ways", async () => {
  const context = await open({ viewport: PHONE, locale: "en", javaScriptEnabled: false });
  const page = await context.newPage();
  await register(page, demo);
  client = await context.storageState();
  await page.goto(`${demo.base}/me/ask/cover`);
  await page.fill("textarea[name=text]", "Is the roof covered when it hails?");
  await page.click("main form button.primary");
  await page.waitForURL(/\/me\/requests\/[0-9a-z]{26}$/);
  request = new URL(page.url()).pathname;
  await page.locator("main .promised time").waitFor();

  const desk = await atDesk("en");
  await desk.page.goto(demo.base + request.replace("/me/", "/desk/"));
  await desk.page.fill("form.answer textarea", "Yes: hail is covered.");
  await desk.page.keyboard.press("Control+Enter");
  await desk.page.locator("ol.words li.ours").waitFor();
  await desk.context.close();

  await page.reload();
  assert.match(await page.innerText("ol.words li.ours"), /hail is covered/);
  await page.goto(`${demo.base}/me/messages`);
  const message = page.locator("article.unread", { hasText: "hail is covered" });
  assert.equal(await message.count(), 1);
  const { email } = knownClient(demo);
  await eventually(() => lettersTo(demo, email).find((text) => text.includes("hail is covered")));
  await message.locator("button").click();
  await page.waitForURL(`${demo.base}/me/messages`);
  assert.equal(await message.count(), 0, "it is read");
  await context.close();
});

for (const language of LANGUAGES) {
  test(`the area is accessible and fits a phone, ${language}`, async () => {
    const colorScheme = LANGUAGES.indexOf(language) % 2 === 0 ? "light" : "dark";
    const stranger = await open({ viewport: PHONE, locale: language, colorScheme });
    assert.deepEqual(await wrong(await stranger.newPage(), OUTSIDE), []);
    await stranger.close();
    const context = await open({ viewport: PHONE, colorScheme, storageState: client });
    const page = await context.newPage();
    await page.goto(`${demo.base}/me/profile`);
    await page.click(`main button[name=language][value=${language}]`);
    await page.locator(`html[lang=${language}]`).waitFor();
    assert.deepEqual(await wrong(page, [...INSIDE, request]), []);
    await context.close();
  });

  test(`a campaign is made and counted, and its pages are accessible, ${language}`, async () => {
    const { context, page } = await atDesk(language);
    await page.goto(`${demo.base}/desk/campaigns`);
    await page.click("main details.import summary");
    await page.fill("input[name=name]", `Offer ${language}`);
    await page.selectOption("select[name=notice]", "head_office_offer");
    await page.click("main form button.primary");
    await page.waitForURL(/\/desk\/campaigns\/[0-9a-z]{26}$/);
    const campaign = new URL(page.url()).pathname;
    await page.click("button[value=count]");
    // Some clients of the demo want offers, and most never said so.
    await page.locator("button[value=start]").waitFor();
    assert.equal(await page.locator("main p.warning").count(), 0);
    assert.ok((await page.locator("main table tbody tr").count()) > 0, "why not the others");
    for (const viewport of [DESK, PHONE]) {
      await page.setViewportSize(viewport);
      assert.deepEqual(await wrong(page, [...STAFF, campaign]), []);
    }
    await context.close();
  });
}

// What the browser keeps of the area: so many keys and pages. Nobody but the worker makes its base.
const kept = (page) =>
  page.evaluate(async () => {
    const bases = await indexedDB.databases();
    if (!bases.some(({ name }) => name === "area")) return 0;
    const done = (asked) =>
      new Promise((resolve, reject) => {
        asked.onsuccess = () => resolve(asked.result);
        asked.onerror = () => reject(asked.error);
      });
    const base = await done(indexedDB.open("area"));
    const stores = base.transaction([...base.objectStoreNames]);
    const count = (name) => done(stores.objectStore(name).count());
    const counts = await Promise.all([...base.objectStoreNames].map(count));
    base.close();
    return counts.reduce((sum, one) => sum + one, 0);
  });

test("what was seen is there without a network, and is forgotten by who signs out", async () => {
  const context = await open({ viewport: PHONE, storageState: client });
  const page = await context.newPage();
  await page.goto(`${demo.base}/me`);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.goto(demo.base + request);
  await page.goto(`${demo.base}/me`);
  // A key and the two pages.
  await eventually(async () => (await kept(page)) >= 3);
  await context.setOffline(true);
  await page.goto(demo.base + request);
  assert.match(await page.innerText("main"), /hail is covered/);
  await page.goto(`${demo.base}/me/contracts`);
  assert.doesNotMatch(await page.innerText("main"), /AB-/, "it was not seen here");
  await context.setOffline(false);
  await page.goto(`${demo.base}/me/profile`);
  await page.click("form[action='/me/sign-out'] button");
  await page.waitForURL(`${demo.base}/me/sign-in`);
  await eventually(async () => (await kept(page)) === 0);
  await context.close();
});
