// The page of the search: everything that a query finds, narrowed down as the reader wants. Its state is its address.
(() => {
  const MORE = 10;
  const PAUSE = 200;
  const { find, gettext, load, make, marked, nearest, ngettext, read } = siteSearch;
  const LABELS = { tag: gettext("Tag"), category: gettext("Category"), author: gettext("Author"), year: gettext("Year") };
  const form = document.querySelector(".search-form");
  const input = form.elements.q;

  const none = document.querySelector(".search-none"); // the lists that have everything
  const near = make("p", { className: "search-near", hidden: true });
  const status = make("p", { className: "search-status", role: "status" });
  const list = make("ol", { className: "search-results" });
  const more = make("button", { className: "search-more", type: "button", textContent: gettext("More results"), hidden: true });
  const selects = Object.keys(LABELS).map((name) => make("select", { name, id: `Site-search-${name}` }));
  const fields = selects.map((select) =>
    make("div", {}, make("label", { htmlFor: select.id, textContent: LABELS[select.name] }), select),
  );
  const narrow = make("details", { className: "search-filters" }, make("summary", { textContent: gettext("Narrow down") }));
  narrow.append(make("fieldset", {}, make("legend", { className: "visually-hidden", textContent: gettext("Only posts with") }), ...fields));
  form.append(narrow);
  form.after(status, near, list, more);

  let asked = 0;
  let results = [];
  let waiting;

  const wanted = () => new URLSearchParams(location.search);
  const chosen = (state) => Object.fromEntries(Object.keys(LABELS).flatMap((name) => (state.get(name) ? [[name, state.get(name)]] : [])));

  // Put what the reader has asked for into the address, and show it.
  const ask = (how) => {
    clearTimeout(waiting);
    const state = new URLSearchParams([...new FormData(form)].filter(([, value]) => value.trim()));
    if (String(state) !== String(wanted())) history[how](null, "", state.size ? `?${state}` : location.pathname);
    look();
  };

  // What is chosen stays among the choices, whether it is left by the words or not known yet.
  const fill = (counts) => {
    const filters = chosen(wanted());
    for (const select of selects) {
      const value = filters[select.name];
      const values = Object.entries({ ...(value && { [value]: 0 }), ...counts[select.name] });
      const left = values.filter(([name, count]) => count || name === value).sort(([one], [other]) => one.localeCompare(other));
      if (select.name === "year") left.reverse();
      const options = left.map(([name, count]) => make("option", { value: name, textContent: `${name} (${count})` }));
      select.replaceChildren(make("option", { value: "", textContent: gettext("Any") }), ...options);
      select.value = value ?? "";
    }
  };

  const item = ({ url, title, language: lang, byline, excerpt, sections }) => {
    const link = make("a", { href: url, textContent: title });
    const found = make("li", {}, make("h2", { className: "entry-title", lang, dir: "auto" }, link));
    if (byline) found.append(make("p", { className: "byline", dir: "auto", textContent: byline }));
    found.append(make("p", { className: "search-excerpt", lang, dir: "auto" }, ...marked(excerpt)));
    if (sections.length) {
      const links = sections.map((section) => make("li", {}, make("a", { href: section.url, textContent: section.title })));
      found.append(make("ul", { className: "search-sections", lang, dir: "auto" }, ...links));
    }
    return found;
  };

  const add = async () => {
    const mine = asked;
    const posts = await read(results.slice(list.children.length, list.children.length + MORE));
    if (mine !== asked) return;
    const items = posts.map(item);
    list.append(...items);
    more.hidden = list.children.length >= results.length;
    return items[0];
  };

  // Where nothing is found: words that are like those, and the lists.
  const offer = async (query) => {
    const mine = asked;
    const words = await nearest(query);
    if (mine !== asked || !words.length) return;
    const links = words.map((q) => make("a", { href: `?${new URLSearchParams({ q })}`, textContent: q }));
    near.replaceChildren(gettext("Similar words:"), ...links);
    near.hidden = false;
  };

  const look = async () => {
    const state = wanted();
    const query = (state.get("q") ?? "").trim();
    const mine = (asked += 1);
    let said = "";
    let lost = false;
    near.hidden = true;
    try {
      if (narrow.open) await (await load()).filters();
      const found = query ? await find(query, chosen(state)) : { results: [], counts: {} };
      if (mine !== asked) return;
      results = found.results;
      list.replaceChildren();
      if (narrow.open) fill(query ? found.counts : await (await load()).filters());
      await add();
      const n = results.length;
      const values = { words: query };
      const some = () => ngettext("{n} result for “{words}”", "{n} results for “{words}”", n, values);
      said = query && (n ? some() : gettext("No results for “{words}”", values));
    } catch {
      said = form.dataset.noSearch;
      lost = true;
    }
    if (mine !== asked) return;
    status.textContent = said;
    none.hidden = !lost && (!query || results.length > 0);
    if (query && !lost && !results.length) offer(query);
  };

  const restore = () => {
    input.value = wanted().get("q") ?? "";
    if (Object.keys(chosen(wanted())).length) narrow.open = true;
    fill({});
    look();
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask("pushState");
  });
  input.addEventListener("focus", () => load().catch(() => {}));
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => ask("replaceState"), PAUSE);
  });
  for (const select of selects) select.addEventListener("change", () => ask("pushState"));
  narrow.addEventListener("toggle", () => narrow.open && look());
  more.addEventListener("click", async () => (await add())?.querySelector("a").focus());
  addEventListener("popstate", restore);
  restore();
})();
