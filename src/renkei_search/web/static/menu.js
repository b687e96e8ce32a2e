// While the menu covers the page on a phone, nothing behind it is reached by keyboard or read aloud.
// Without this script the menu opens and closes all the same.

const menu = document.getElementById("menu");
menu.addEventListener("beforetoggle", (event) => {
  for (const part of document.body.children) part.inert = event.newState === "open" && !part.contains(menu);
});
