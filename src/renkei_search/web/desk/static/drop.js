// Drop a document, or choose one; without this script the form gives the workbook instead.

import { post } from "./server.js";

const form = document.querySelector("form.drop");
const input = form.querySelector("input[type=file]");
const status = form.querySelector("[data-status]");
const most = Number(form.dataset.most);

const here = form.querySelector(".drop-here");
const chosen = form.querySelector("[data-chosen]");
here.hidden = false;
// The browser's own control stays for keys and screen readers; its words are the browser's, not ours.
input.classList.add("visually-hidden");
const showChosen = () => {
  chosen.textContent = input.files[0]?.name ?? "ここにファイルをドラッグすると、すぐに読み始めます。";
};
input.addEventListener("change", showChosen);
showChosen(); // after going back

async function put(file) {
  if (file.size > most * 1024 * 1024) {
    say(`${file.name} は大きすぎます。${most}MB 以内に分けてください。`, true);
    return;
  }
  say(`${file.name} を受け取っています…`);
  const body = new FormData();
  body.append("file", file);
  try {
    const { url } = await post(form.dataset.works, body);
    location.assign(url);
  } catch (error) {
    say(error.message, true);
  }
}

function say(text, wrong = false) {
  status.textContent = text;
  status.classList.toggle("error", wrong);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (input.files[0]) put(input.files[0]);
});
for (const name of ["dragover", "dragenter"]) {
  document.addEventListener(name, (event) => {
    event.preventDefault();
    form.classList.add("over");
  });
}
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) form.classList.remove("over");
});
document.addEventListener("drop", (event) => {
  event.preventDefault();
  form.classList.remove("over");
  const files = event.dataTransfer.files;
  if (files.length > 1) say("一度に読める文書は一つです。一つずつ選んでください。", true);
  else if (files[0]) put(files[0]);
});
for (const asked of document.querySelectorAll("form[data-confirm]")) {
  asked.addEventListener("submit", (event) => {
    if (!confirm(asked.dataset.confirm)) event.preventDefault();
  });
}
