// Fills the formulas of a prompt. Each node holds its formula as text, so nothing is searched for or guessed.
for (const node of document.querySelectorAll(".math")) {
  katex.render(node.textContent, node, {
    displayMode: node.classList.contains("display"),
    throwOnError: false,
    trust: false,
    maxExpand: 100,
    output: "htmlAndMathml",
  });
}
