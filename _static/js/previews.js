// Show where an internal link leads while the reader rests on it: the title, byline and description of a page, a
// heading with its first paragraph, a note. The text is that of the page itself, so it is always right; the page is then
// at hand for the click. On a touch screen the first tap on a link in the text shows it, the second follows the link.
(() => {
  const OPEN = 300;
  const CLOSE = 250; // milliseconds, in which the pointer can reach the preview
  const LINKS = "article :is(a[href], abbr[title])";
  // Here what a link leads to stands beside it already, or has nothing to say for itself.
  const PASSED =
    ":is(h1, h2, h3, h4, dt, .byline, .filed, .entry-tags, .labels, .index-link, .more, .pages, .preview) *, " +
    ".mentioned blockquote *, [role=doc-backlink], .headerlink";
  const root = new URL(document.documentElement.dataset.content_root, location.href).pathname;
  const pages = new Map();
  let link = null; // whose preview is shown
  let words = ""; // the title of an abbreviation, which a browser would show as well
  let timer;
  let turn = 0;

  const box = document.createElement("div");
  Object.assign(box, { id: "preview", className: "preview", popover: "manual", tabIndex: -1 });
  box.setAttribute("role", "tooltip");
  document.querySelector("article").append(box);

  const load = (path) => {
    if (!pages.has(path)) {
      const page = fetch(path, { signal: AbortSignal.timeout(3000) }).then(async (answer) => {
        if (!answer.ok) throw new Error(answer.status);
        return new DOMParser().parseFromString(await answer.text(), "text/html");
      });
      page.catch(() => pages.delete(path));
      pages.set(path, page);
    }
    return pages.get(path);
  };

  // The text of an element: without marks, ids and links to elsewhere in its page.
  const text = (element) => {
    const copy = element?.cloneNode(true);
    copy?.querySelectorAll(".label, .backrefs, .headerlink, .footnote-reference").forEach((part) => part.remove());
    copy?.querySelectorAll("[id]").forEach((part) => part.removeAttribute("id"));
    copy?.querySelectorAll("a:not(.external)").forEach((part) => part.replaceWith(...part.childNodes));
    return copy ? [...copy.childNodes] : [];
  };
  const first = ":scope > p, :scope > .noted > p";

  const about = (page, name) => {
    const title = page.querySelector("h1");
    const target = name ? page.getElementById(name) : null;
    if (target?.matches("[role=doc-footnote]")) return { body: text(target) };
    const heading = target?.querySelector(":scope > :is(h2, h3, h4, h5, h6)");
    if (heading) return { title: text(heading), byline: text(title), body: text(target.querySelector(first)) };
    if (target && !target.contains(title)) {
      return { title: text(title), body: text(target.closest("p, li, figure, dd, blockquote, td") ?? target) };
    }
    const summary =
      page.querySelector("data.p-summary")?.value || page.querySelector("meta[name=description]")?.content;
    const definition = page.querySelector(".concept-text > section")?.querySelector(first);
    const body = definition ? text(definition) : [summary ?? ""];
    return { title: text(title), byline: text(page.querySelector(".post-header .byline")), body };
  };

  // What there is to show of a link, or nothing.
  const find = async (element) => {
    if (element.matches("abbr")) return { body: [element.title] };
    const url = new URL(element.getAttribute("href"), document.baseURI);
    const here = url.pathname === location.pathname;
    if (url.origin !== location.origin || !url.pathname.startsWith(root) || !url.pathname.endsWith("/")) return null;
    const name = decodeURIComponent(url.hash.slice(1));
    if (here && !name) return null;
    const note = here && document.getElementById(name)?.closest(".footnote-list");
    if (note && getComputedStyle(note).position === "absolute") return null; // it stands in the margin
    const page = here ? document : await load(url.pathname);
    return { ...about(page, name), lang: page.documentElement.lang };
  };

  const part = (name, nodes) => {
    const element = document.createElement("div");
    element.className = name;
    element.append(...nodes);
    return element;
  };

  // Where a browser can't anchor the box, or the link is part of a drawing.
  const place = () => {
    const around = (link.querySelector("text") ?? link).getBoundingClientRect();
    const below = around.bottom + box.offsetHeight + 8 < innerHeight || around.top < box.offsetHeight;
    const left = Math.min(around.left, innerWidth - box.offsetWidth - 16);
    box.style.top = `${below ? around.bottom + 6 : around.top - box.offsetHeight - 6}px`;
    box.style.left = `${Math.max(left, 16)}px`;
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
    const found = await find(element).catch(() => null);
    if (mine !== turn) return true; // the reader is elsewhere by now
    hide();
    if (!found?.body.length) return false;
    link = element;
    link.setAttribute("aria-describedby", box.id);
    box.lang = found.lang ?? "";
    box.replaceChildren(
      ...["title", "byline", "body"]
        .filter((name) => found[name]?.length)
        .map((name) => part(`preview-${name}`, found[name])),
    );
    words = link.matches("abbr") ? link.title : "";
    if (words) link.title = "";
    link.querySelector("title")?.remove(); // of a map, for the same reason
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
  const linkOf = (event) => {
    const found = event.target.closest?.(LINKS);
    return found && !found.matches(PASSED) ? found : null;
  };

  document.querySelectorAll("article abbr[title]").forEach((element) => (element.tabIndex = 0));

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const found = linkOf(event);
    if (box.contains(event.target) || (link && found === link)) clearTimeout(timer);
    else if (found) later(() => show(found), OPEN);
  });
  document.addEventListener("pointerout", (event) => {
    if (event.pointerType === "touch" || (!linkOf(event) && !box.contains(event.target))) return;
    turn += 1;
    if (link?.matches(":focus-visible")) clearTimeout(timer);
    else later(hide, CLOSE);
  });
  document.addEventListener("focusin", (event) => {
    const found = linkOf(event);
    if (found?.matches(":focus-visible")) later(() => show(found), OPEN);
    else if (!box.contains(event.target)) hide();
  });
  document.addEventListener("focusout", (event) => {
    if (!box.contains(event.relatedTarget)) hide();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  document.addEventListener("pointerdown", (event) => {
    if (link && !box.contains(event.target) && !link.contains(event.target)) hide();
  });
  box.addEventListener("click", (event) => {
    if (event.pointerType === "touch" && link?.href && !event.target.closest("a")) location.assign(link.href);
  });
  document.addEventListener("click", async (event) => {
    const found = linkOf(event);
    if (event.pointerType !== "touch" || !found || found === link || !found.closest(".e-content")) return;
    event.preventDefault();
    if (!(await show(found)) && found.href) location.assign(found.href);
  });
})();
