// Sends each value once its field is left, one at a time per value, and keeps what could not be sent until it can.
import { Drafts } from "./drafts.js";

export class Saver {
  constructor(form, entries, alerts) {
    this.form = form;
    this.entries = entries;
    this.alerts = alerts;
    this.isLeaving = false;
  }

  listen() {
    this.form.addEventListener("input", (event) => this.#entry(event.target)?.touch(event.target));
    this.form.addEventListener("change", (event) => this.#changed(event.target));
    this.form.addEventListener("submit", (event) => this.#submitted(event));
    this.alerts.retry.addEventListener("click", () => this.saveAll());
    window.addEventListener("online", () => this.alerts.isShown && this.saveAll());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.waiting.forEach((entry) => this.save(entry, { keepalive: true }));
      else if (this.alerts.isShown) this.saveAll();
    });
  }

  /** What was typed here and had not been saved: before the page was closed, the session ended, or this file arrived. */
  async restore() {
    for (const entry of this.entries) {
      if (entry.version && entry.isChanged) {
        entry.isTouched = true;
        continue;
      }
      const draft = Drafts.find(entry);
      if (!draft || !entry.version) continue;
      entry.typed = draft.typed;
      entry.version.value = draft.version;
      entry.isTouched = true;
    }
    if (this.waiting.length) await this.saveAll();
  }

  get waiting() {
    return this.entries.filter((entry) => entry.isTouched);
  }

  saveAll() {
    return Promise.all(this.waiting.map((entry) => this.save(entry)));
  }

  /** Settles once nothing of the entry is under way any more, whoever asked for it first. */
  save(entry, options) {
    if (entry.isSaving) entry.isSaving = "again";
    else entry.settled = this.#save(entry, options);
    return entry.settled;
  }

  async #save(entry, { choice = "", keepalive = false } = {}) {
    entry.isSaving = true;
    entry.isTouched = false;
    this.alerts.saving();
    try {
      this.#answered(entry, await this.#send(entry, choice, keepalive));
    } catch {
      this.#failed(entry, this.form.dataset.offline);
    }
    const again = entry.isSaving === "again";
    entry.isSaving = false;
    if (again) await this.#save(entry);
    this.#settle();
  }

  async #send(entry, choice, keepalive, isSecond = false) {
    const data = entry.data(choice);
    data.set("csrfmiddlewaretoken", this.#token.value);
    const response = await fetch(this.form.dataset.report, {
      method: "POST",
      body: data,
      keepalive,
      redirect: "manual",
      headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" },
    });
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
    if (response.status === 403 && !isJson && !isSecond && (await this.#renewToken())) {
      return this.#send(entry, choice, keepalive, true);
    }
    if (response.type === "opaqueredirect" || response.status === 401) return { state: "expired" };
    if (!isJson) return { state: "failed", status: response.status };
    return response.json();
  }

  /** After a new sign-in the form's token is another's: take the one of a fresh page. */
  async #renewToken() {
    const page = await fetch(location.pathname, { redirect: "manual" });
    if (!page.ok) return false;
    const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
    const token = fresh.querySelector("form[data-report] [name=csrfmiddlewaretoken]");
    if (token) document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((field) => (field.value = token.value));
    return Boolean(token);
  }

  #answered(entry, answer) {
    const { expired, serverError, keptValue } = this.form.dataset;
    if (answer.state === "saved") {
      entry.isTouched ? entry.rebase(answer) : entry.saved(answer);
      this.alerts.saved(answer.message);
    } else if (answer.state === "conflict") {
      entry.meet(answer);
      this.alerts.saved(answer.message);
    } else if (answer.state === "refused" && answer.saved !== undefined) {
      entry.refuse(answer.message, keptValue.replace("{value}", answer.saved));
      this.alerts.saved("");
    } else if (answer.state === "expired") {
      this.#failed(entry, expired, { signIn: this.#signInTo(entry) });
    } else if (answer.message) {
      this.#failed(entry, answer.message, { mayRetry: false });
    } else {
      this.#failed(entry, serverError.replace("{status}", answer.status));
    }
    if (answer.notes) this.#redraw(entry, answer);
  }

  #redraw(entry, { notes, before, whole, sections, state }) {
    for (const other of this.entries) if (notes[other.key] !== undefined) other.say(notes[other.key]);
    if (state === "saved") {
      entry.compare(before);
      entry.compareWhole(whole);
    }
    const list = document.querySelector("[data-sections]");
    if (list && !list.contains(document.activeElement)) list.innerHTML = sections;
  }

  #failed(entry, sentence, options) {
    entry.isTouched = true;
    entry.hasFailed = true;
    this.alerts.failed(sentence, this.waiting, options);
  }

  /** Once nothing waits any more, the alert goes and leaving the page needs no question. */
  #settle() {
    if (this.waiting.length) return;
    this.alerts.clear();
    if (!this.entries.some((entry) => entry.refusal || entry.theirs)) {
      this.form.dispatchEvent(new CustomEvent("clusterix:saved", { bubbles: true }));
    }
  }

  #changed(field) {
    const entry = this.#entry(field);
    if (!entry) return;
    if (!field.matches("[data-choice]")) {
      entry.touch(field);
      this.save(entry);
    } else if (field.value === "theirs") {
      this.alerts.saved(entry.yield());
      this.#settle();
    } else {
      entry.theirs = null;
      this.save(entry, { choice: "mine" });
    }
  }

  /** What still waits is saved first; if it cannot be, the page stays, with everything typed in it. */
  async #submitted(event) {
    if (this.isLeaving) return;
    event.preventDefault();
    const { submitter } = event;
    await this.saveAll();
    // A form takes no new submission while the event of the last one is under way.
    await new Promise((done) => setTimeout(done));
    if (this.waiting.length) return;
    this.isLeaving = true;
    this.form.requestSubmit(submitter);
  }

  #signInTo(entry) {
    const back = `${location.pathname}#${entry.key}`;
    return `${this.form.dataset.signIn}?next=${encodeURIComponent(back)}`;
  }

  #entry(field) {
    return this.entries.find((entry) => entry.element.contains(field));
  }

  get #token() {
    return this.form.querySelector("[name=csrfmiddlewaretoken]");
  }
}
