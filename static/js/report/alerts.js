// Says whether everything is saved, and what is not: once calmly when it is, at once when it is not.
export class Alerts {
  constructor(form) {
    this.words = form.dataset;
    this.state = document.querySelector("[data-save-state]");
    this.alert = document.querySelector("[data-save-alert]");
    this.retry = document.querySelector("[data-retry]");
    this.signIn = document.querySelector("[data-sign-in-link]");
    this.list = document.querySelector("[data-unsaved-list]");
  }

  saving() {
    this.state.textContent = this.words.saving;
    this.state.classList.remove("is-failed");
  }

  saved(message) {
    this.state.textContent = message;
  }

  /** Names the cause, what to do, and which values wait; `signIn` leads back to the field. */
  failed(sentence, entries, { mayRetry = true, signIn = "" } = {}) {
    this.state.textContent = "";
    this.alert.querySelector("[data-sentence]").textContent = sentence;
    this.list.replaceChildren(...entries.map((entry) => this.#link(entry)));
    this.retry.hidden = !mayRetry;
    this.signIn.hidden = !signIn;
    if (signIn) this.signIn.href = signIn;
    this.alert.hidden = false;
  }

  clear() {
    this.alert.hidden = true;
  }

  get isShown() {
    return !this.alert.hidden;
  }

  #link(entry) {
    const line = document.createElement("li");
    const link = document.createElement("a");
    link.href = `#${entry.key}`;
    link.textContent = entry.label;
    line.append(link);
    return line;
  }
}
