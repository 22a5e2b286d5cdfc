// Fetch what shows a picture as large as the window, once a reader clicks on one; without it, the link is followed.
const openPicture = (event) => {
  const link = event.target.closest?.("a.picture");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  document.removeEventListener("click", openPicture);
  const parts = [need("css/viewer.css"), need("js/viewer.js")];
  Promise.all(parts).then(() => link.click(), () => location.assign(link.href));
};
document.addEventListener("click", openPicture);
