// Asks the endpoint that this page came from. The token lives as long as the page, and nowhere else.
const base = new URL('..', document.baseURI);
const PATIENCE = 60_000;
let token = '';

export function useToken(text) {
  token = text.trim();
}

export function hasToken() {
  return token !== '';
}

/** What the endpoint answers when it does not do what it is asked: an RFC 9457 problem. */
export class Problem extends Error {
  constructor(problem) {
    super(`${problem.code ?? ''} ${problem.detail ?? 'The node does not answer.'} ${problem.hint ?? ''}`.trim());
    this.status = problem.status ?? 0;
  }
}

/** The answer, if it is a good one. */
async function ask(path, { method = 'GET', headers = {}, body, signal } = {}) {
  if (token) headers.Authorization = `Bearer ${token}`;
  let response;
  try {
    response = await fetch(new URL(path, base), { method, headers, body, signal });
  } catch {
    throw new Problem({});
  }
  if (response.ok) return response;
  const text = await response.text();
  let problem;
  try {
    problem = JSON.parse(text);
  } catch {
    problem = { status: response.status, detail: `The node answers with ${response.status}.` };
  }
  throw new Problem(problem);
}

async function send(method, path, { body, ifMatch } = {}) {
  const headers = {};
  if (body) headers['Content-Type'] = 'application/json';
  if (ifMatch) headers['If-Match'] = ifMatch;
  const response = await ask(path, { method, headers, body, signal: AbortSignal.timeout(PATIENCE) });
  const text = await response.text();
  return { value: JSON.parse(text), text, tag: response.headers.get('ETag') };
}

/** The answer as a value. Whole numbers above 2^53 are rounded: show states as text. */
export async function get(path) {
  return (await send('GET', path)).value;
}

/** The answer with its text and its tag. */
export function look(path) {
  return send('GET', path);
}

/** The data of server-sent events, each as text, until the connection ends or the signal ends it. */
export async function* events(path, signal) {
  const response = await ask(path, { signal });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split('\n\n');
    rest = blocks.pop();
    for (const block of blocks) {
      const line = block.split('\n').find((one) => one.startsWith('data: '));
      if (line) yield line.slice('data: '.length);
    }
  }
}

/** Gives an order for a reason; fields are JSON as text, so that no number in them is rounded. */
export function order(method, path, reason, fields = {}, ifMatch = undefined) {
  const body = Object.entries({ reason: JSON.stringify(reason), ...fields })
    .map(([name, json]) => `${JSON.stringify(name)}: ${json}`)
    .join(', ');
  return send(method, path, { body: `{${body}}`, ifMatch });
}

export const encoded = encodeURIComponent;
