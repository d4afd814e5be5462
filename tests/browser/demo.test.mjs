import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { faults, signIn, speak, startBrowser, startDemo } from "./demo.mjs";

const IMAGES = process.env.PREMURA_IMAGES ?? "out";
const DESK = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
const LANGUAGES = ["it", "fr", "nl", "en"];
const PUBLIC = ["/", "/commitments", "/ask", "/ask/claim_status", "/call-me"];
const STAFF = [
  "/desk",
  "/desk/telephone",
  "/desk/requests",
  "/desk/requests/new",
  "/desk/callbacks",
  "/desk/complaints",
  "/desk/clients?find=alba",
  "/desk/topics",
  "/desk/templates",
  "/desk/notices",
  "/desk/notices/receipt",
  "/desk/notices/receipt/email/en",
  "/desk/campaigns",
  "/desk/outbox",
  "/desk/data-requests",
  "/desk/wallboard",
  "/desk/calls",
  "/desk/subjects",
  "/desk/staffing",
  "/desk/team",
  "/desk/morning",
  "/desk/letter",
  "/desk/reasons",
  "/desk/reasons/claim_status",
  "/desk/resolution",
  "/desk/reconciliations",
  "/desk/imports",
  "/desk/figures",
  "/desk/figures/service_level.strict",
  "/desk/commitments",
  "/desk/commitments/new",
  "/desk/calendars",
  "/desk/people",
  "/desk/units",
  "/desk/places",
  "/desk/keys",
  "/desk/access",
  "/desk/me",
];
// Lists whose first row leads to a page of its own; some of those to a form.
const LISTS = [
  ["/desk/calls?outcome=answered", ""],
  ["/desk/calls?outcome=answered", "/wrap-up"],
  ["/desk/requests", ""],
  ["/desk/clients?find=alba", ""],
  ["/desk/subjects", ""],
  ["/desk/commitments", ""],
  ["/desk/commitments", "/edit"],
  ["/desk/calendars", ""],
];

