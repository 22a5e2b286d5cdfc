// Put what an embed shows in the place of its card, once a reader asks for it. Without this, the card is a link.
for (const embed of document.querySelectorAll(".embed[data-frame]")) {
  const card = embed.querySelector("a.embed-card");
  const load = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const frame = document.createElement("iframe");
    frame.className = "embed-frame";
    frame.title = card.querySelector(".embed-title").textContent;
    frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-popups allow-presentation");
    frame.referrerPolicy = embed.dataset.referrer ?? "no-referrer";
    frame.allow = "fullscreen";
    frame.loading = "lazy";
    frame.src = embed.dataset.frame;
    const source = document.createElement("a");
    source.className = "embed-source";
    source.href = card.href;
    source.textContent = frame.title;
    card.replaceWith(frame, source);
    frame.focus();
  };
  card.setAttribute("role", "button");
  card.addEventListener("click", load);
  card.addEventListener("keydown", (event) => event.key === " " && load(event));
}
