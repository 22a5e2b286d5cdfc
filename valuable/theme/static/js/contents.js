// Close the contents once a heading is chosen: without, the reader closes them.
const contents = document.getElementById("Site-contents");
contents?.addEventListener("click", (event) => {
  if (event.target.closest("a") && contents.matches(":popover-open")) contents.hidePopover();
});
