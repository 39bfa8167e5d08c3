// Small comforts on every page. Nothing here is needed to do the work.
import { closeMenus } from "./menus.js";
import { focusFirstError } from "./errors.js";
import { guardUnsaved } from "./unsaved.js";

closeMenus();
focusFirstError();
guardUnsaved();
