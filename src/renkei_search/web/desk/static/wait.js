// While the document is being read: how far it is, and then the page itself.

import { get } from "./server.js";

const bar = document.querySelector("[data-progress]");
const status = document.querySelector("[data-status]");

async function look() {
  try {
    const found = await get(bar.dataset.progress);
    if (found.stage === "done" || found.stage === "failed") {
      location.reload();
      return;
    }
    if (found.total) {
      bar.max = found.total;
      bar.value = found.done;
    }
    if (found.stage === "recognising") {
      status.textContent = "OCR で文字を付けています。1ページに数秒から数十秒かかります…";
      setTimeout(look, 1000);
      return;
    }
    const pages = found.total ? `（${found.done}／${found.total}ページ）` : "";
    status.textContent =
      found.stage === "proposing" ? "取組を見つけています…" : `文書を読んでいます${pages}…`;
  } catch (error) {
    status.textContent = error.message;
  }
  setTimeout(look, 400);
}
if (bar) look();
