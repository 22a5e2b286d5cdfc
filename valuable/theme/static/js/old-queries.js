// Lead on from an old address with a query, `/?p=12`, where the host can't.
(async ({ src, dataset }) => {
  const root = new URL("../../", src);
  const asked = new URLSearchParams(location.search);
  if (!dataset.names.split(" ").some((name) => asked.has(name))) return;
  const plain = (path) => path.replace(/(^|\/)index\.(html|php)$/, "").replace(/^\/+|\/+$/g, "");
  const here = plain(location.pathname.replace(root.pathname, "/"));
  const answer = await fetch(new URL("old-addresses.txt", root)).catch(() => null);
  const lines = answer?.ok ? (await answer.text()).split("\n") : [];
  const found = lines
    .map((line) => line.split("\t"))
    .map(([old, target]) => ({ path: plain(old.split("?")[0]), query: [...new URLSearchParams(old.split("?")[1])], target }))
    .filter(({ path, query }) => path === here && query.length && query.every(([name, value]) => asked.get(name) === value))
    .sort((a, b) => b.query.length - a.query.length);
  if (found.length) location.replace(new URL(found[0].target, root) + location.hash);
})(document.currentScript);
