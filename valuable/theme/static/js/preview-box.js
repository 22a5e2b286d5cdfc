// Show what a link leads to while the reader rests on it. On a touch screen the first tap shows it, the second follows.
(() => {
  const OPEN = 300;
  const CLOSE = 250; // ms to reach the preview
  const LINKS = "article :is(a[href], abbr[title])";
  // Links that have it beside them, or nothing to say.
  const PASSED =
    ":is(h1, h2, h3, h4, dt, .byline, .authors, .filed, .entry-tags, .labels, .index-link, .more, .pages, .preview) *, " +
    ".mentioned blockquote *, [role=doc-backlink], .headerlink";
  const FIRST = ":scope > p, :scope > .noted > p";
  const root = new URL(document.documentElement.dataset.content_root, location.href).pathname;
  const pages = new Map();
  let link = null; // whose preview is shown
  let words = ""; // its title, which a browser would show as well
  let timer;
  let turn = 0;

  const box = document.createElement("div");
  Object.assign(box, { id: "Site-preview", className: "preview", popover: "manual", role: "tooltip", tabIndex: -1 });
  document.querySelector("article").append(box);

  const load = (path) => {
    if (!pages.has(path)) {
      const page = fetch(path, { signal: AbortSignal.timeout(3000) }).then(async (answer) => {
        if (!answer.ok) throw answer;
        return new DOMParser().parseFromString(await answer.text(), "text/html");
      });
      page.catch(() => pages.delete(path));
      pages.set(path, page);
    }
    return pages.get(path);
  };

  // An element's content, without marks, ids and links within its page.
  const text = (element) => {
    if (!element) return [];
    const copy = element.cloneNode(true);
    for (const part of copy.querySelectorAll("*")) {
      part.removeAttribute("id");
      if (part.matches(".label, .backrefs, .headerlink, .footnote-reference")) part.remove();
      else if (part.matches("a:not(.external)")) part.replaceWith(...part.childNodes);
    }
    return [...copy.childNodes];
  };

  const about = (page, name) => {
    const find = (selector) => page.querySelector(selector);
    const title = find("h1");
    const target = name ? page.getElementById(name) : null;
    if (target?.matches("[role=doc-footnote]")) return { body: text(target) };
    const heading = target?.querySelector(":scope > :is(h2, h3, h4, h5, h6)");
    if (heading) return { title: text(heading), byline: text(title), body: text(target.querySelector(FIRST)) };
    if (target && !target.contains(title)) {
      return { title: text(title), body: text(target.closest("p, li, dd, td") ?? target) };
    }
    const definition = find(".concept-text > section")?.querySelector(FIRST);
    const summary = find("data.p-summary")?.value || find("meta[name=description]")?.content || "";
    return {
      title: text(title),
      byline: text(find(".post-header .byline")),
      body: definition ? text(definition) : [summary],
    };
  };

  const found = async (element) => {
    if (element.matches("abbr")) return { body: [element.title] };
    const { origin, pathname, hash } = new URL(element.getAttribute("href"), document.baseURI);
    const here = pathname === location.pathname;
    if (origin !== location.origin || !pathname.startsWith(root) || !pathname.endsWith("/") || (here && !hash)) return null;
    const name = decodeURIComponent(hash.slice(1));
    const notes = here && document.getElementById(name)?.closest(".footnote-list");
    if (notes && getComputedStyle(notes).position === "absolute") return null;
    const page = here ? document : await load(pathname);
    const { lang, dir } = page.documentElement;
    return { ...about(page, name), lang, dir };
  };

  // Without anchors, and on a map.
  const place = () => {
    const { left, top, bottom } = (link.querySelector("text") ?? link).getBoundingClientRect();
    const below = bottom + box.offsetHeight + 8 < innerHeight || top < box.offsetHeight;
    box.style.top = `${below ? bottom + 6 : top - box.offsetHeight - 6}px`;
    box.style.left = `${Math.max(Math.min(left, innerWidth - box.offsetWidth - 16), 16)}px`;
  };

  const hide = () => {
    turn += 1;
    clearTimeout(timer);
    if (!link) return;
    link.style.anchorName = "";
    link.removeAttribute("aria-describedby");
    if (words) link.title = words;
    link = null;
    box.hidePopover();
  };

  const show = async (element) => {
    const mine = ++turn;
    const said = await found(element).catch(() => null);
    if (mine !== turn) return true; // the reader is elsewhere by now
    hide();
    if (!said?.body.length) return false;
    link = element;
    link.setAttribute("aria-describedby", box.id);
    words = link.title;
    if (words) link.title = "";
    link.querySelector("title")?.remove();
    box.lang = said.lang ?? "";
    box.dir = said.dir ?? "";
    box.replaceChildren();
    for (const name of ["title", "byline", "body"]) {
      if (!said[name]?.length) continue;
      const part = document.createElement("div");
      part.className = `preview-${name}`;
      part.append(...said[name]);
      box.append(part);
    }
    const anchored = CSS.supports("position-area", "block-end") && link instanceof HTMLElement;
    if (anchored) link.style.anchorName = "--previewed";
    box.classList.toggle("preview-anchored", anchored);
    box.removeAttribute("style");
    box.showPopover();
    if (!anchored) place();
    return true;
  };

  const later = (act, delay) => {
    clearTimeout(timer);
    timer = setTimeout(act, delay);
  };
  const linkAt = (element) => {
    const near = element?.closest?.(LINKS);
    return near && !near.matches(PASSED) ? near : null;
  };
  const rest = (near) => near && near !== link && later(() => show(near), OPEN);
  const on = (name, act) => document.addEventListener(name, act);

  document.querySelectorAll("article abbr[title]").forEach((element) => (element.tabIndex = 0));
  rest(linkAt([...document.querySelectorAll(":hover, :focus-visible")].at(-1)));

  on("pointerover", ({ pointerType, target }) => {
    if (pointerType === "touch") return;
    if (box.contains(target) || link?.contains(target)) clearTimeout(timer);
    else rest(linkAt(target));
  });
  on("pointerout", ({ pointerType, target }) => {
    if (pointerType === "touch" || !(linkAt(target) || box.contains(target))) return;
    turn += 1;
    if (link?.matches(":focus-visible")) clearTimeout(timer);
    else later(hide, CLOSE);
  });
  on("focusin", ({ target }) => {
    if (target.matches(":focus-visible") && linkAt(target)) rest(linkAt(target));
    else if (!box.contains(target)) hide();
  });
  on("focusout", ({ relatedTarget }) => box.contains(relatedTarget) || hide());
  on("keydown", ({ key }) => key === "Escape" && hide());
  on("pointerdown", ({ target }) => box.contains(target) || link?.contains(target) || hide());
  on("click", async (event) => {
    const { pointerType, target } = event;
    if (pointerType !== "touch") return;
    const near = linkAt(target);
    if (box.contains(target) && !target.closest("a") && link.href) location.assign(link.href);
    if (!near || near === link || !near.closest(".e-content")) return;
    event.preventDefault();
    if (!(await show(near)) && near.href) location.assign(near.href);
  });
})();
