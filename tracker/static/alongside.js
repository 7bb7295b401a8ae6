/* Alongside. Every page works without this; it saves steps. Words come from the page (data-…). */
"use strict";
const body = document.body.dataset;
const region = document.querySelector("[role=status]");

/* Say one short sentence in the status region; it stays until the next one. */
function say(words) {
  const line = region.querySelector("[data-said]") || document.createElement("p");
  line.dataset.said = "";
  line.className = "done";
  line.textContent = words;
  region.append(line);
}

/* What was just saved is read aloud: a region that came filled is silent. */
if (region && region.firstElementChild) {
  const told = [...region.childNodes];
  region.replaceChildren();
  setTimeout(() => region.prepend(...told), 150);
}
document.querySelector(".problem")?.focus();
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

for (const button of document.querySelectorAll("[data-shows]")) {
  const field = document.getElementById(button.dataset.shows);
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = field.type === "password";
    field.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", shown);
  });
}

/* What is typed is kept: soon after the first real input, one sending at a time, never by opening. */
const SOON = 2000;
const typing = new WeakMap();

function keepSoon(form) {
  const now = typing.get(form) || {};
  typing.set(form, now);
  form.elements.kept.value ||= "0";
  clearTimeout(now.timer);
  now.timer = setTimeout(() => keep(form, now), SOON);
}

async function keep(form, now) {
  if (form.dataset.sent) return;
  if (now.going) return (now.again = true);
  const fields = new URLSearchParams(new FormData(form));
  fields.set("keep", "while typing");
  now.going = new AbortController();
  try {
    const answer = await fetch(form.action, { method: "POST", body: fields, signal: now.going.signal });
    const told = !answer.redirected && answer.ok && (await answer.json());
    if (told) form.elements.draft.value = told.draft;
    if (!form.dataset.sent) say(told ? told.said : answer.redirected ? body.signedOut : body.cutOff);
  } catch {
    if (!form.dataset.sent) say(body.cutOff);
  }
  now.going = undefined;
  if (now.again) keepSoon(form);
  now.again = false;
}

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.dataset.keeps !== undefined) keepSoon(form);
});
window.addEventListener("online", () => {
  for (const form of document.querySelectorAll("form[data-keeps]")) if (typing.has(form)) keepSoon(form);
});

/* A form goes once, and says that it is going. */
const waiting = [];
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) return event.preventDefault();
  if (!navigator.onLine) {
    event.preventDefault();
    return say(body.cutOff);
  }
  const now = typing.get(form);
  clearTimeout(now?.timer);
  now?.going?.abort();
  form.dataset.sent = "yes";
  form.setAttribute("aria-busy", "true");
  say(body.saving);
  waiting.push(setTimeout(() => say(body.stillSaving), 4000));
});
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  waiting.splice(0).forEach(clearTimeout);
  region.querySelector("[data-said]")?.remove();
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  }
});

/* Logging opens in its row: the part of the page behind a link; links in it lead on within it. */
let unfolded;
function fold() {
  unfolded?.panel.remove();
  unfolded?.link.removeAttribute("aria-expanded");
  unfolded = undefined;
}

async function unfold(link, panel) {
  try {
    const answer = await fetch(link.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const part = page.querySelector("[data-part]");
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    panel.replaceChildren(part);
    part.querySelector("[tabindex]").focus({ preventScroll: true });
    panel.scrollIntoView({ block: "nearest" });
  } catch {
    location.assign(link.href);
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-opens]");
  const inside = link?.closest(".panel");
  const row = link?.closest("li");
  if (!(inside || row) || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (inside) return unfold(link, inside);
  const again = unfolded?.link === link;
  fold();
  if (again) return;
  const panel = document.createElement("div");
  panel.className = "panel";
  row.append(panel);
  link.setAttribute("aria-expanded", "true");
  unfolded = { link, panel };
  unfold(link, panel);
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !unfolded?.panel.contains(document.activeElement)) return;
  unfolded.link.focus();
  fold();
});

/* The list narrows as one types a name; Enter looks further. */
for (const box of document.querySelectorAll("input[data-narrows]")) {
  const rows = [...document.querySelectorAll(box.dataset.narrows)];
  let soon;
  box.addEventListener("input", () => {
    const wanted = box.value.trim().toLowerCase();
    for (const row of rows) row.hidden = !row.querySelector("h2").textContent.toLowerCase().includes(wanted);
    const left = rows.filter((row) => !row.hidden).length;
    clearTimeout(soon);
    soon = setTimeout(() => say(box.dataset[left === 1 ? "one" : "many"].replace("0", left)), 500);
  });
}

/* Keys. Ctrl+Enter always sends; single keys only once they are turned on, and never in a field. */
const FIELD = "input, textarea, select, [contenteditable]";
let before = "";
let since;

function press(key, near) {
  const within = near?.closest("li, article");
  const found = within?.querySelector(`[data-key="${key}"]`) || document.querySelector(`[data-key="${key}"]`);
  found?.click();
}

function step(by) {
  const rows = [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent);
  const now = rows.indexOf(document.activeElement?.closest("li, article")?.querySelector("[data-row]"));
  rows[Math.min(Math.max(now < 0 ? 0 : now + by, 0), rows.length - 1)]?.focus();
}

document.addEventListener("keydown", (event) => {
  const near = document.activeElement;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = near?.closest("form");
    form?.requestSubmit(form.querySelector("[type=submit].btn:not(.sec)"));
    return;
  }
  if (!body.shortcuts || event.ctrlKey || event.metaKey || event.altKey || near?.matches(FIELD)) return;
  const key = before + event.key;
  before = event.key === "g" ? "g " : "";
  clearTimeout(since);
  since = setTimeout(() => (before = ""), 1500);
  if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
  else if (key === "/" && document.querySelector("[data-find]")) document.querySelector("[data-find]").focus();
  else if (key === "/") press("g p", near);
  else if (["?", "g p", "g a", "l", "u", "z"].includes(key)) press(key, near);
  else return;
  event.preventDefault();
});
