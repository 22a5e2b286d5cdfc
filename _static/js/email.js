// Make a link of each e-mail address. It can be read and copied without: decoys in it are not displayed.
for (const shown of document.querySelectorAll(".email")) {
  const visible = [...shown.childNodes].filter((node) => !node.classList?.contains("decoy"));
  const address = visible.map((node) => node.textContent).join("");
  const link = document.createElement("a");
  link.href = ["mail", "to:", address].join("");
  link.append(...shown.childNodes);
  shown.append(link);
}
