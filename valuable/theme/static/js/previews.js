// Fetch the previews of links once the reader turns to the text.
const fetchPreviews = ({ target }) => {
  if (!target.closest?.("article")) return;
  need("css/preview.css");
  need("js/preview-box.js");
};
for (const name of ["pointerover", "focusin", "touchstart"]) see(name, fetchPreviews);
