// What is typed and not saved yet, kept in the browser until it is: a closed tab or a new sign-in loses nothing.
const LASTS = 12 * 3600 * 1000;

export const Drafts = {
  name(entry) {
    const { report, person } = entry.element.closest("form").dataset;
    return `clusterix:${person}:${report}:${entry.key}`;
  },

  keep(entry) {
    const draft = { typed: entry.typed, version: entry.version.value, was: entry.was.value, at: Date.now() };
    attempt(() => localStorage.setItem(this.name(entry), JSON.stringify(draft)));
  },

  drop(entry) {
    attempt(() => localStorage.removeItem(this.name(entry)));
  },

  /** What was typed in this field and never saved, if it is from today. */
  find(entry) {
    const kept = attempt(() => JSON.parse(localStorage.getItem(this.name(entry))));
    if (kept && Date.now() - kept.at < LASTS) return kept;
    this.drop(entry);
    return null;
  },
};

// A browser may refuse to keep anything; the page then works as it would without.
function attempt(action) {
  try {
    return action();
  } catch {
    return null;
  }
}