let demo;
let browser;
const sessions = {};
before(async () => {
  demo = await startDemo();
  browser = await startBrowser();
  for (const login of ["admin", "quality"]) {
    const context = await browser.newContext();
    await signIn(await context.newPage(), demo.base, login);
    sessions[login] = await context.storageState();
    await context.close();
  }
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

const open = (options) => browser.newContext({ reducedMotion: "reduce", ...options });

// The addresses of every page: those one knows, and the first of each list.
async function everyPage(page) {
  const found = [];
  for (const [list, more] of LISTS) {
    await page.goto(demo.base + list);
    const rows = page.locator("main table tbody th a");
    found.push((await rows.last().getAttribute("href")) + more);
  }
  return [...PUBLIC, ...STAFF, ...found];
}

async function look(page, path, language) {
  const answer = await page.goto(demo.base + path, { waitUntil: "load" });
  assert.equal(answer.status(), 200, path);
  assert.equal(await page.getAttribute("html", "lang"), language, path);
  const wide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.ok(wide <= 1, `${path} in ${language} is ${wide} pixels wider than the screen`);
}

for (const language of LANGUAGES) {
  test(`every page fits a desk and a phone in ${language}`, async () => {
    const context = await open({ locale: language, storageState: sessions.admin });
    const page = await context.newPage();
    await speak(page, demo.base, language);
    const pages = await everyPage(page);
    for (const viewport of [DESK, PHONE]) {
      await page.setViewportSize(viewport);
      for (const path of pages) await look(page, path, language);
    }
    await context.close();
  });
}

// Each language once, each colour scheme at each width.
const SIGHTS = [["light", DESK, "it"], ["dark", DESK, "fr"], ["light", PHONE, "nl"], ["dark", PHONE, "en"]];
for (const [colorScheme, viewport, locale] of SIGHTS) {
  test(`every page is accessible, ${colorScheme}, ${viewport.width} wide, in ${locale}`, async () => {
    const context = await open({ viewport, colorScheme, locale, storageState: sessions.admin });
    const page = await context.newPage();
    await speak(page, demo.base, locale);
    const found = [];
    for (const path of await everyPage(page)) found.push(...(await faults(page, demo.base + path)));
    found.push(...(await faults(page, `${demo.base}/desk/no-such-page`)));
    await context.clearCookies();
    found.push(...(await faults(page, `${demo.base}/desk/sign-in`)));
    assert.deepEqual(found, []);
    await context.close();
  });
}

test("a call arrives on the wallboard while one watches", async () => {
  const context = await open({ viewport: DESK, storageState: sessions.quality });
  const page = await context.newPage();
  await page.goto(`${demo.base}/desk/wallboard`);
  // The calls of today on the board, once they are more than before.
  const more = (before) => {
    const cells = [...document.querySelectorAll("#wall .lines tbody td:nth-of-type(4)")];
    const calls = cells.reduce((sum, cell) => sum + Number(cell.textContent.replace(/\D/g, "")), 0);
    return calls > before && calls;
  };
  const first = await page.evaluate(more, -1);
  await page.waitForFunction(more, first, { timeout: 90_000 });
  await context.close();
});

test("the digits of the wallboard are read from five metres", async () => {
  const viewport = { width: 1920, height: 1080 };
  const context = await open({ viewport, storageState: sessions.quality });
  const page = await context.newPage();
  await page.goto(`${demo.base}/desk/wallboard`);
  const digits = await page.locator(".figure .value").evaluateAll((values) =>
    values.map((value) => ({
      size: parseFloat(getComputedStyle(value).fontSize),
      spills: value.scrollWidth > value.clientWidth,
    })),
  );
  assert.equal(digits.length, 4);
  for (const { size, spills } of digits) assert.ok(size >= 90 && !spills, `${size} ${spills}`);
  await context.close();
});

test("a list is walked by keyboard", async () => {
  const context = await open({ viewport: DESK, storageState: sessions.quality });
  const page = await context.newPage();
  await page.goto(`${demo.base}/desk/calls?outcome=answered`);
  await page.waitForLoadState("load");
  for (const key of ["j", "j", "k", "Enter"]) await page.keyboard.press(key);
  await page.waitForURL(/\/desk\/calls\/[0-9a-z]{26}$/);
  for (const key of ["g", "f"]) await page.keyboard.press(key);
  await page.waitForURL(/\/desk\/figures$/);
  await page.keyboard.press("Shift+?");
  await page.locator("dialog#keys[open]").waitFor();
  await context.close();
});

test("a call leads to its clocks and a figure to its calls, without script", async () => {
  const context = await open({
    viewport: DESK,
    javaScriptEnabled: false,
    storageState: sessions.quality,
  });
  const page = await context.newPage();
  await page.goto(`${demo.base}/desk/calls?outcome=answered`);
  await page.locator("main table a[href^='/desk/calls/']").last().click();
  await page.waitForURL(/\/desk\/calls\/[0-9a-z]{26}$/);
  assert.ok((await page.locator("a[href='/desk/commitments/calls.10s']").count()) > 0);
  await page.goto(`${demo.base}/desk/figures`);
  await page.locator("main table a[href^='/desk/calls?']").first().click();
  await page.waitForURL(/\/desk\/calls\?.*from=/);
  assert.ok((await page.locator("main tbody tr").count()) > 0);
  await context.close();
});

test("a change of a commitment is tried before it is saved", async () => {
  const context = await open({ viewport: DESK, storageState: sessions.admin });
  const page = await context.newPage();
  await page.goto(`${demo.base}/desk/commitments/complaints.answer_10d/edit`);
  await page.fill("input[name=within]", "5bd");
  await page.click("button[value=try]");
  await page.locator("main .once").waitFor();
  assert.equal(await page.inputValue("input[name=within]"), "5bd");
  await context.close();
});

test("a filter is kept as a view of one's own", async () => {
  const context = await open({ viewport: DESK, locale: "en", storageState: sessions.quality });
  const page = await context.newPage();
  await page.goto(`${demo.base}/desk/calls?outcome=abandoned`);
  await page.click("details.import summary");
  await page.fill("details.import input[name=name]", "Lost calls");
  await page.click("form[action='/desk/calls/views'] button");
  const view = page.locator(".presets a[aria-current]");
  await view.waitFor();
  assert.equal(await view.innerText(), "Lost calls");
  assert.match(page.url(), /outcome=abandoned/);
  await context.close();
});

test("a number is given a name, and the list of calls knows it", async () => {
  const context = await open({ viewport: DESK, storageState: sessions.admin });
  const page = await context.newPage();
  await page.goto(`${demo.base}/desk/places`);
  const row = page.locator("tr", { has: page.locator("input[value=number]") }).first();
  const input = row.locator("input[name=name]");
  const before = await input.inputValue();
  await input.fill("Pronto Aurora");
  await row.locator("button").click();
  await page.goto(`${demo.base}/desk/calls`);
  await page.locator("select[name=number] option", { hasText: "Pronto Aurora" }).waitFor({
    state: "attached",
  });
  await page.goto(`${demo.base}/desk/places`);
  await input.fill(before);
  await row.locator("button").click();
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
  mkdirSync(IMAGES, { recursive: true });
  await watched();
  for (const language of LANGUAGES) await pictures(language, "desk", DESK);
  await pictures("en", "phone", PHONE);
});

// Once enough has gone on today to be worth a picture.
async function watched() {
  const context = await open({ viewport: DESK, storageState: sessions.admin });
  const page = await context.newPage();
  await page.goto(`${demo.base}/desk/wallboard`);
  const busy = () => {
    const cells = [...document.querySelectorAll("#wall .lines tbody td:nth-of-type(4)")];
    return cells.reduce((sum, cell) => sum + Number(cell.textContent.replace(/\D/g, "")), 0) > 20;
  };
  await page.waitForFunction(busy, undefined, { timeout: 600_000 });
  await context.close();
}

async function pictures(language, name, viewport) {
  const context = await open({ viewport, locale: language, storageState: sessions.admin });
  const page = await context.newPage();
  await speak(page, demo.base, language);
  await page.goto(`${demo.base}/desk/calls?outcome=answered`);
  const rows = page.locator("main table a[href^='/desk/calls/']");
  const pages = {
    commitments: "/commitments",
    wallboard: "/desk/wallboard",
    figures: "/desk/figures",
    calls: "/desk/calls",
    call: await rows.last().getAttribute("href"),
  };
  for (const [picture, path] of Object.entries(pages)) {
    await page.goto(demo.base + path);
    await page.screenshot({ path: join(IMAGES, `${picture}-${language}-${name}.png`) });
    if (picture === "wallboard" && language === "en" && name === "desk") {
      await page.screenshot({ path: join(IMAGES, "wallboard.png") });
    }
  }
  await context.close();
}
