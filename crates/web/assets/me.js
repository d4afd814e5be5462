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
