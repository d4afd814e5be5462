// Passkeys: makes one where somebody is in, and comes in with one, also from what the browser offers
// while an address is typed. Without script, or where the browser has none, one comes in by code.

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer ?? []))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

// A challenge is answered within five minutes: one that waits for so long is asked for anew.
const ANEW_AFTER = 4 * 60 * 1000;

async function asked(form) {
  const answer = await fetch(form.dataset.ask, { method: "POST" });
  if (!answer.ok) throw new Error(`no challenge: ${answer.status}`);
  const { id, publicKey } = await answer.json();
  publicKey.challenge = bytes(publicKey.challenge);
  if (publicKey.user) publicKey.user.id = bytes(publicKey.user.id);
  for (const known of publicKey.excludeCredentials ?? []) known.id = bytes(known.id);
  return { id, publicKey };
}

function send(form, fields) {
  for (const [name, value] of Object.entries(fields)) form.elements[name].value = value;
  form.submit();
}

const say = (form, nothing) => { form.querySelector("[role=status]").hidden = !nothing; };

async function make(form) {
  const { id, publicKey } = await asked(form);
  const { response } = await navigator.credentials.create({ publicKey });
  send(form, {
    challenge: id,
    client: text(response.clientDataJSON),
    attestation: text(response.attestationObject),
  });
}

// What waits for the browser's own offer gives way to the button.
let waiting;

async function use(form, mediation) {
  waiting?.abort();
  const mine = (waiting = new AbortController());
  const { id, publicKey } = await asked(form);
  const found = await navigator.credentials.get({ publicKey, mediation, signal: mine.signal });
  const { response } = found;
  send(form, {
    challenge: id,
    credential: text(found.rawId),
    account: text(response.userHandle),
    client: text(response.clientDataJSON),
    authenticator: text(response.authenticatorData),
    signature: text(response.signature),
  });
}

async function offer(form) {
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  const anew = setTimeout(() => offer(form), ANEW_AFTER);
  // Nobody asked for this: whoever says no, or has none, goes on without a word.
  await use(form, "conditional").catch(() => {});
  clearTimeout(anew);
}

function pressed(form, action) {
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    say(form, false);
    action(form).catch(() => say(form, true));
  });
}

if (globalThis.PublicKeyCredential) {
  const enter = document.getElementById("passkey-enter");
  const add = document.getElementById("passkey-add");
  if (add) pressed(add, make);
  if (enter) {
    pressed(enter, (form) => use(form, undefined));
    // After one that let nobody in, nothing happens by itself.
    if ("offer" in enter.dataset) offer(enter);
  }
}
