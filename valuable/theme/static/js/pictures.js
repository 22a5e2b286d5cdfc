// Fetch what shows a picture as large as the window, once a reader clicks on one; without it, the link is followed.
(() => {
  const { dataset } = document.querySelector("article");
  const loaded = (name, attributes) =>
    new Promise((done, failed) => {
      const element = Object.assign(document.createElement(name), attributes, { onload: done, onerror: failed });
      document.head.append(element);
    });
  const open = (event) => {
    const link = event.target.closest?.("a.picture");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    document.removeEventListener("click", open);
    const parts = [loaded("link", { rel: "stylesheet", href: dataset.viewerStyle }), loaded("script", { src: dataset.viewer })];
    Promise.all(parts).then(() => link.click(), () => location.assign(link.href));
  };
  document.addEventListener("click", open);
})();
