// A file dropped on the zone, or chosen in it, leaves at once. Without scripts the field and its button do the same.
const OVER = "is-over";

for (const form of document.querySelectorAll("[data-drop]")) {
  const field = form.querySelector("input[type=file]");
  const state = form.querySelector("[data-drop-state]");
  const button = form.querySelector("[data-drop-send]");

  form.querySelector("[data-drop-hint]").hidden = false;
  button.hidden = true;

  const send = () => {
    if (!field.files.length) return;
    state.textContent = state.dataset.sending;
    form.requestSubmit();
  };
  const over = (event) => {
    event.preventDefault();
    form.classList.add(OVER);
  };

  field.addEventListener("change", send);
  form.addEventListener("dragenter", over);
  form.addEventListener("dragover", over);
  form.addEventListener("dragleave", (event) => {
    if (!form.contains(event.relatedTarget)) form.classList.remove(OVER);
  });
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove(OVER);
    if (!event.dataTransfer.files.length) return;
    field.files = event.dataTransfer.files;
    send();
  });
  // Back from the next page, the form is as one left it: ready for another file.
  window.addEventListener("pageshow", () => {
    state.textContent = "";
  });
}
