// A client's keys in a real browser: a passkey that its own authenticator makes, keeps and uses, by
// the button and from what the browser offers; a password; proving again who one is.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  eventually, faults, knownClient, lettersTo, register, startBrowser, startDemo,
} from "./demo.mjs";

const PHONE = { width: 390, height: 844 };
const PASSWORD = "a roof over all of us";

let demo;
let browser;
before(async () => {
  demo = await startDemo();
  // A browser makes passkeys for names, and not for numbers.
  demo.base = demo.base.replace("127.0.0.1", "localhost");
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

// A page of a browser with a device of its own, whose holder proves who they are.
async function withDevice(page, more = {}) {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true,
      isUserVerified: true, automaticPresenceSimulation: true, ...more,
    },
  });
  const credentials = async () =>
    (await session.send("WebAuthn.getCredentials", { authenticatorId })).credentials;
  const verified = (isUserVerified) =>
    session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified });
  return { credentials, verified };
}

async function leave(page) {
  await page.goto(`${demo.base}/me/profile`);
  await Promise.all([
    page.waitForURL(`${demo.base}/me/sign-in`),
    page.click("form[action='/me/sign-out'] button"),
  ]);
}

test("a passkey is made, comes in by the button, and is removed", async () => {
  const context = await browser.newContext({ viewport: PHONE, locale: "en", reducedMotion: "reduce" });
  // This browser offers nothing by itself: the button alone lets in.
  await context.addInitScript(() => {
    PublicKeyCredential.isConditionalMediationAvailable = async () => false;
  });
  const page = await context.newPage();
  const device = await withDevice(page);
  await register(page, demo);
  await page.goto(`${demo.base}/me/profile`);
  const before = lettersTo(demo, knownClient(demo).email).length;
  await page.fill("#passkey-name", "My telephone");
  await page.click("#passkey-add button");
  await page.locator("main", { hasText: "My telephone" }).waitFor();
  const [made] = await device.credentials();
  assert.equal(made.rpId, "localhost");
  assert.ok(made.isResidentCredential, "it comes in without a name");
  const told = await eventually(() => lettersTo(demo, knownClient(demo).email).slice(before).at(-1));
  assert.match(told, /My telephone/);
  assert.deepEqual(await faults(page, `${demo.base}/me/profile`), []);

  await page.click("#passkey-add button");
  await page.locator("#passkey-add [role=status]:visible").waitFor();
  assert.equal((await device.credentials()).length, 1, "a device makes one for an account");

  await leave(page);
  await Promise.all([page.waitForURL(`${demo.base}/me`), page.click("#passkey-enter button")]);
  await page.goto(`${demo.base}/me/profile`);
  assert.match(await page.innerText("main"), /last used/);

  await page.click("form[action^='/me/passkeys/'] button");
  await page.locator("main", { hasNotText: "My telephone" }).waitFor();
  await leave(page);
  await page.click("#passkey-enter button");
  await page.locator("main", { hasText: "does not answer" }).waitFor();
  assert.equal(new URL(page.url()).pathname, "/me/passkey");
  const cookies = await context.cookies();
  assert.ok(!cookies.some(({ name, value }) => name === "client" && value), "nobody is in");
  await context.close();
});

test("what the browser offers lets in, and one who proves nothing stays out", async () => {
  const context = await browser.newContext({ viewport: PHONE, locale: "fr", reducedMotion: "reduce" });
  const page = await context.newPage();
  const device = await withDevice(page);
  await register(page, demo);
  await page.goto(`${demo.base}/me/profile`);
  await page.click("#passkey-add button");
  await page.locator("form[action^='/me/passkeys/']").waitFor();
  await leave(page);
  // The device answers by itself what the browser offers where an address is typed.
  await page.waitForURL(`${demo.base}/me`);
  await device.verified(false);
  await leave(page);
  await page.click("#passkey-enter button");
  await page.locator("#passkey-enter [role=status]:visible").waitFor();
  assert.deepEqual(await faults(page, `${demo.base}/me/sign-in`), []);
  await context.close();
});

test("a password lets in, and the page without script has it too", async () => {
  const context = await browser.newContext({ viewport: PHONE, locale: "en", javaScriptEnabled: false });
  const page = await context.newPage();
  await register(page, demo);
  await page.goto(`${demo.base}/me/profile`);
  assert.equal(await page.locator("#passkey-add:visible").count(), 0);
  await page.click("summary:has-text('Set a password')");
  await page.fill("input[name=new]", PASSWORD);
  await page.click("form[action='/me/profile/password'] button");
  await page.locator("main", { hasText: "You have a password since" }).waitFor();
  await leave(page);
  const enter = async (password) => {
    const folded = page.locator("details:not([open]) > summary", { hasText: "I have set a password" });
    if (await folded.count()) await folded.click();
    await page.fill("input[name=email]", knownClient(demo).email);
    await page.fill("input[name=password]", password);
    await page.click("form[action='/me/sign-in/password'] button");
  };
  await enter("a wrong password");
  await page.locator("main", { hasText: "is wrong" }).first().waitFor();
  await enter(PASSWORD);
  await page.waitForURL(`${demo.base}/me`);
  await page.goto(`${demo.base}/me/sign-in?again=1`);
  await enter(PASSWORD);
  await page.waitForURL(`${demo.base}/me/profile#keys`);
  await context.close();
});

test("a device is told that there is a message, and by a second one once", async () => {
  const context = await browser.newContext({ viewport: PHONE, locale: "en", permissions: ["notifications"] });
  const page = await context.newPage();
  await page.goto(`${demo.base}/me/sign-in`);
  // The worker of the area, which its pages register once somebody is in.
  await page.evaluate(async () => {
    await navigator.serviceWorker.register("/me/worker.js", { scope: "/me" });
    await navigator.serviceWorker.ready;
  });
  const session = await context.newCDPSession(page);
  const known = new Promise((resolve) => {
    session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const found = registrations.find(({ scopeURL }) => scopeURL.endsWith("/me"));
      if (found) resolve(found.registrationId);
    });
  });
  await session.send("ServiceWorker.enable");
  const registrationId = await known;
  const push = (data) =>
    session.send("ServiceWorker.deliverPushMessage", { origin: demo.base, registrationId, data });
  const shown = () =>
    page.evaluate(async () => {
      const worker = await navigator.serviceWorker.getRegistration("/me");
      return (await worker.getNotifications()).map(({ title, body, lang }) => ({ title, body, lang }));
    });
  await push(JSON.stringify({ title: "Aurora", body: "You have a message from Aurora", lang: "en" }));
  await eventually(async () => (await shown()).length > 0);
  assert.deepEqual(await shown(), [{ title: "Aurora", body: "You have a message from Aurora", lang: "en" }]);
  await push("this is no JSON");
  await eventually(async () => (await shown())[0]?.body === "");
  assert.equal((await shown()).length, 1, "two bells are one");
  await context.close();
});
