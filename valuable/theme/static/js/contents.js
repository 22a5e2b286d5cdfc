// The contents of the page: mark where the reader is, and close them once a heading is chosen, where they lie over the text.
{
  const contents = document.getElementById("Site-contents");
  const footer = document.querySelector(".site-footer");
  const headings = [...(contents?.querySelectorAll("a[href^='#']:not([href='#'])") ?? [])]
    .map((link) => [link, document.getElementById(decodeURIComponent(link.hash.slice(1)))])
    .filter(([, heading]) => heading);
  let current;

  // The last heading that has come to the upper third of the window; at the end of the page, the last one.
  const mark = () => {
    const line = footer.getBoundingClientRect().top < innerHeight ? innerHeight : innerHeight / 3;
    const found = headings.findLast(([, heading]) => heading.getBoundingClientRect().top <= line)?.[0];
    if (found === current) return;
    current?.removeAttribute("aria-current");
    current = found;
    current?.setAttribute("aria-current", "true");
    if (!current || contents.matches(":popover-open")) return;
    const [inner, outer] = [current.getBoundingClientRect(), contents.getBoundingClientRect()];
    if (inner.top < outer.top || inner.bottom > outer.bottom) contents.scrollTop += inner.top - outer.top - outer.height / 2;
  };

  if (headings.length) {
    const seen = new IntersectionObserver(mark, { rootMargin: "0px 0px -66.6%" });
    for (const [, heading] of headings) seen.observe(heading);
    new IntersectionObserver(mark).observe(footer);
    contents.addEventListener("click", (event) => {
      if (event.target.closest("a") && contents.matches(":popover-open")) contents.hidePopover();
    });
  }
}
