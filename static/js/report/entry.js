// One value on the page: its fields, what is saved of them, and the words around them.
import { Drafts } from "./drafts.js";

export class Entry {
  constructor(element) {
    this.element = element;
    this.key = element.dataset.entry;
    this.label = element.dataset.label;
    this.isTouched = false;
    this.isSaving = false;
    // Why it is not saved: "" while it is, or may still be.
    this.refusal = "";
    this.#count();
  }

  fields(name) {
    return [...this.element.querySelectorAll(`[name="${CSS.escape(`${this.key}.${name}`)}"]`)];
  }

  get version() {
    return this.element.querySelector("[data-version]");
  }

  get was() {
    return this.element.querySelector("[data-was]");
  }

  get first() {
    return document.getElementById(this.key);
  }

  /** What stands in the fields now. */
  get typed() {
    return Object.fromEntries(["value", "status", "reason"].map((name) => [name, read(this.fields(name))]));
  }

  set typed(typed) {
    for (const [name, text] of Object.entries(typed)) write(this.fields(name), text);
    this.#count();
  }

  /** Whether the fields say something else than the page they came with. */
  get isChanged() {
    const fields = ["value", "status", "reason"].flatMap((name) => this.fields(name));
    return fields.some((field) =>
      field.type === "radio" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue,
    );
  }

  /** What the server is sent. */
  data(choice) {
    const data = new URLSearchParams({ key: this.key });
    for (const [name, text] of Object.entries(this.typed)) data.set(`${this.key}.${name}`, text);
    data.set(`${this.key}.version`, this.version.value);
    data.set(`${this.key}.was`, this.was.value);
    if (choice) {
      data.set(`${this.key}.choice`, choice);
      data.set(`${this.key}.seen`, read(this.fields("seen")));
    }
    return data;
  }

  /** A field is being written in: what is said instead of a value and the value exclude each other. */
  touch(field) {
    this.isTouched = true;
    if (field.matches("[data-value]") && read(this.fields("value"))) {
      if (read(this.fields("status"))) write(this.fields("status"), "");
    } else if (field.matches("[data-status]") && field.value) {
      this.set_aside = read(this.fields("value")) || this.set_aside;
      write(this.fields("value"), "");
    } else if (field.matches("[data-status]") && this.set_aside) {
      write(this.fields("value"), this.set_aside);
    }
    this.#count();
    Drafts.keep(this);
  }

  saved({ version, was }) {
    this.version.value = version;
    this.was.value = was;
    this.isTouched = false;
    this.refuse("");
    this.#agree();
    Drafts.drop(this);
  }

  /** Saved, but written in again meanwhile: what is typed now stands on what was just saved. */
  rebase({ version, was }) {
    this.version.value = version;
    this.was.value = was;
    this.refuse("");
    Drafts.keep(this);
  }

  /** Somebody else saved another value: both are shown until one is chosen. */
  meet({ theirs, version, was }) {
    this.theirs = { typed: theirs, version, was };
    Drafts.drop(this);
  }

  /** Their value is kept; the field shows it, and takes the focus that the choice leaves. Returns what to say. */
  yield() {
    const { typed, version, was } = this.theirs;
    const said = this.element.querySelector("[data-choice]:checked + label").textContent.trim();
    this.typed = typed;
    this.saved({ version, was });
    return said;
  }

  #agree() {
    this.theirs = null;
    const choice = this.element.querySelector("[data-conflict]");
    if (choice?.contains(document.activeElement)) this.first.focus();
    choice?.remove();
  }

  /** Says beside the field, softly, why what is typed is not saved. */
  refuse(sentence, kept) {
    this.refusal = sentence;
    this.element.querySelectorAll("[data-refusal]").forEach((old) => old.remove());
    this.fields("value").forEach((field) => field.classList.remove("is-invalid"));
    this.fields("value").forEach((field) => field.removeAttribute("aria-invalid"));
    if (!sentence) return;
    const note = document.createElement("p");
    note.className = "entry-refusal";
    note.dataset.refusal = "";
    note.textContent = kept ? `${sentence} ${kept}` : sentence;
    this.element.querySelector(".entry-field").append(note);
  }

  /** Shows new words about the value; the line in which a reason is written stays the same field throughout. */
  say(html) {
    const note = this.element.querySelector("[data-note]");
    const reason = this.element.querySelector("[data-reason]");
    if (note.contains(document.activeElement)) {
      note.addEventListener("focusout", () => setTimeout(() => this.say(html)), { once: true });
      return;
    }
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    const place = fresh.content.querySelector("[data-reason]");
    if (place) {
      if (reason.contains(document.activeElement)) return;
      place.replaceWith(reason);
    } else if (note.contains(reason)) {
      this.element.querySelector("[data-more] > div").append(reason);
    }
    note.replaceChildren(fresh.content);
  }

  compare(html) {
    this.element.querySelector("[data-before]").innerHTML = html;
  }

  compareWhole(html) {
    const whole = this.element.closest("fieldset")?.querySelector("[data-whole]");
    if (whole) whole.innerHTML = html;
  }

  #count() {
    const area = this.element.querySelector("textarea[data-most]");
    const left = this.element.querySelector("[data-left]");
    if (!area || !left) return;
    const number = new Intl.NumberFormat(document.documentElement.lang).format(area.dataset.most - area.value.length);
    left.textContent = left.dataset.left.replace("{number}", number);
  }
}

function read(fields) {
  if (fields[0]?.type === "radio") return fields.find((field) => field.checked)?.value ?? "";
  return fields[0]?.value ?? "";
}

function write(fields, text) {
  for (const field of fields) {
    if (field.type === "radio") field.checked = field.value === text;
    else field.value = text;
  }
}
