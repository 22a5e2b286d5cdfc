// A button on each block of code, which copies it; of a session at a prompt, what was typed.
{
  const page = document.querySelector("[data-copy]");

  function typed(block) {
    const lines = [{ text: "", asked: false, answer: false }];
    const texts = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const { data, parentElement } = texts.currentNode;
      if (parentElement.closest(".linenos")) continue;
      const prompt = parentElement.closest(".gp");
      const answer = parentElement.closest(".go, .gt, .gr, .gh");
      data.split("\n").forEach((part, number) => {
        if (number) lines.push({ text: "", asked: false, answer: false });
        const line = lines.at(-1);
        if (prompt) Object.assign(line, { text: "", asked: true });
        else if (answer) line.answer ||= part !== "";
        else line.text += part;
      });
    }
    const session = lines.some((line) => line.asked);
    const kept = session ? lines.filter((line) => line.asked || (line.text && !line.answer)) : lines;
    return kept.map((line) => line.text).join("\n").replace(/\n$/, "");
  }

  if (page && navigator.clipboard) {
    const status = document.createElement("span");
    let timer, last;
    const reset = () => {
      clearTimeout(timer);
      if (last) last.textContent = page.dataset.copy;
      status.textContent = "";
    };
    status.className = "copy-status visually-hidden";
    status.setAttribute("role", "status");
    page.append(status);
    for (const pre of document.querySelectorAll("article pre:not(.citation pre)")) {
      let block = pre.closest(".highlight");
      if (!block) {
        block = document.createElement("div");
        block.classList.add("highlight");
        pre.replaceWith(block);
        block.append(pre);
      }
      const button = document.createElement("button");
      button.type = "button";
      button.className = "copy-code";
      button.textContent = page.dataset.copy;
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(typed(pre));
        reset();
        last = button;
        button.textContent = status.textContent = page.dataset.copied;
        timer = setTimeout(reset, 2000);
      });
      block.append(button);
    }
  }
}
