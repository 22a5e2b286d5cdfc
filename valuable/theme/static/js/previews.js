// Fetch the previews of links once the reader turns to the text.
(() => {
  const article = document.querySelector("article");
  const events = ["pointerover", "focusin", "touchstart"];
  const fetchIt = () => {
    for (const name of events) article.removeEventListener(name, fetchIt);
    const script = document.createElement("script");
    script.src = article.dataset.previews;
    document.head.append(script);
  };
  for (const name of events) article.addEventListener(name, fetchIt, { passive: true });
})();
