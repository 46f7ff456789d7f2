// Copies the token that is shown once. Browsers allow it only where the page is trusted, so the button starts hidden.
const token = document.getElementById("token");
const button = document.getElementById("copy");
if (token && navigator.clipboard) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(token.value);
    document.getElementById("copied").textContent = "Copied.";
  });
}
