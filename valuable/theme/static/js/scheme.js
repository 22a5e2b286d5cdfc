// The button for the colours: light, dark, or as the device has them.
for (const button of document.querySelectorAll(".theme-toggle")) {
  button.addEventListener("click", () => {
    const other = matchMedia("(prefers-color-scheme: dark)").matches ? ["light", "dark"] : ["dark", "light"];
    const schemes = ["auto", ...other];
    const scheme = schemes[(schemes.indexOf(document.body.dataset.theme) + 1) % 3];
    document.body.dataset.theme = scheme;
    const shown = [...button.querySelectorAll("span")].find((words) => words.checkVisibility());
    const said = document.querySelector(".theme-said");
    if (shown && said) said.textContent = shown.textContent;
    try {
      localStorage.setItem("theme", scheme);
    } catch {} // a browser that keeps nothing
  });
}
