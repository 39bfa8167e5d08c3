// Saves each value of a section as its field is left. Without this file the section is saved by its buttons.
import { Alerts } from "./report/alerts.js";
import { Entry } from "./report/entry.js";
import { Saver } from "./report/saver.js";

const form = document.querySelector("form[data-report]");

if (form) {
  const entries = [...form.querySelectorAll("[data-entry]")].map((element) => new Entry(element));
  const saver = new Saver(form, entries, new Alerts(form));
  saver.listen();
  saver.restore();
}
