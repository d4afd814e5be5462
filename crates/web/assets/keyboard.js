// Shortcuts of the desk: j and k walk through a list, Enter opens, g and a letter jumps, / goes
// to the first filter, ? shows all of them; Ctrl and Enter send the form one is in. Nothing here is
// needed to do anything.
const typing = (target) => target.closest("input, select, textarea, dialog") !== null;
const rows = () => [...document.querySelectorAll("table[data-list] tbody tr")];
const help = document.getElementById("keys");
let here = -1;
let jumping = -Infinity;

function walk(step) {
  const all = rows();
  if (all.length === 0) return;
  all[here]?.classList.remove("here");
  here = Math.min(Math.max(here + step, 0), all.length - 1);
  all[here].classList.add("here");
  all[here].scrollIntoView({ block: "nearest" });
  all[here].querySelector("a")?.focus({ preventScroll: true });
}

function jump(letter) {
  document.querySelector(`.side a[data-jump="${CSS.escape(letter)}"]`)?.click();
}

// A letter that a page gives to something: a link or a button is pressed, a field is gone to, a
// part that is folded opens.
function press(letter) {
  const wanted = document.querySelector(`[data-key="${CSS.escape(letter)}"]`);
  if (!wanted) return false;
  if (wanted.matches("input[type=checkbox]")) wanted.click();
  if (wanted.matches("input, select, textarea")) wanted.focus();
  else wanted.click();
  const folded = wanted.matches("summary") ? wanted.parentElement : null;
  folded?.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.target.closest("form")?.querySelector("[data-main]")?.click();
    return;
  }
  // Out of a field, so that letters are keys again.
  if (event.key === "Escape" && event.target.matches("input, select, textarea")) {
    event.target.blur();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (jumping > event.timeStamp - 1500) {
    jumping = -Infinity;
    jump(event.key);
    return;
  }
  if (event.key === "g") jumping = event.timeStamp;
  else if (event.key === "j") walk(1);
  else if (event.key === "k") walk(-1);
  else if (event.key === "?") help?.showModal();
  else if (event.key === "/") {
    document.querySelector(".filters input, .filters select")?.focus();
    event.preventDefault();
  } else if (press(event.key)) event.preventDefault();
});
