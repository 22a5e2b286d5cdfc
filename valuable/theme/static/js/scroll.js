// Let the keyboard reach what is wider than its box, and a screen reader say what it is.
const words = document.querySelector("article").dataset;
const kindOf = (box) => (box.matches("pre") ? words.code : box.matches(".table-wrapper") ? words.table : words.formula);
const boxes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) {
      const caption = target.closest("figure")?.querySelector("figcaption") ?? target.querySelector("caption");
      const language = target.closest(".highlight")?.parentElement.ariaLabel;
      target.tabIndex = 0;
      target.setAttribute("role", "group");
      target.setAttribute("aria-label", caption?.textContent.trim() || language || kindOf(target));
    } else {
      for (const name of ["tabindex", "role", "aria-label"]) target.removeAttribute(name);
    }
  }
});
for (const box of document.querySelectorAll("article :is(pre, .table-wrapper, .math-wrapper, .m-long)")) boxes.observe(box);
