// Keeps the wallboard living: each event holds the whole board, painted on the server. Figures
// that stand still say so.
const wall = document.getElementById("wall");
const stale = document.getElementById("stale");
const full = document.getElementById("fullscreen");
const STALE_AFTER = 6000;
let last = performance.now();

const events = new EventSource(wall.dataset.events);
events.addEventListener("message", (event) => {
  wall.innerHTML = event.data;
  last = performance.now();
  stale.hidden = true;
});
setInterval(() => {
  stale.hidden = performance.now() - last < STALE_AFTER;
}, 1000);
addEventListener("pagehide", () => events.close());

if (document.fullscreenEnabled) {
  full.hidden = false;
  full.addEventListener("click", () => document.getElementById("content").requestFullscreen());
}
