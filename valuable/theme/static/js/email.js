// Make a link of each e-mail address. It can be read and copied without: decoys in it are not displayed.
for (const shown of document.querySelectorAll(".email")) {
  const visible = [...shown.childNodes].filter((node) => !node.classList?.contains("decoy"));
  const link = document.createElement("a");
  link.textContent = visible.map((node) => node.textContent).join("");
  link.href = ["mail", "to:", link.textContent].join("");
  shown.replaceChildren(link);
}
