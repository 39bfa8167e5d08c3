// Menus (<details data-menu>) close on Escape, on a click elsewhere, and when the focus leaves them.
export function closeMenus() {
  const open = () => document.querySelectorAll("details[data-menu][open]");

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      const hadFocus = menu.contains(document.activeElement);
      menu.open = false;
      if (hadFocus) menu.querySelector("summary").focus();
    }
  });

  for (const kind of ["click", "focusin"]) {
    document.addEventListener(kind, (event) => {
      for (const menu of open()) {
        if (!menu.contains(event.target)) menu.open = false;
      }
    });
  }
}
