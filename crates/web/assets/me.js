// The client's area: it can be installed, and counts that it was. Nothing here is needed to use it.

const tell = (how) =>
  fetch("/me/installed", { method: "POST", body: new URLSearchParams({ how }) }).catch(() => {});

if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/me/worker.js", { scope: "/me" }).catch(() => {});
}

// The browser offers to install it: the button is shown, and pressing it asks.
const place = document.getElementById("install");
addEventListener("beforeinstallprompt", (offer) => {
  if (!place) return;
  offer.preventDefault();
  place.hidden = false;
  place.querySelector("button").addEventListener("click", () => offer.prompt(), { once: true });
});
addEventListener("appinstalled", () => tell("installed"));

// A telephone that says nothing of installing opens it as an app.
if (matchMedia("(display-mode: standalone)").matches || navigator.standalone) tell("opened");

// Who leaves takes what was kept with them, also where the browser clears nothing itself.
for (const form of document.querySelectorAll('form[action^="/me/sign-out"], form[action="/me/close"]')) {
  form.addEventListener("submit", () => {
    navigator.serviceWorker?.controller?.postMessage("forget");
  });
}

// Whoever wants to be told on this device is asked by the browser; who wants it no more is forgotten
// there too.
const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

async function subscribe(form) {
  if ((await Notification.requestPermission()) !== "granted") throw new Error("the browser says no");
  const worker = await navigator.serviceWorker.ready;
  const told = { userVisibleOnly: true, applicationServerKey: bytes(form.dataset.key) };
  // One that was made for another key of ours is of no use.
  await (await worker.pushManager.getSubscription())?.unsubscribe();
  const made = await worker.pushManager.subscribe(told);
  form.elements.endpoint.value = made.endpoint;
  form.elements.key.value = text(made.getKey("p256dh"));
  form.elements.secret.value = text(made.getKey("auth"));
  form.submit();
}

async function unsubscribe(form) {
  const worker = await navigator.serviceWorker.ready;
  await (await worker.pushManager.getSubscription())?.unsubscribe();
  form.submit();
}

const offer = document.getElementById("push-add");
if (offer && "PushManager" in globalThis && "Notification" in globalThis) {
  offer.hidden = false;
  const nothing = offer.querySelector("[role=status]");
  offer.addEventListener("submit", (event) => {
    event.preventDefault();
    nothing.hidden = true;
    subscribe(offer).catch(() => { nothing.hidden = false; });
  });
}
for (const form of document.querySelectorAll("form[data-push-here]")) {
  form.addEventListener("submit", (event) => {
    if (!("PushManager" in globalThis)) return;
    event.preventDefault();
    unsubscribe(form).catch(() => form.submit());
  });
}
