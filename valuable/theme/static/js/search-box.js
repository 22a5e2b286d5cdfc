// What `search.js` fetches, and the search page: how Pagefind is asked, and the box.
const siteSearch = (() => {
  // `valuable/outputs/search/text.py` has both: it breaks words apart for the index, and here they are joined again.
  const JOINT = / ?(<mark>)?`\^/g;
  const UNSPACED = new RegExp(
    /[\u2e80-\u2fdf\u3001-\u30ff\u3100-\u312f\u31c0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\u{20000}-\u{3ffff}]/u.source +
      "|[\u0e40-\u0e44]?[\u0e01-\u0e2e][\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*[\u0e30\u0e32\u0e33\u0e45]?" +
      "|[\u0ec0-\u0ec4]?[\u0e81-\u0eae\u0edc-\u0edf][\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece]*[\u0eb0\u0eb2\u0eb3]?" +
      "|[\u1780-\u17b3](?:\u17d2[\u1780-\u17b3])*[\u17b6-\u17d1\u17d3\u17dd]*" +
      "|[\u1000-\u102a\u103f](?:\u1039[\u1000-\u1021])*[\u102b-\u1038\u103a-\u103e]*" +
      "|[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]",
    "gu",
  );
  // A word of the title counts for more than any number of them in the text.
  const ranking = { metaWeights: { title: 60 } };
  const excerptLength = document.querySelector(".search-form") ? 30 : 20;
  const ENDED = /[.!?。！？]$/;
  const root = new URL(document.documentElement.dataset.content_root, location.href);

  let loading;
  const load = () =>
    (loading ??= import(new URL("pagefind/pagefind.js", root)).then(
      async (pagefind) => {
        await pagefind.options({ ranking, excerptLength });
        // It takes a query apart by the language of the page, whatever that of the index is.
        const { lang } = document.documentElement;
        document.documentElement.lang = "en";
        pagefind.init();
        document.documentElement.lang = lang;
        return pagefind;
      },
      (error) => {
        loading = undefined;
        throw error;
      },
    ));

  // The words of a query as the index has them: `os.replace` as a whole and in parts, 产品 sign by sign.
  const words = (query) => {
    const found = [];
    const spaced = query.normalize("NFC").replace(UNSPACED, " $& ");
    for (const token of spaced.split(/[\s—–…(){}[\]<>,;="“”«»]+/)) {
      const word = token.replace(/^[^\p{L}\p{N}_]+|[^\p{L}\p{M}\p{N}_#+]+$/gu, "");
      const whole = word.replace(/[^\p{L}\p{M}\p{N}_#+]+/gu, "");
      const parts = word.split(/[^\p{L}\p{M}\p{N}]+/u).filter(Boolean);
      const long = parts.filter((part) => part.length > 1);
      const code = /[._:/\\@#$]/.test(word) || token.startsWith("-");
      const single = long.length < parts.length; // Pagefind leaves a single letter out: e-mail, AT&T, 3.10
      if (!long.length || parts.length < 2) found.push(whole);
      else if (/['’]/.test(word)) found.push(...long);
      else if (single && code && !/\p{N}/u.test(word)) found.push(...long);
      else if (single) found.push(whole);
      else found.push(...(code ? [whole] : []), ...parts);
    }
    return found.filter(Boolean);
  };

  // The stemmers of the languages of the posts, by their codes.
  let stemming;
  const stemmers = () => (stemming ??= import(new URL("pagefind/stemmers.js", root)).then((file) => file.default, () => ({})));
  const plain = (word) => word.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

  // What the inflections of a word begin with; of a language that puts something before its words, the stem.
  const beginning = (word, stemmer, least) => {
    if (!/^\p{L}[\p{L}\p{M}]*$/u.test(word)) return word;
    const whole = plain(word);
    const stem = plain(stemmer.stemWord(word.toLowerCase()));
    let end = 0;
    while (end < stem.length && stem[end] === whole[end]) end += 1;
    const found = end ? stem.slice(0, end) : stem;
    return found.length < least ? word : found;
  };

  // A query as it is, and with the beginnings of its words: first in the language of the page.
  const MOST_LANGUAGES = 4;
  const phrasings = async (query) => {
    const own = words(query);
    const here = document.documentElement.lang.split("-")[0];
    const known = Object.entries(await stemmers()).sort(([one], [other]) => (other === here) - (one === here));
    const others = known.map(([language, stemmer]) =>
      own.map((word) => beginning(word, stemmer, language === here || !/\p{Script=Latin}/u.test(word) ? 3 : 4)),
    );
    const found = new Set([own, ...others].map((list) => list.join(" ")));
    return [...found].slice(0, MOST_LANGUAGES);
  };

  // Whether as many places follow one another as the query has signs without a space between them.
  const inARow = (places, length) => {
    let row = 0;
    return places.some((place, i) => (row = place === places[i - 1] + 1 ? row + 1 : 1) >= length);
  };

  // Whether the text or the title of a post has the runs of signs as they are written. Places say only that signs that
  // begin alike follow one another; in Thai that is chance, and a title has no places.
  const CLUSTERED = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]/;
  const MOST_READ = 20; // posts that are read for it
  const holds = async (result, runs) => {
    const { content, meta } = await result.data();
    const text = shown(`${content}\n${meta.title}`).toLowerCase();
    return runs.every((run) => text.includes(run.normalize("NFC").toLowerCase()));
  };
  const withRuns = async (results, runs) => {
    const length = Math.max(0, ...runs.map((run) => run.match(UNSPACED).length));
    if (length < 2) return results;
    const sure = ({ words }) => inARow(words, length) && !runs.some((run) => CLUSTERED.test(run));
    const near = results.filter(({ words, matchedMetaFields }) => matchedMetaFields || inARow(words, length));
    const held = await Promise.all(near.map((result, i) => sure(result) || i >= MOST_READ || holds(result, runs)));
    return near.filter((_, i) => held[i]);
  };

  // One at a time: Pagefind keeps one object a post. Of two queries that wait for it, both would get the places of the
  // one that is served last, and that is not always the one that was asked last.
  let last = Promise.resolve();
  const inTurn = (work) => (last = last.then(work, work));

  // The posts that a query finds: all of them as `results`, to be read by `read`, and how many each filter would leave.
  const find = (query, filters = {}) => inTurn(() => findNow(query, filters));
  const findNow = async (query, filters) => {
    const pagefind = await load();
    const runs = query.match(new RegExp(`(?:${UNSPACED.source}){2,}`, "gu")) ?? [];
    const posts = new Map();
    let counts;
    for (const phrasing of await phrasings(query)) {
      const found = await pagefind.search(phrasing, { filters });
      const near = await withRuns(found.results, runs);
      const more = (await isMeant(phrasing, near)) ? near.filter(({ id }) => !posts.has(id)) : [];
      for (const post of more) posts.set(post.id, post);
      if (!counts || more.length) counts = found.totalFilters;
    }
    return { results: [...posts.values()], counts };
  };

  // Whether the first posts have each word that was looked for: of one that is nowhere, Pagefind finds whatever begins as
  // it does, if by one letter.
  const isMeant = async (phrasing, results) => {
    const first = await Promise.all(results.slice(0, 3).map((result) => result.data()));
    return phrasing.split(" ").every((word) => first.some((post) => isLike(post, word)));
  };

  // Whether a word that was found in a post, or one of its title, has the first half of a word.
  const isLike = ({ content, locations, meta }, word) => {
    const wanted = plain(word);
    if (wanted.length < 3 || wanted.match(UNSPACED)) return true;
    const texts = content.split(/\s+/);
    const foreign = /[^ -~]/;
    return [...locations.map((place) => texts[place]), ...meta.title.split(/\s+/)].some((text) => {
      const found = plain(text).replace(/[^\p{L}\p{N}_#+]+/gu, "");
      if (foreign.test(found) !== foreign.test(wanted)) return true; // Łódź is found by Lodz
      return found.includes(wanted.slice(0, Math.max(3, Math.ceil(wanted.length / 2))));
    });
  };

  const read = (results) => inTurn(() => Promise.all(results.map(readOne)));
  const readOne = async (result) => {
    const { url, meta, filters, content, excerpt, plain_excerpt: plain, sub_results } = await result.data();
    const sections = sub_results.filter((section) => section.anchor).slice(0, 3);
    return {
      url: markedUrl(url, excerpt),
      title: shown(meta.title),
      language: filters.lang?.[0] ?? "",
      byline: filters.byline?.[0] ?? "",
      excerpt: (content.startsWith(plain) ? "" : "…\u00a0") + shown(excerpt) + (ENDED.test(plain) ? "" : "\u00a0…"),
      sections: sections.map((section) => ({ url: markedUrl(section.url, section.excerpt), title: shown(section.title) })),
    };
  };

  // Text for a reader, with what was found between <mark> and </mark>, and no other markup.
  const shown = (text) => text.replace(JOINT, "$1").replaceAll("</mark><mark>", "");

  // The address of a page on which a browser marks the words that were found, those of the excerpt (text fragments).
  const MOST_MARKED = 6;
  const markedUrl = (url, excerpt) => {
    const runs = shown(excerpt).replaceAll("</mark> <mark>", " ").matchAll(/<mark>(.*?)<\/mark>/g);
    const texts = Array.from(runs, ([, text]) => text.replace(/&[lg]t;/g, " ").replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{M}\p{N}]+$/gu, ""));
    const wanted = [...new Map(texts.filter(Boolean).map((text) => [text.toLowerCase(), text])).values()].slice(0, MOST_MARKED);
    if (!wanted.length) return url;
    const directive = wanted.map((text) => `text=${encodeURIComponent(text).replaceAll("-", "%2D")}`).join("&");
    return `${url}${url.includes("#") ? "" : "#"}:~:${directive}`;
  };

  // How many signs have to be put in, taken out, changed or swapped with their neighbour to make one word of another.
  const distance = (one, other) => {
    const rows = [Array.from({ length: other.length + 1 }, (_, i) => i)];
    for (let i = 1; i <= one.length; i += 1) {
      rows[i] = [i];
      for (let j = 1; j <= other.length; j += 1) {
        const same = one[i - 1] === other[j - 1];
        rows[i][j] = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (same ? 0 : 1));
        const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
        if (swapped) rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
      }
    }
    return rows[one.length][other.length];
  };

  // What might be looked for instead of a query that finds nothing: up to three, of the site's most common words.
  const MOST_NEAR = 3;
  let common;
  const nearest = async (query) => {
    common ??= fetch(new URL("pagefind/words.txt", root)).then(async (answer) =>
      answer.ok ? (await answer.text()).split("\n").map((word) => [word, plain(word)]) : [],
    );
    const known = await common.catch(() => []);
    const like = words(query).map((word) => {
      const wanted = plain(word);
      if (known.some(([, folded]) => folded.startsWith(wanted))) return [word];
      const most = Math.max(1, Math.floor(wanted.length / 3));
      const close = known.filter(([, { length }]) => Math.abs(length - wanted.length) <= most);
      const found = close.map(([name, folded]) => [distance(wanted, folded), name]).filter(([far]) => far <= most);
      return found.sort(([one], [other]) => one - other).slice(0, MOST_NEAR).map(([, name]) => name);
    });
    if (like.some((found) => !found.length)) return like.flat().slice(0, MOST_NEAR);
    if (like.every(([first], i) => first === words(query)[i])) return like.length > 1 ? like.flat().slice(0, MOST_NEAR) : [];
    const spread = like.findIndex((found) => found.length > 1);
    const ways = spread < 0 ? [0] : like[spread].keys();
    return Array.from(ways, (way) => like.map((found, i) => found[i === spread ? way : 0]).join(" "));
  };

  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  // Never as HTML: what stands in a page is text here.
  const marked = (text) =>
    text.split(/<\/?mark>/).map((part, i) => {
      const plain = part.replaceAll("&lt;", "<").replaceAll("&gt;", ">");
      return i % 2 ? make("mark", { textContent: plain }) : plain;
    });

  // The words for a reader. The English ones stand here; the page has those of its language, or names their file.
  const { words: file, said } = document.querySelector(".search-box, .search-form").dataset;
  const { lang } = document.querySelector(".search-box, .search-form").closest("[lang]");
  let catalog = said ? JSON.parse(said) : {};
  const spoken = file ? fetch(file).then(async (answer) => (catalog = await answer.json())) : Promise.resolve();
  spoken.catch(() => {});
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
  const gettext = (text, values = {}) => filled(catalog[text] ?? text, values);
  const ngettext = (one, many, n, values = {}) => {
    const forms = catalog[one];
    const text = forms?.[new Intl.PluralRules(lang).select(n)] ?? forms?.other ?? (n === 1 ? one : many);
    return filled(text, { n: n.toLocaleString(lang, { numberingSystem: "latn" }), ...values });
  };
  const counted = (n) => (n ? ngettext("{n} result", "{n} results", n) : gettext("No results"));

  return { load, words, find, read, nearest, make, marked, counted, gettext, ngettext, spoken };
})();

// The box: a combobox with its list of posts, after https://www.w3.org/WAI/ARIA/apg/patterns/combobox/.
(() => {
  const SHOWN = 5;
  const PAUSE = 150; // milliseconds after a letter before it is looked for
  const GAP = 6; // pixels between the box and the panel
  const EDGE = 16; // pixels that the panel keeps from the edges of the window
  const { find, load, make, marked, counted, nearest, read, gettext, ngettext, spoken } = siteSearch;
  const form = document.querySelector(".search-box");
  if (!form) return;
  const input = form.elements.q;

  const list = make("div", { id: "Site-search-list", role: "listbox", ariaLabel: gettext("Posts"), tabIndex: -1 });
  const message = make("p", { className: "search-message" });
  // In the top layer, where no part of a page cuts or covers it. A browser without popovers places it all the same.
  const panel = make("div", { className: "search-panel", hidden: true, popover: "manual" }, message, list);
  const status = make("p", { className: "search-status visually-hidden", role: "status" });
  form.append(panel, status);
  input.setAttribute("aria-controls", list.id);

  let asked = 0;
  let waiting;

  const options = () => [...list.children];
  const active = () => list.querySelector("[aria-selected=true]");

  const choose = (option) => {
    active()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option?.id ?? "");
  };

  // Under the box, or above it where there is more room; what is longer scrolls inside.
  const place = () => {
    if (panel.hidden) return;
    const { left, right, top, bottom } = input.getBoundingClientRect();
    if (left === right) return close(); // in the menu of a phone, which is closed by now
    const { clientWidth, clientHeight } = document.documentElement;
    const { offsetTop, height, scale } = window.visualViewport ?? { scale: 0 };
    const end = scale === 1 ? Math.min(offsetTop + height, clientHeight) : clientHeight; // the keyboard of a phone
    const below = end - bottom - GAP - EDGE;
    const above = top - GAP - EDGE;
    const under = below >= Math.min(list.scrollHeight || panel.offsetHeight, above);
    panel.style.maxHeight = `${Math.max(under ? below : above, 0)}px`;
    const start = getComputedStyle(form).direction === "rtl" ? right - panel.offsetWidth : left;
    panel.style.left = `${Math.max(Math.min(start, clientWidth - panel.offsetWidth - EDGE), EDGE)}px`;
    panel.style.top = `${under ? bottom + GAP : top - GAP - panel.offsetHeight}px`;
  };

  const open = () => {
    panel.hidden = false;
    panel.showPopover?.();
    place();
  };

  const close = () => {
    clearTimeout(waiting);
    asked += 1;
    choose(null);
    panel.hidePopover?.();
    panel.hidden = true;
    input.setAttribute("aria-expanded", "false");
  };

  // Beside posts, their number is only told to those who listen.
  const show = (found, text, beside = !found.length) => {
    choose(null);
    list.replaceChildren(...found);
    list.hidden = !found.length;
    message.hidden = !beside;
    message.textContent = status.textContent = text;
    open();
    input.setAttribute("aria-expanded", String(Boolean(found.length)));
  };

  const optionOf = (href, ...children) => {
    const option = make("a", { href, role: "option", tabIndex: -1 }, ...children);
    option.setAttribute("aria-selected", "false");
    return option;
  };

  const look = async () => {
    const query = input.value.trim();
    const mine = (asked += 1);
    if (!query || /^[ -~]$/.test(query)) return close(); // one letter begins thousands of words
    try {
      const [{ results }] = await Promise.all([find(query), spoken.catch(() => {})]);
      if (mine !== asked) return;
      const posts = await read(results.slice(0, SHOWN));
      if (mine !== asked) return;
      const found = posts.map(({ url, title, language: lang, byline, excerpt }) =>
        optionOf(
          url,
          make("span", { className: "search-title", lang, dir: "auto", textContent: title }),
          make("span", { className: "byline", dir: "auto", textContent: byline }),
          make("span", { className: "search-excerpt", lang, dir: "auto" }, ...marked(excerpt)),
        ),
      );
      const searchFor = (words) => `${form.action}?${new URLSearchParams({ q: words })}`;
      if (results.length > posts.length) {
        found.push(optionOf(searchFor(query), ngettext("All {n} results", "All {n} results", results.length)));
      }
      if (!results.length) {
        for (const words of await nearest(query)) {
          found.push(optionOf(searchFor(words), gettext("Did you mean “{words}”?", { words })));
        }
        if (mine !== asked) return;
      }
      found.forEach((option, i) => (option.id = `Site-search-option-${i}`));
      show(found, counted(results.length), !results.length);
    } catch {
      if (mine === asked) show([], form.dataset.noSearch);
    }
    panel.ariaBusy = String(query !== input.value.trim());
  };

  load().catch(() => {});
  spoken.then(() => (list.ariaLabel = gettext("Posts")), () => {});
  if (input.value) look();
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    panel.ariaBusy = "true";
    waiting = setTimeout(look, PAUSE);
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) close();
  });
  panel.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  document.addEventListener("pointerdown", (event) => form.contains(event.target) || close());
  document.addEventListener("scroll", ({ target }) => target === list || place(), { capture: true, passive: true });
  for (const view of [window, window.visualViewport]) view?.addEventListener("resize", place);
  input.addEventListener("keydown", (event) => {
    const found = panel.hidden ? [] : options();
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (panel.hidden) look();
      const from = found.indexOf(active());
      if (event.key === "ArrowDown") choose(found[from + 1] ?? found[0]);
      else choose(from < 0 ? found.at(-1) : found[from - 1]);
    } else if (event.key === "Enter" && active()) {
      event.preventDefault();
      active().click();
    } else if (event.key === "Escape") {
      if (panel.hidden) return input.blur();
      event.preventDefault();
      close();
    }
  });
})();
