// Offer the pages whose addresses are most like the one asked for, and a search.
(async () => {
  const box = document.querySelector(".nearest");
  const { addresses, search, near: nearWords, searchFor } = box.dataset;
  const root = new URL(".", new URL(addresses, location.href));
  const trim = (path) => path.replace(/^\/+|(\/|(^|\/)index)?(\.\w+)?\/*$/g, "");
  const last = (path) => path.split("/").pop();

  let asked = trim(location.pathname.replace(root.pathname, "/"));
  try {
    asked = decodeURIComponent(asked).normalize().toLowerCase();
  } catch {} // not UTF-8
  const q = last(asked).replace(/[^\p{L}\p{M}\p{N}]+/gu, " ").trim();
  if (!q || asked === "404") return;

  // The share of signs that differ.
  const distance = (a, b) => {
    let row = [...Array(b.length + 1).keys()];
    for (let i = 1; i <= a.length; i += 1) {
      const next = [i];
      for (let j = 1; j <= b.length; j += 1)
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] !== b[j - 1]));
      row = next;
    }
    return row.at(-1) / Math.max(a.length, b.length);
  };

  const make = (tag, values, ...inside) => {
    const node = Object.assign(document.createElement(tag), values);
    node.append(...inside);
    return node;
  };

  const answer = await fetch(addresses).catch(() => null);
  const lines = answer?.ok ? (await answer.text()).split("\n") : [];
  const near = lines.map((line) => {
    const [address, title] = line.split("\t");
    const known = trim(address);
    const far = Math.min(distance(asked, known), distance(last(asked), last(known)));
    return { far, href: new URL(address, root), textContent: title };
  });
  const best = near.filter(({ far }) => far < 0.5).sort((a, b) => a.far - b.far);
  const rows = best.slice(0, 3).map(({ far, ...page }) => make("li", {}, make("a", page)));
  if (rows.length) box.append(make("p", {}, nearWords), make("ul", {}, ...rows));
  if (search) box.append(make("p", {}, make("a", { href: `${search}?${new URLSearchParams({ q })}` }, searchFor.replace("{words}", () => q))));
})();
