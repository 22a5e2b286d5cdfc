// Let the keyboard scroll what is wider than its box: Chromium and Firefox do so by themselves, Safari does not.
const boxes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});
for (const box of document.querySelectorAll(".highlight pre, .table-wrapper, .math-wrapper, .m-long")) boxes.observe(box);
