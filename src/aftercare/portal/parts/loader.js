// The button on a shop's page, and the frame behind it. Runs among strangers: no style sheet, no global but Aftercare,
// nothing taken from a message that is not our frame's.
(function (shop) {
  "use strict";
  const script = document.currentScript || document.querySelector(`script[src*="/widget/${shop.shop}.js"]`);
  if (!script || window.Aftercare) return;
  const origin = new URL(script.src).origin;
  const told = window.aftercare && typeof window.aftercare === "object" ? window.aftercare : {};
  const config = { buyer: told.buyer || null, topic: told.topic, product: told.product, order: told.order };
  const language = pickLanguage([told.language, ...(navigator.languages || [navigator.language])]);
  const texts = shop.texts[language];
  const narrow = window.matchMedia("(max-width: 600px)");
  const MARK = `aftercare:${shop.shop}`;
  const KEPT = `${MARK}:kept`; // for the frame, where the browser gives it no storage
  let host, button, badge, frame, isOpen = false, isLoaded = false, isForgetting = false, unlock = null, unread = 0;

  function pickLanguage(wanted) {
    for (const one of wanted) {
      const code = String(one || "").toLowerCase();
      if (code.startsWith("zh")) return "zh-hans";
      if (code.startsWith("en")) return "en";
    }
    return "zh-hans";
  }

  function kept(store, value, mark = MARK) {
    try {
      if (value === undefined) return window[store].getItem(mark);
      window[store].setItem(mark, value);
    } catch (_error) { /* the page has no storage: nothing is remembered */ }
    return null;
  }

  const style = (node, rules) => { node.style.cssText = rules; };
  const shape = (path) => {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    const line = document.createElementNS(space, "path");
    for (const [name, value] of Object.entries({ viewBox: "0 0 24 24", width: "26", height: "26", fill: "none",
      stroke: "currentColor", "stroke-width": "2", "stroke-linecap": "round", "stroke-linejoin": "round",
      "aria-hidden": "true" })) svg.setAttribute(name, value);
    line.setAttribute("d", path);
    svg.append(line);
    return svg;
  };
  const BUBBLE = "M7.9 20A9 9 0 1 0 4 16.1L2 22Z";
  const DOWN = "m6 9 6 6 6-6";

  function build() {
    host = document.createElement("div");
    style(host, "all:initial;position:fixed;z-index:2147483000;" +
      "right:calc(20px + env(safe-area-inset-right,0px));bottom:calc(20px + env(safe-area-inset-bottom,0px))");
    host.id = "aftercare-widget";
    button = document.createElement("button");
    button.type = "button";
    style(button, "all:unset;box-sizing:border-box;cursor:pointer;display:grid;place-items:center;width:56px;height:56px;" +
      "border-radius:50%;color:#fff;background:#3f5bd8;box-shadow:0 4px 16px rgba(20,24,40,.28);" +
      "-webkit-tap-highlight-color:transparent;touch-action:manipulation");
    button.setAttribute("aria-haspopup", "dialog");
    badge = document.createElement("span");
    style(badge, "display:none;position:absolute;top:-4px;right:-4px;box-sizing:border-box;min-width:22px;height:22px;" +
      "padding:0 6px;border-radius:11px;background:#c8291e;color:#fff;border:2px solid #fff;" +
      "font:600 12px/18px system-ui,sans-serif;text-align:center");
    badge.setAttribute("aria-hidden", "true");
    button.addEventListener("click", () => (isOpen ? close() : open()));
    button.addEventListener("focus", () => ring(button.matches(":focus-visible")));
    button.addEventListener("blur", () => ring(false));
    host.addEventListener("keydown", (event) => { if (event.key === "Escape" && isOpen) close(); });
    host.append(button, badge);
    document.body.append(host);
    paint();
  }

  const ring = (on) => { button.style.outline = on ? "3px solid #8ea3ff" : "none"; button.style.outlineOffset = "3px"; };

  function paint() {
    const text = isOpen ? texts.close : texts.open;
    const said = unread && !isOpen ? `${text}. ${texts.unread.replace("{count}", unread)}` : text;
    button.replaceChildren(shape(isOpen ? DOWN : BUBBLE));
    button.setAttribute("aria-label", said);
    button.setAttribute("aria-expanded", String(isOpen));
    button.title = text;
    badge.style.display = unread && !isOpen ? "block" : "none";
    badge.textContent = unread > 99 ? "99+" : String(unread);
  }

  function load() {
    if (frame) return;
    frame = document.createElement("iframe");
    frame.title = `${texts.open}: ${shop.name}`;
    frame.src = `${origin}${shop.frame}?language=${language}`;
    frame.allow = "clipboard-write";
    frame.addEventListener("load", greet);
    host.append(frame);
    place();
  }

  function place() {
    if (!frame) return;
    const box = narrow.matches
      ? "inset:0;width:100%;height:100%;height:100dvh;border-radius:0"
      : "right:calc(20px + env(safe-area-inset-right,0px));bottom:calc(88px + env(safe-area-inset-bottom,0px));" +
        "width:390px;max-width:calc(100vw - 40px);height:min(660px,calc(100vh - 112px));border-radius:16px;" +
        "box-shadow:0 12px 40px rgba(20,24,40,.26)";
    style(frame, `all:initial;position:fixed;border:0;color-scheme:normal;background:transparent;${box};` +
      `display:${isOpen ? "block" : "none"}`);
  }

  function greet() {
    isLoaded = true;
    tell({ do: "hello", config, open: isOpen, full: narrow.matches,
      kept: kept("sessionStorage", undefined, KEPT), page: { title: document.title, address: location.href } });
    if (isForgetting) tell({ do: "logout" });
    isForgetting = false;
  }

  // To our frame alone, wherever it may have gone. What happens before it is there, its greeting tells.
  function tell(message) {
    if (isLoaded) frame.contentWindow.postMessage({ aftercare: 1, ...message }, origin);
  }

  window.addEventListener("message", (event) => {
    if (!frame || event.origin !== origin || event.source !== frame.contentWindow) return;
    const message = event.data;
    if (!message || typeof message !== "object" || message.aftercare !== 1) return;
    if (message.is === "unread" && Number.isInteger(message.count)) { unread = Math.max(message.count, 0); paint(); }
    if (message.is === "keep") kept("sessionStorage", String(message.kept), KEPT);
    if (message.is === "talked") kept("localStorage", "talked");
    if (message.is === "close" && isOpen) close();
    if (message.is === "link") follow(message.address);
  });

  // An address from a card: a page of the web, nothing else.
  function follow(address) {
    let url;
    try { url = new URL(String(address)); } catch (_error) { return; }
    if (url.protocol !== "https:" && url.protocol !== "http:") return;
    if (url.origin !== location.origin) { window.open(url.href, "_blank", "noopener,noreferrer"); return; }
    if (narrow.matches) kept("sessionStorage", "closed"); // there the chat would cover what was asked for
    location.assign(url.href);
  }

  function open(by) {
    if (isOpen) return;
    isOpen = true;
    kept("sessionStorage", "open");
    load();
    place();
    paint();
    if (narrow.matches) lock();
    tell({ do: "shown", full: narrow.matches });
    if (by !== "again") frame.focus();
  }

  function close(by) {
    if (!isOpen) return;
    isOpen = false;
    kept("sessionStorage", "closed");
    place();
    paint();
    tell({ do: "hidden" });
    if (unlock) { unlock(by === "back"); unlock = null; }
    button.focus({ preventScroll: true });
    ring(false);
  }

  // On a phone the chat is the whole screen: the page beneath stays where it is, and "back" closes the chat.
  function lock() {
    const { body } = document;
    const before = { position: body.style.position, top: body.style.top, width: body.style.width,
      overflow: body.style.overflow };
    const at = window.scrollY;
    Object.assign(body.style, { position: "fixed", top: `${-at}px`, width: "100%", overflow: "hidden" });
    const isHere = () => Boolean(history.state && history.state.aftercare);
    if (!isHere()) history.pushState({ ...history.state, aftercare: 1 }, "");
    unlock = (isBack) => {
      Object.assign(body.style, before);
      window.scrollTo(0, at);
      if (!isBack && isHere()) history.back();
    };
  }

  window.addEventListener("popstate", () => { if (isOpen && unlock) close("back"); });
  narrow.addEventListener?.("change", () => {
    place();
    if (isOpen && narrow.matches && !unlock) lock();
    if (!narrow.matches && unlock) { unlock(false); unlock = null; }
    tell({ do: isOpen ? "shown" : "hidden", full: narrow.matches });
  });

  window.Aftercare = {
    open: () => open(),
    close: () => close(),
    identify(buyer) { config.buyer = buyer || null; tell({ do: "identify", buyer: config.buyer }); },
    logout() {
      config.buyer = null;
      unread = 0;
      paint();
      kept("localStorage", "");
      isForgetting = !isLoaded;
      load(); // what is to be forgotten lies in the frame
      tell({ do: "logout" });
    },
    show(what) {
      config.product = what && what.product;
      config.order = what && what.order;
      tell({ do: "show", product: config.product, order: config.order });
      open();
    },
  };

  function start() {
    build();
    if (kept("sessionStorage") === "open") open("again");
    else if (kept("localStorage") === "talked") load(); // so that the button can say what is new
  }
  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);
});
