// Open pages in frames of this window, beside each other, and return what is wrong with each.
async (addresses) => {
  const OURS = ".site-header, .site-footer, .toc-drawer, .post-header, .post-footer";
  const PLACES = ".site-title, .site-menu a, .site-menu input, .theme-toggle, .post-header h1, .site-footer a";
  const EVENTS = ["pointerover", "mouseover", "mouseenter", "focus", "click", "toggle", "scroll", "error", "load"];
  const pause = (time) => new Promise((done) => setTimeout(done, time));

  const open = (address) =>
    new Promise((done) => {
      const frame = document.createElement("iframe");
      Object.assign(frame, { width: 1440, height: 900, src: address, onload: () => done(frame) });
      setTimeout(() => done(frame), 5000);
      document.body.append(frame);
    });

  // What would run or lead away once a reader does something.
  const act = (view, article) => {
    const stay = (event) => !event.target.closest?.("a[href^='javascript:' i]") && event.preventDefault();
    view.addEventListener("click", stay);
    for (const element of article.querySelectorAll("*"))
      for (const name of EVENTS) {
        const Kind = name === "click" ? view.MouseEvent : view.Event;
        element.dispatchEvent(new Kind(name, { bubbles: name !== "load" && name !== "error", cancelable: true }));
      }
    for (const form of article.querySelectorAll("form")) form.requestSubmit?.();
  };

  const covered = (page) => {
    const found = [];
    for (const element of page.querySelectorAll(PLACES)) {
      if (!element.checkVisibility()) continue;
      element.scrollIntoView({ block: "center", behavior: "instant" });
      const { left, top, width, height } = element.getClientRects()[0];
      const there = page.elementFromPoint(left + width / 2, top + height / 2);
      if (there !== element && !there?.closest(OURS)) found.push(`${element.className || element.tagName} is covered`);
    }
    return found;
  };

  const look = (frame, address) => {
    const [view, page] = [frame.contentWindow, frame.contentDocument];
    if (!page || view.location.pathname !== address) return ["the reader is led away"];
    const found = [];
    const article = page.querySelector("body > .page > .main > .content > article#Site-main");
    const footer = page.querySelector("body > .page > .main > .content > .site-footer");
    if (!article || !footer) return ["the frame is broken"];
    const body = article.querySelector(".e-content, .concept-text") ?? article; // no more than that is an author's
    act(view, body);
    for (const element of body === article ? [] : body.querySelectorAll("*")) {
      const { position } = view.getComputedStyle(element);
      const made = element.closest(".footnote-list, .headerlink, .highlight");
      if (["fixed", "sticky", "absolute"].includes(position) && !made) found.push(`${element.localName} is ${position}`);
    }
    return [...found, ...covered(page)];
  };

  const said = {};
  const frames = await Promise.all(addresses.map(open));
  await pause(100); // what begins by itself
  for (const [number, frame] of frames.entries()) {
    const address = addresses[number];
    try {
      said[address] = look(frame, address);
    } catch (error) {
      said[address] = [String(error)];
    }
  }
  await pause(50); // what that has begun
  for (const [number, frame] of frames.entries()) {
    const address = addresses[number];
    try {
      if (frame.contentWindow.pwned) said[address].push("a script ran");
      if (frame.contentWindow.location.pathname !== address) said[address].push("the reader is led away");
    } catch (error) {
      said[address].push(String(error));
    }
    frame.remove();
  }
  if (window.pwned) said[addresses[0]].push("a script ran, from one of these");
  delete window.pwned;
  return Object.fromEntries(Object.entries(said).filter(([, problems]) => problems.length));
};
