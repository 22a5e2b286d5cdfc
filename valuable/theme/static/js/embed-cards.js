// Fetch what puts an embed in the place of its card, on pages that have one; a card that is clicked before waits for it.
if (document.querySelector(".embed[data-frame]")) {
  let fetched = false;
  const settle = () => (fetched = true);
  const ready = need("js/embeds.js").then(settle, settle);
  document.addEventListener("click", (event) => {
    const card = event.target.closest(".embed[data-frame] .embed-card");
    if (!card || fetched || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    ready.then(() => card.click());
  });
}
