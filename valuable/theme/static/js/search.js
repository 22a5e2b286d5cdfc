// Fetch the script of the search once the reader turns to the box: nothing of it before.
const input = document.querySelector(".search-box input");

if (input) {
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
