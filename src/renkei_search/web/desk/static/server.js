// Ask the desk. What it refuses comes as an error with its sentence.

const GONE =
  "取り込みの画面が終わっています。renkei-search desk をもう一度始めて、表示されたアドレスを開いてください。直した内容は保存してあります。";

export class Refused extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

async function ask(url, options) {
  let answer;
  try {
    answer = await fetch(url, { ...options, headers: { Accept: "application/json", ...options.headers } });
  } catch {
    throw new Refused(GONE, 0);
  }
  if (!answer.ok) throw new Refused(await answer.text(), answer.status);
  return answer.json();
}

export const get = (url) => ask(url, {});

export function post(url, body, more = {}) {
  if (body instanceof FormData) return ask(url, { method: "POST", body, ...more });
  const headers = { "Content-Type": "application/json" };
  return ask(url, { method: "POST", body: JSON.stringify(body), headers, ...more });
}
