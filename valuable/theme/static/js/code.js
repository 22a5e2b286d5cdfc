// Fetch the buttons that copy blocks of code, where there is any.
if (document.querySelector("[data-copy]")) need("js/copy-code.js");
