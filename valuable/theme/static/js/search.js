// Lead to the search with a key, and fetch its script once the reader turns to the box: nothing of it before.
const input = document.querySelector(".search-box input, .search-form input");

see("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  event.preventDefault();
  if (!input.checkVisibility()) input.closest("[popover]")?.showPopover();
  input.focus();
  input.select();
});

// The search page has its scripts.
if (input?.closest(".search-box")) {
  // A combobox from the start: who hears the box when it gets the focus is told what it is.
  const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false" };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
  const fetchBox = () => {
    need("css/search-panel.css");
    need("js/search-box.js");
  };
  input.addEventListener("focus", fetchBox, { once: true });
  if (document.activeElement === input) fetchBox();
}
