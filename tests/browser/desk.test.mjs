// A day at the desk, as people live it: a visitor asks, the first level passes on, the second
// answers; a call is written up without the mouse; somebody is called back.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { faults, signIn, speak, startBrowser, startDemo } from "./demo.mjs";

const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 800 };
const LANGUAGES = ["it", "fr", "nl", "en"];

let demo;
let browser;
before(async () => {
  demo = await startDemo();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

async function open(options) {
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  context.scripted = options.javaScriptEnabled !== false;
  return context;
}

async function enter(login, language) {
  const context = await open({ viewport: DESK, locale: language });
  const page = await context.newPage();
  await signIn(page, demo.base, login);
  await speak(page, demo.base, language);
  return { context, page };
}

// Nobody fills in a form in less than two seconds, and the house knows it.
const HASTE = 2_100;

// Sends a public form; where script runs, once the browser has worked for it.
async function send(page) {
  await page.waitForTimeout(HASTE);
  if (page.context().scripted) {
    await page.waitForFunction(() => document.querySelector("input[name=work]").value !== "");
  }
  await page.click("main form button.primary");
}

// Asks a guided question and answers its number.
async function ask(page, name) {
  await page.goto(`${demo.base}/ask`);
  await page.click("a[href='/ask/claim_status']");
  await page.fill("input[name=claim]", "S-2026-0042");
  await page.check("input[name=expert][value=no]");
  await page.fill("textarea[name=text]", "?");
  await page.fill("input[name=name]", name);
  await page.fill("input[name=email]", "visitor@example.com");
  await send(page);
  await page.waitForURL(/\/asked\/[0-9a-f]{64}$/);
  return page.innerText("main .once strong.whole");
}

// One address sends few forms without script: these come first.
for (const language of LANGUAGES) {
  test(`a visitor asks on a phone without script and sees the promised hour, ${language}`, async () => {
    const context = await open({ viewport: PHONE, locale: language, javaScriptEnabled: false });
    const page = await context.newPage();
    const number = await ask(page, "Zefirino Prova");
    assert.match(number, /^R-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    const promised = await page.getAttribute("main .promised time", "datetime");
    const hours = (Date.parse(promised) - Date.now()) / 3_600_000;
    assert.ok(hours > 47.9 && hours <= 48, `${hours} hours`);
    await context.close();
  });

}

for (const language of LANGUAGES) {
  test(`the first level passes on and the second answers, ${language}`, async () => {
    const visitor = await open({ viewport: PHONE, locale: language });
    const theirs = await visitor.newPage();
    const number = await ask(theirs, `Visitor ${language}`);
    const first = await enter("admin", language);
    await first.page.goto(`${demo.base}/desk/requests?find=${number}`);
    await first.page.click("main table tbody th a");
    await first.page.waitForURL(/\/desk\/requests\/[0-9a-z]{26}$/);
    const address = first.page.url();
    await first.page.keyboard.press("m");
    await first.page.waitForFunction(() => !document.querySelector("button[value=take]"));
    await first.page.keyboard.press("p");
    const queue = first.page.locator("select[name=queue] option", { hasText: "sinistri" });
    await first.page.selectOption("select[name=queue]", await queue.getAttribute("value"));
    await first.page.selectOption("select[name=reason]", "expertise");
    await first.page.click("button[value=pass]");
    await first.page.waitForURL(/\/desk\/requests$/);
    await first.context.close();

    const second = await enter("claims", language);
    await second.page.goto(`${demo.base}/desk/requests?show=mine&find=${number}`);
    await second.page.click("main table tbody th a");
    await second.page.waitForURL(address);
    await second.page.fill("form.answer textarea", "S-2026-0042: ok");
    await second.page.keyboard.press("Control+Enter");
    await second.page.locator("ol.words li.ours").waitFor();
    await second.context.close();

    await theirs.reload();
    assert.match(await theirs.innerText("ol.words li.ours"), /S-2026-0042: ok/);
    assert.equal(await theirs.locator("main .promised").count(), 0);
    await visitor.close();
  });

  test(`a call rings with the caller's record, is written up by keyboard, passed on, ${language}`, async () => {
    const { context, page } = await enter("admin", language);
    const solved = await writeUp(page, `solved ${language}`, async () => {
      await page.focus("select[name=solved]");
      await page.keyboard.press("ArrowDown");
    });
    await page.goto(demo.base + solved);
    await page.locator("ol.timeline li.call", { hasText: `solved ${language}` }).waitFor();
    let queue = "";
    const passed = await writeUp(page, `passed ${language}`, async () => {
      await page.focus("select[name=queue]");
      await page.keyboard.press("ArrowDown");
      queue = await page.locator("select[name=queue] option:checked").innerText();
      await page.focus("select[name=reason]");
      await page.keyboard.press("ArrowDown");
    });
    await page.goto(demo.base + passed);
    await page.locator("ol.timeline li.call", { hasText: `passed ${language}` }).waitFor();
    const request = page.locator("ol.timeline li.request", { hasText: `passed ${language}` });
    await request.locator("a").first().click();
    await page.waitForURL(/\/desk\/requests\/[0-9a-z]{26}$/);
    await page.locator("main", { hasText: queue.trim() }).waitFor();
    await context.close();
  });

  test(`a colleague pauses, comes back, and keeps something out of a recording, ${language}`, async () => {
    const { context, page } = await enter("admin", language);
    await page.goto(`${demo.base}/desk/telephone`);
    await sitAt(page, "to-02");
    const state = page.locator("[data-refresh] > p.note").first();
    await page.selectOption("select[name=reason]", "training");
    const reason = await page.locator("select[name=reason] option:checked").innerText();
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press("p");
    await state.filter({ hasText: reason }).waitFor();
    assert.deepEqual(await faults(page, page.url()), []);
    await page.keyboard.press("b");
    await state.filter({ hasNotText: reason }).waitFor();

    while (!(await pauseARecording(page)));
    assert.deepEqual(await faults(page, page.url()), []);
    await context.close();
  });

  test(`a call-back is wished, owed and kept, ${language}`, async () => {
    const visitor = await open({ viewport: PHONE, locale: language });
    const theirs = await visitor.newPage();
    await theirs.goto(`${demo.base}/call-me`);
    const phone = `+33 199 00 99 ${10 + LANGUAGES.indexOf(language)}`;
    await theirs.fill("input[name=name]", "Zefirino Prova");
    await theirs.fill("input[name=phone]", phone);
    await send(theirs);
    await theirs.locator("main .promised time").waitFor();
    await visitor.close();

    const { context, page } = await enter("admin", language);
    await page.goto(`${demo.base}/desk/callbacks`);
    const row = page.locator("main tbody tr", { hasText: phone });
    await row.locator("select[name=outcome]").selectOption("reached");
    await row.locator("form[action='/desk/callbacks'] > button").click();
    await page.waitForURL(/\/desk\/callbacks$/);
    await page.locator("main table").waitFor();
    assert.equal(await page.locator("main tbody tr", { hasText: phone }).count(), 0);
    await context.close();
  });
}

for (const language of LANGUAGES) {
  test(`tomorrow's staffing is on the page, and twice the calls need more people, ${language}`, async () => {
    const { context, page } = await enter("quality", language);
    const value = ".cards .card:nth-child(2) .value";
    await page.goto(`${demo.base}/desk/staffing`);
    const first = page.locator("table.staffing").first();
    // Saturday too is open in the plan; a Sunday is not, so the next day is first on the page.
    assert.equal(await first.locator("thead th").count(), 7);
    const once = Number((await page.innerText(value)).replace(/\D/g, ""));
    assert.ok(once > 100, `${once} hours`);
    await page.locator("input[data-slides=volume]").fill("200");
    await page.waitForFunction(
      ([value, once]) =>
        Number(document.querySelector(value).textContent.replace(/\D/g, "")) > once * 1.3,
      [value, once],
    );
    assert.equal(await page.inputValue("input[name=volume]"), "200");
    assert.match(page.url(), /volume=200/, "what was asked can be kept and passed on");
    assert.match(await page.getAttribute("a[href*='staffing.csv']", "href"), /volume=200/);
    const day = 24 * 3_600_000;
    const from = await page.inputValue("input[name=from]");
    assert.equal(from, "", "tomorrow, where nothing is asked");
    // By the company's own clock: its midnight is not the machine's.
    const told = (part) => new Intl.DateTimeFormat("en", { timeZone: "Europe/Rome", ...part });
    const tomorrow = Number(told({ day: "numeric" }).format(Date.now() + day));
    const sunday = told({ weekday: "short" }).format(Date.now() + day) === "Sun";
    const head = await page.innerText("table.staffing thead th:nth-child(2)");
    assert.ok(sunday || head.startsWith(String(tomorrow)), `${head} is not the ${tomorrow}th`);
    await context.close();
  });
}

// The calls that were written up here: each is taken once.
const writtenUp = new Set();

// A call of somebody we know that nobody wrote up here.
async function freshCall(page) {
  const known = "ul.ringing li:has(p.caller a[href^='/desk/clients/']) a.button";
  const handle = await page.waitForFunction(
    ([known, taken]) =>
      [...document.querySelectorAll(known)]
        .map((button) => button.getAttribute("href"))
        .find((address) => !taken.includes(address)),
    [known, [...writtenUp]],
    { timeout: 120_000 },
  );
  const call = await handle.jsonValue();
  writtenUp.add(call);
  return call;
}

// Writes up a call of somebody we know by keyboard alone; answers the client's page.
async function writeUp(page, note, outcome) {
  await page.goto(`${demo.base}/desk/telephone`);
  await page.goto(demo.base + (await freshCall(page)));
  const client = await page.getAttribute("p.caller a", "href");
  await page.focus("select[name=topic]");
  await page.keyboard.press("ArrowDown");
  await outcome();
  await page.focus("textarea[name=note]");
  await page.keyboard.type(note);
  await page.keyboard.press("Control+Enter");
  await page.waitForURL(/\/desk\/telephone$/);
  await page.waitForFunction(() => sessionStorage.getItem("premura-later") === "{}");
  return client;
}

// Says as which agent of the exchange the colleague answers.
async function sitAt(page, agent) {
  const seat = page.locator("form[action='/desk/telephone/seat']");
  if (!(await seat.isVisible())) await page.click("details.import summary");
  await seat.locator("select").selectOption(agent);
  await Promise.all([page.waitForNavigation(), seat.locator("button").click()]);
  await page.locator("form[action='/desk/telephone/state']").first().waitFor();
}

// Takes the seat of an agent who talks in a recorded call just now; answers the call.
async function sitInARecordedCall(page) {
  const agents = "form[action='/desk/telephone/seat'] option";
  for (let round = 0; round < 20; round += 1) {
    const codes = await page.locator(agents).evaluateAll((all) => all.map((one) => one.value));
    for (const code of codes.filter((code) => code !== "")) {
      await sitAt(page, code);
      const mine = page.locator("ul.ringing li.mine:has(input[value=pause])").first();
      if ((await mine.count()) === 0) continue;
      const call = await mine.locator("a.button").getAttribute("href");
      return page.locator(`ul.ringing li:has(a[href="${call}"])`);
    }
  }
  assert.fail("nobody talked in a recorded call");
}

// Pauses the recording of a call; false where the call was over before.
async function pauseARecording(page) {
  const call = await sitInARecordedCall(page);
  try {
    // By the mouse: the invented agents talk in several calls at once, and the key is the first's.
    await call.locator("form:has(input[value=pause]) button").click({ timeout: 10_000 });
    await call.locator("form:has(input[value=resume]) button").waitFor({ timeout: 10_000 });
    return true;
  } catch (error) {
    if ((await call.count()) > 0) throw error;
    return false;
  }
}

// An export as another telephone system writes it: 60 calls, of which 10 gave up.
function exported() {
  const rows = ["Start Time;Queue Name;Agent;Caller;Hold (s);Talk (s);Result"];
  for (let number = 0; number < 60; number += 1) {
    const lost = number % 6 === 0;
    const minute = String(number).padStart(2, "0");
    const end = lost ? "Caller hung up" : "Connected";
    rows.push(`27/05/2026 09:${minute}:00;roma;${lost ? "" : "op-1"};+390555${minute};${number};90;${end}`);
  }
  return Buffer.from(`${rows.join("\n")}\n`);
}

for (const language of LANGUAGES) {
  test(`an export is mapped on the screen, tried at once, and imported, ${language}`, async () => {
    const { context, page } = await enter("admin", language);
    await page.goto(`${demo.base}/desk/imports`);
    const file = { name: `may-${language}.csv`, mimeType: "text/csv", buffer: exported() };
    await page.setInputFiles("input[name=file]", file);
    await page.click("main form button.primary");
    await page.waitForURL(/\/desk\/imports\/[0-9a-z]{26}$/);
    assert.deepEqual(await faults(page, page.url()), []);
    assert.equal(await page.inputValue("select[name=col-at]"), "Start Time");
    const answered = page.locator("#preview .card:nth-child(3) .note");
    assert.match(await answered.innerText(), /50 \/ 60$/);
    // Whoever hung up was answered after all: the preview follows without a button.
    await page.selectOption("select[name=ending-0]", "answered");
    await page.locator("#preview .card:nth-child(3) .note", { hasText: "60 / 60" }).waitFor();
    await page.fill("input[name=source]", `export-${language}`);
    await page.click("main form button.primary");
    await page.locator(".badge.good").waitFor();
    assert.equal(await page.innerText(".cards .card:nth-child(1) .value"), "60");
    await page.goto(`${demo.base}/desk/imports`);
    assert.match(await page.innerText("main tbody"), new RegExp(`export-${language}`));
    await context.close();
  });
}

for (const language of LANGUAGES) {
  test(`what clients come about is counted, down to one reason, ${language}`, async () => {
    const { context, page } = await enter("quality", language);
    await page.goto(`${demo.base}/desk/reasons`);
    const whole = Number((await page.innerText(".cards .card:nth-child(1) .value")).replace(/\D/g, ""));
    const counts = await page.locator("main tbody td:nth-child(2)").allInnerTexts();
    const sum = counts.map((text) => Number(text.replace(/\D/g, ""))).reduce((one, two) => one + two, 0);
    assert.equal(sum, whole, "every contact has one reason, or none");
    await page.click("main tbody a[href*='claim_status']");
    await page.locator("main table.staffing td.busiest").first().waitFor();
    await page.goto(`${demo.base}/desk/resolution`);
    const ways = page.locator("main table").first().locator("tbody tr");
    assert.equal(await ways.count(), 5);
    const share = async (row) =>
      Number((await ways.nth(row).locator("td").first().innerText()).replace(/[^0-9]/g, ""));
    assert.ok((await share(1)) >= (await share(0)), "net is never below gross");
    assert.ok((await share(2)) <= (await share(0)), "without repeats never above");
    await context.close();
  });
}

test("a draft is there again, and two who look see each other", async () => {
  const one = await enter("admin", "en");
  await one.page.goto(`${demo.base}/desk/requests`);
  await one.page.click("main table tbody th a");
  await one.page.waitForURL(/\/desk\/requests\/[0-9a-z]{26}$/);
  await one.page.fill("form.answer textarea", "half a sen");
  await one.page.locator("[data-kept]", { hasText: "Draft kept" }).waitFor();
  const other = await enter("quality", "en");
  await other.page.goto(one.page.url());
  await other.page.locator("[data-watch]", { hasText: "Ginevra Altavilla" }).waitFor();
  await one.page.reload();
  assert.equal(await one.page.inputValue("form.answer textarea"), "half a sen");
  // Two tabs of one colleague: neither text replaces the other.
  const tab = await one.context.newPage();
  await tab.goto(one.page.url());
  await tab.fill("form.answer textarea", "half a sentence");
  await tab.locator("[data-kept]", { hasText: "Draft kept" }).waitFor();
  await one.page.fill("form.answer textarea", "something else");
  await one.page.locator("[data-kept]", { hasText: "another tab" }).waitFor();
  await tab.reload();
  assert.equal(await tab.inputValue("form.answer textarea"), "half a sentence");
  await tab.close();
  // What is quoted goes below what stands there.
  await one.page.goto(`${one.page.url()}?quote=1`);
  assert.match(await one.page.inputValue("form.answer textarea"), /^half a sentence\n\n> /);
  await one.context.close();
  await other.context.close();
});

test("what the client sees is accessible", async () => {
  const context = await open({ viewport: PHONE, locale: "nl" });
  const page = await context.newPage();
  await ask(page, "Zefirino Prova");
  assert.deepEqual(await faults(page, page.url()), []);
  await context.close();
});

test("the program ends while pages are open that live for ever", async () => {
  const { page } = await enter("admin", "en");
  await page.goto(`${demo.base}/desk/telephone`);
  const wall = await page.context().newPage();
  await wall.goto(`${demo.base}/desk/wallboard`);
  await wall.locator("#wall .big").waitFor();
  const began = Date.now();
  await demo.stop();
  demo = undefined;
  assert.ok(Date.now() - began < 15_000, `${Date.now() - began} ms`);
});
