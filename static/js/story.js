// Saves a story as each field is left. Without this file it is saved by its buttons.
const form = document.querySelector("form[data-story]");
const state = document.querySelector("[data-save-state]");
const RETRY = 5000;

let isTouched = false;
let isSaving = false;
let underWay = Promise.resolve();
let again = 0;

if (form) {
  form.addEventListener("input", () => {
    isTouched = true;
  });
  form.addEventListener("change", changed);
  form.addEventListener("submit", submitted);
  window.addEventListener("online", save);
}

function changed(event) {
  if (event.target.type === "file") {
    // The page shows the picture as it is kept, so it comes back whole.
    form.requestSubmit(document.querySelector('button[form="story"][value="stay"]'));
    return;
  }
  // What removes something waits for a button.
  if (event.target.name.includes("removes")) return;
  isTouched = true;
  save();
}

// A button pressed while a field is being saved waits for it: the form then knows what it stands on.
function submitted(event) {
  if (!isSaving) return;
  event.preventDefault();
  underWay.then(() => form.requestSubmit(event.submitter));
}

function save() {
  if (isTouched && !isSaving) underWay = saveNow();
}

async function saveNow() {
  isSaving = true;
  isTouched = false;
  clearTimeout(again);
  say(form.dataset.story);
  try {
    await answered(await fetch(form.action, request()));
  } catch {
    isTouched = true;
    say(form.dataset.failed, { isFailed: true });
    again = setTimeout(save, RETRY);
  }
  isSaving = false;
}

function request() {
  const body = new FormData(form);
  for (const name of [...body.keys()]) {
    if (name === "image" || name.includes("removes")) body.delete(name);
  }
  return { method: "POST", body, redirect: "manual", headers: { Accept: "application/json" } };
}

async function answered(response) {
  if (response.type === "opaqueredirect" || [401, 403].includes(response.status)) {
    isTouched = true;
    say(form.dataset.expired, { isFailed: true });
    return;
  }
  const told = await response.json();
  if (told.refusal) {
    say(told.refusal, { isFailed: true });
    return;
  }
  for (const [name, mark] of Object.entries(told.marks)) set(`was.${name}`, mark);
  for (const row of form.querySelectorAll('[name$="-uuid"]')) {
    const mark = told.people?.[row.value];
    if (mark) set(row.name.replace("uuid", "was"), mark);
  }
  if (told.address && told.address !== location.pathname) {
    form.action = told.address;
    history.replaceState(null, "", told.address);
  }
  refuse(told.errors ?? {});
  if (!told.is_whole) say(Object.values(told.errors).join(" "), { isFailed: true });
  else if (told.saved) say(told.saved);
  else say("");
  if (told.is_whole && !isTouched) form.dispatchEvent(new Event("clusterix:saved", { bubbles: true }));
  if (isTouched) setTimeout(save);
}

function set(name, value) {
  const field = form.elements[name];
  if (field) field.value = value;
}

function say(sentence, { isFailed = false } = {}) {
  state.textContent = sentence;
  state.classList.toggle("is-failed", isFailed);
  state.setAttribute("role", isFailed ? "alert" : "status");
}

// A sentence above each field that was not kept; it goes once the field is.
function refuse(errors) {
  form.querySelectorAll("[data-story-error]").forEach((element) => element.remove());
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  for (const [name, sentence] of Object.entries(errors)) {
    const field = form.elements[name];
    if (!(field instanceof HTMLElement)) continue;
    const line = document.createElement("div");
    line.className = "invalid-feedback";
    line.dataset.storyError = "";
    line.append(Object.assign(document.createElement("p"), { textContent: sentence }));
    field.before(line);
    field.setAttribute("aria-invalid", "true");
  }
}
