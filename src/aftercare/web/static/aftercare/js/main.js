// Everything the pages need, one module per matter. No bundler, no framework; htmx is loaded beside it.
import "./errors.js";
import "./toasts.js";
import "./dialogs.js";
import "./menus.js";
import "./choices.js";
import "./view.js";
import "./forms.js";
import "./drafts.js";
import "./clocks.js";
import "./keys.js";
import "./queue.js";
import "./peek.js";
import "./evidence.js";
import "./reveal.js";
import "./scanner.js";
import "./counts.js";
