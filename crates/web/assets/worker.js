// Tells the client that there is a message, and keeps the pages of the area that were seen last, for
// when there is no network. They are encrypted
// with a key that the browser does not hand out (AES-GCM, not extractable), and both go when the
// client signs out. FILES, before this, are the files every page needs.

const SHELL = "shell-1";
const KEPT_MAX = 30;

addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(SHELL).then((cache) => cache.addAll([...FILES, "/me/offline"])).then(() => skipWaiting()),
  );
});

addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("message", (event) => {
  if (event.data === "forget") event.waitUntil(forget());
});

// Nothing of the message is told: it stands in the area. Two bells are one.
addEventListener("push", (event) => {
  let said = {};
  try {
    said = event.data?.json() ?? {};
  } catch {
    // What cannot be read rings without words: a browser wants every push to be shown.
  }
  const { title = location.host, body = "", lang = "" } = said;
  const icon = FILES.find((file) => file.endsWith(".svg"));
  event.waitUntil(registration.showNotification(title, { body, lang, icon, tag: "message" }));
});

addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(shown("/me/messages"));
});

async function shown(path) {
  const windows = await clients.matchAll({ type: "window" });
  const known = windows.find((one) => new URL(one.url).pathname.startsWith("/me"));
  if (!known) return clients.openWindow(path);
  await known.focus();
  return known.navigate(path);
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (FILES.includes(address.pathname)) {
    event.respondWith(caches.match(address.pathname).then((kept) => kept ?? fetch(request)));
  } else if (request.mode === "navigate") {
    event.respondWith(page(event, address.pathname));
  }
});

async function page(event, path) {
  try {
    // Whoever comes in here may be somebody else.
    if (/^\/me\/(code|enter|sign-in)/.test(path)) event.waitUntil(forget());
    const answer = await fetch(event.request);
    if (answer.url.endsWith("/me/sign-in")) event.waitUntil(forget());
    else if (answer.ok && isKept(path)) event.waitUntil(keep(path, answer.clone()));
    return answer;
  } catch (failure) {
    return (await kept(path)) ?? (await caches.match("/me/offline")) ?? Promise.reject(failure);
  }
}

// Pages of who is in; never those with codes or files to take away.
function isKept(path) {
  return path === "/me" || /^\/me\/(messages|requests|contracts|claims|documents|profile)/.test(path);
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function opened() {
  const request = indexedDB.open("area", 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("keys");
    request.result.createObjectStore("pages", { keyPath: "path" });
  };
  return done(request);
}

async function keyOf(base) {
  const known = await done(base.transaction("keys").objectStore("keys").get("pages"));
  if (known) return known;
  const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await done(base.transaction("keys", "readwrite").objectStore("keys").put(fresh, "pages"));
  return fresh;
}

async function keep(path, answer) {
  const base = await opened();
  const key = await keyOf(base);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, await answer.arrayBuffer());
  const pages = base.transaction("pages", "readwrite").objectStore("pages");
  await done(pages.put({ path, at: Date.now(), iv, data }));
  const all = await done(pages.getAll());
  all.sort((one, other) => other.at - one.at);
  await Promise.all(all.slice(KEPT_MAX).map((old) => done(pages.delete(old.path))));
}

async function kept(path) {
  const base = await opened();
  const row = await done(base.transaction("pages").objectStore("pages").get(path));
  if (!row) return undefined;
  const key = await keyOf(base);
  const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv }, key, row.data);
  return new Response(text, { headers: { "content-type": "text/html; charset=utf-8" } });
}

async function forget() {
  const base = await opened();
  const change = base.transaction(["keys", "pages"], "readwrite");
  change.objectStore("keys").clear();
  change.objectStore("pages").clear();
  return new Promise((resolve) => { change.oncomplete = resolve; });
}
