// Lead to the search with a key, and fetch its script once the reader turns to the box: nothing of it before.
(() => {
  const input = document.querySelector(".search-box input, .search-form input");

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    if (!input.checkVisibility()) input.closest("[popover]")?.showPopover();
    input.focus();
    input.select();
  });

  if (!input.form.dataset.script) return; // the search page has its scripts
  // A combobox from the start: who hears the box when it gets the focus is told what it is.
  const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false" };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
  const fetchScript = () => {
    const script = document.createElement("script");
    script.src = input.form.dataset.script;
    document.head.append(script);
  };
  input.addEventListener("focus", fetchScript, { once: true });
})();
