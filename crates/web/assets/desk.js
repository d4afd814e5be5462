// The desk's living parts: who else looks at a request, drafts that keep themselves, a page that
// repaints itself, forms that are sent in place, that show their answer while they are filled in,
// or that are sent while the next page is already there. Everything can be done without this.
const WATCH_EVERY = 15_000;
const KEEP_AFTER = 800;
const LATER = "premura-later";

const post = (address, fields) =>
  fetch(address, { method: "POST", body: new URLSearchParams(fields), credentials: "same-origin" });

// Who else looks at this.
const watch = document.querySelector("[data-watch]");
if (watch) {
  const look = async () => {
    if (document.hidden) return;
    const answer = await post(watch.dataset.watch, {}).catch(() => null);
    if (answer?.ok) watch.textContent = (await answer.json()).told;
  };
  look();
  setInterval(look, WATCH_EVERY);
}

// Drafts.
for (const form of document.querySelectorAll("form[data-draft]")) {
  const area = form.querySelector("textarea");
  const told = form.querySelector("[data-kept]");
  let waiting = 0;
  let kept = area.value;
  // Another tab keeps a draft of its own: neither text replaces the other.
  let elsewhere = false;
  const { since } = form.elements;
  const keepNow = async () => {
    const text = area.value;
    if (text === kept) return;
    const answer = await post(form.dataset.draft, { text, since: since.value }).catch(() => null);
    elsewhere = answer?.status === 409;
    if (elsewhere) told.textContent = told.dataset.elsewhere;
    if (answer?.ok) {
      kept = text;
      since.value = (await answer.json()).since ?? "";
      told.textContent = told.dataset.kept;
    }
  };
  // One after the other: each must know when the one before was kept.
  let last = Promise.resolve();
  const keep = () => {
    last = last.then(keepNow);
  };
  area.addEventListener("input", () => {
    told.textContent = "";
    clearTimeout(waiting);
    waiting = setTimeout(keep, KEEP_AFTER);
  });
  addEventListener("pagehide", () => {
    if (area.value !== kept) {
      const left = { text: area.value, since: since.value };
      navigator.sendBeacon(form.dataset.draft, new URLSearchParams(left));
    }
  });
  // What was sent while leaving has a time that this page does not know when one comes back.
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  addEventListener("beforeunload", (event) => {
    if (elsewhere && area.value !== kept) event.preventDefault();
  });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    kept = area.value;
  });
}

// A part that repaints itself; where nothing changed, nothing moves.
const living = document.querySelector("[data-refresh]");
let repaint = async () => {};
if (living) {
  const paint = async () => {
    if (document.hidden || living.contains(document.querySelector("details[open]"))) return;
    const answer = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-refresh]");
    // What no longer changes is shown as it is now, once.
    if (!fresh) location.reload();
    else if (fresh.innerHTML !== living.innerHTML) {
      const at = document.activeElement?.getAttribute("href");
      living.innerHTML = fresh.innerHTML;
      if (at) living.querySelector(`a[href="${CSS.escape(at)}"]`)?.focus({ preventScroll: true });
    }
  };
  // One after the other; what is asked for meanwhile is done once more at the end.
  let painting = false;
  let again = false;
  repaint = async () => {
    again = true;
    if (painting) return;
    painting = true;
    try {
      while (again) {
        again = false;
        await paint();
      }
    } finally {
      // What was cut off is painted at the next turn.
      painting = false;
    }
  };
  setInterval(repaint, Number(living.dataset.refresh) * 1000);
  if (living.dataset.events) {
    const events = new EventSource(living.dataset.events);
    events.addEventListener("message", repaint);
    addEventListener("pagehide", () => events.close());
  }
}

// A form that is sent without leaving the page: what became of it is in the part that repaints
// itself. Where it was not taken, the page that says why is shown.
document.addEventListener("submit", async (event) => {
  const sent = event.target.closest("form[data-in-place]");
  if (!sent) return;
  event.preventDefault();
  const answer = await post(sent.action, new FormData(sent)).catch(() => null);
  // Without an answer it may have been taken: it is not sent again.
  if (answer && !answer.ok) sent.submit();
  else await repaint();
});

// A form whose answer is shown while it is filled in: the parts that depend on it are replaced, but
// never the one that is being typed in.
const liveForm = document.querySelector("form[data-live-form]");
if (liveForm) {
  let asked = 0;
  const look = async () => {
    const mine = ++asked;
    const query = new URLSearchParams(new FormData(liveForm));
    const address = `${location.pathname}?${query}`;
    const answer = await fetch(address, { credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok || answer.redirected || mine !== asked) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    history.replaceState(null, "", address);
    for (const part of document.querySelectorAll("[data-live]")) {
      const fresh = page.getElementById(part.id);
      if (fresh && !part.contains(document.activeElement)) part.innerHTML = fresh.innerHTML;
    }
  };
  let waiting = 0;
  liveForm.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, 250);
  });
}

// A slider and the number beside it follow each other.
for (const slider of document.querySelectorAll("[data-slides]")) {
  const number = document.getElementById(slider.dataset.slides);
  slider.hidden = false;
  slider.addEventListener("input", () => {
    number.value = slider.value;
  });
  number.addEventListener("input", () => {
    slider.value = number.value;
  });
}

// A form whose colleague goes on at once: it is kept in this tab until it was taken.
const later = () => JSON.parse(sessionStorage.getItem(LATER) ?? "{}");
const remember = (all) => sessionStorage.setItem(LATER, JSON.stringify(all));

const form = document.querySelector("form[data-send-later]");
if (form) {
  const waiting = later()[location.pathname];
  if (waiting) {
    for (const field of form.elements) {
      const values = waiting.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "checkbox" || field.type === "radio") {
        field.checked = values.includes(field.value);
      } else if (field.name && values.length > 0) field.value = values[0];
    }
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    remember({ ...later(), [location.pathname]: [...new FormData(form)] });
    location.assign(form.dataset.sendLater);
  });
}

const told = document.querySelector("[data-later]");
if (told) {
  const deliver = async () => {
    for (const [address, fields] of Object.entries(later())) {
      told.textContent = told.dataset.later;
      const answer = await post(address, fields).catch(() => null);
      if (answer?.ok && new URL(answer.url).pathname !== "/desk/sign-in") {
        const all = later();
        delete all[address];
        remember(all);
        told.textContent = "";
      } else {
        const link = document.createElement("a");
        link.href = address;
        link.textContent = told.dataset.failed;
        told.replaceChildren(link);
        return;
      }
    }
  };
  deliver();
}
