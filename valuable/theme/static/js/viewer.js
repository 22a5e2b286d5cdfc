// Show a picture as large as the window: the next and the one before, closer, further; what its link leads to without
// this. Fetched on the first click on a picture.
(() => {
  const article = document.querySelector("article");
  const words = article.dataset;
  const make = (name, className, parent) => {
    const element = document.createElement(name);
    element.className = className;
    parent?.append(element);
    return element;
  };
  const button = (name, label, parent, act) => {
    const element = make("button", `viewer-button viewer-${name}`, parent);
    element.type = "button";
    element.ariaLabel = element.title = label;
    element.addEventListener("click", act);
    return element;
  };
  // It keeps the focus, which one that is disabled would lose.
  const allow = (element, there) => element.setAttribute("aria-disabled", !there);
  const forwards = getComputedStyle(article).direction === "rtl" ? -1 : 1;
  const MOST = 8; // times as large as it fits
  const STEP = 1.5;
  const SWIPE = 60; // pixels

  const box = make("dialog", "viewer");
  box.id = "Site-viewer";
  const bar = make("div", "viewer-bar", box);
  button("close", words.close, bar, () => box.close());
  const further = button("further", words.further, bar, () => zoom(scale / STEP));
  const closer = button("closer", words.closer, bar, () => zoom(scale * STEP));
  const count = make("p", "viewer-count", bar);
  const stage = make("div", "viewer-stage", box);
  const picture = make("img", "viewer-picture", stage);
  const foot = make("div", "viewer-bar viewer-foot", box);
  const before = button("before", words.before, foot, () => go(-1));
  const caption = make("div", "viewer-caption", foot);
  const after = button("after", words.after, foot, () => go(1));
  const status = make("p", "viewer-status visually-hidden", box);
  status.setAttribute("role", "status");
  picture.draggable = false;

  let links = [];
  let at = 0;
  let opener;
  let natural = { width: 1, height: 1 };
  let scale = 1;
  let x = 0;
  let y = 0;

  // -- Closer and further --

  const fit = () => {
    const ratio = natural.width / natural.height;
    const width = Math.min(natural.width, stage.clientWidth, stage.clientHeight * ratio);
    picture.style.width = `${width}px`;
    picture.style.height = `${width / ratio}px`;
    place();
  };

  const place = () => {
    const wide = Math.max(0, (picture.offsetWidth * scale - stage.clientWidth) / 2);
    const high = Math.max(0, (picture.offsetHeight * scale - stage.clientHeight) / 2);
    x = Math.min(Math.max(x, -wide), wide);
    y = Math.min(Math.max(y, -high), high);
    picture.style.transform = scale === 1 ? "" : `translate(${x}px, ${y}px) scale(${scale})`;
    box.classList.toggle("viewer-zoomed", scale > 1);
    allow(further, scale > 1);
    allow(closer, scale < MOST);
  };

  // What lies under the point stays there; without one, the middle does.
  const zoom = (wanted, point) => {
    const { left, top, width, height } = stage.getBoundingClientRect();
    const [px, py] = point ? [point.x - left - width / 2, point.y - top - height / 2] : [0, 0];
    const next = Math.min(Math.max(wanted, 1), MOST);
    x = px - ((px - x) * next) / scale;
    y = py - ((py - y) * next) / scale;
    scale = next;
    place();
  };

  // -- One after another --

  const said = (link) => {
    const found = link.closest("figure")?.querySelector("figcaption")?.cloneNode(true);
    for (const part of found?.querySelectorAll("*") ?? []) {
      part.removeAttribute("id");
      if (part.matches(".headerlink, .footnote-reference")) part.remove();
    }
    return found ? [...found.childNodes] : [link.querySelector("img").title];
  };

  const show = (index) => {
    const link = links[index];
    const small = link.querySelector("img");
    at = index;
    [scale, x, y] = [1, 0, 0];
    picture.alt = small.alt;
    picture.src = small.currentSrc || small.src;
    // What is there already, until the large one is.
    const width = Number(small.getAttribute("width")) || small.naturalWidth || 1;
    natural = { width, height: (width * (small.naturalHeight || small.height)) / (small.naturalWidth || small.width) || 1 };
    const large = new Image();
    large.src = link.href;
    large.decode().then(() => {
      if (links[at] !== link) return;
      picture.src = large.src;
      natural = { width: large.naturalWidth, height: large.naturalHeight };
      fit();
      for (const near of [links[index + 1], links[index - 1]]) if (near) new Image().src = near.href;
    }, () => {});
    const many = links.length > 1;
    const placed = words.place.replace("{n}", index + 1).replace("{total}", links.length);
    box.ariaLabel = many ? placed : words.picture;
    count.textContent = many ? placed : "";
    status.textContent = many ? `${placed}: ${small.alt}` : "";
    caption.lang = link.closest("[lang]").lang;
    caption.replaceChildren(...said(link));
    for (const [element, there] of [[before, index > 0], [after, index + 1 < links.length]]) {
      element.hidden = !many;
      allow(element, there);
    }
    fit();
  };

  const go = (by) => links[at + by] && show(at + by);

  const open = (link) => {
    const group = link.closest(".gallery") ?? article;
    opener = link;
    links = [...group.querySelectorAll("a.picture")].filter((each) => each.checkVisibility());
    document.body.append(box);
    box.showModal();
    show(links.indexOf(link));
  };

  // -- By keyboard --

  const PAN = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  box.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    if (key === "+" || key === "=") zoom(scale * STEP);
    else if (key === "-") zoom(scale / STEP);
    else if (key === "0") zoom(1);
    else if (key === "Home") show(0);
    else if (key === "End") show(links.length - 1);
    else if (PAN[key] && scale > 1) {
      x += PAN[key][0] * 80;
      y += PAN[key][1] * 80;
      place();
    } else if (key === "ArrowRight") go(forwards);
    else if (key === "ArrowLeft") go(-forwards);
    else return;
    event.preventDefault();
  });

  // -- By mouse and by fingers --

  const fingers = new Map();
  let moved = 0;
  let start;
  const middle = () => {
    const all = [...fingers.values()];
    const sum = all.reduce((one, other) => ({ x: one.x + other.x, y: one.y + other.y }));
    return { x: sum.x / all.length, y: sum.y / all.length };
  };
  const apart = () => {
    const [one, other] = fingers.values();
    return other ? Math.hypot(one.x - other.x, one.y - other.y) : 0;
  };

  stage.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    stage.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (fingers.size === 1) {
      moved = 0;
      start = { x: event.clientX, y: event.clientY, zoomed: scale > 1, on: event.target };
    }
  });

  stage.addEventListener("pointermove", (event) => {
    if (!fingers.has(event.pointerId)) return;
    const [old, distance] = [middle(), apart()];
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    const now = middle();
    moved = Math.max(moved, Math.hypot(now.x - start.x, now.y - start.y), fingers.size > 1 ? SWIPE : 0);
    if (fingers.size > 1) start.zoomed = true;
    if (distance) zoom((scale * apart()) / distance, now);
    if (scale > 1) {
      x += now.x - old.x;
      y += now.y - old.y;
      place();
    }
  });

  stage.addEventListener("pointerup", (event) => {
    if (!fingers.delete(event.pointerId) || fingers.size) return;
    const across = event.clientX - start.x;
    const down = event.clientY - start.y;
    if (moved < 8) {
      if (start.on !== picture) box.close();
      else zoom(scale > 1 ? 1 : 2.5, { x: event.clientX, y: event.clientY });
    } else if (!start.zoomed && Math.max(Math.abs(across), down) > SWIPE) {
      if (Math.abs(across) > Math.abs(down)) go(across < 0 ? forwards : -forwards);
      else if (down > 0) box.close();
    }
  });
  stage.addEventListener("pointercancel", (event) => fingers.delete(event.pointerId));

  stage.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoom(scale * Math.exp(-event.deltaY / (event.deltaMode ? 10 : 300)), { x: event.clientX, y: event.clientY });
  }, { passive: false });

  addEventListener("resize", () => box.open && fit());
  box.addEventListener("close", () => {
    fingers.clear();
    picture.removeAttribute("src");
    box.remove();
    opener.focus();
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.picture");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open(link);
  });
})();
