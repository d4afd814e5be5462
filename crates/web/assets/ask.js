// The public forms: hides what is not asked, and works a second for the form, which raises the
// limit of what one address may send. Everything is possible without this.
const form = document.querySelector("form.ask");

function show() {
  for (const part of form.querySelectorAll("[data-when]")) {
    const chosen = form.querySelector(`[name="${CSS.escape(part.dataset.when)}"]:checked`);
    const field = chosen ?? form.elements[part.dataset.when];
    part.hidden = (field?.value ?? "") !== part.dataset.is;
    part.querySelector("p.note")?.remove();
  }
}

const noughts = (digest, wanted) => {
  let bits = 0;
  for (const byte of new Uint8Array(digest)) {
    bits += Math.clz32(byte) - 24;
    if (byte !== 0) break;
  }
  return bits >= wanted;
};

// Only where the browser has the means: over https, or on the machine itself.
async function work(field) {
  if (!globalThis.crypto?.subtle) return;
  const encoder = new TextEncoder();
  for (let answer = 0; ; answer += 1) {
    const text = encoder.encode(`${field.dataset.work}:${answer}`);
    if (noughts(await crypto.subtle.digest("SHA-256", text), Number(field.dataset.noughts))) {
      field.value = String(answer);
      return;
    }
  }
}

if (form) {
  form.addEventListener("change", show);
  show();
  const field = form.querySelector("[data-work]");
  if (field) work(field);
}
