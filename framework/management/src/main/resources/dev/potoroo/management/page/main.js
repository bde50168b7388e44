// Shows one view at a time, named by the fragment of the address, and asks anew every two seconds.
import { encoded, get, useToken } from './api.js';
import { audit, nodes, rounds } from './cluster.js';
import { el } from './dom.js';
import { keys } from './keys.js';
import { overview } from './overview.js';

const EVERY = 2000;
const byId = (id) => document.getElementById(id);

let asked = 0;
let answered = 0;
let seenAt = 0;
let failed = false;
let pressed = false;

function place() {
  const [view, ...more] = location.hash.slice(1).split('/');
  return [view || 'overview', more.map((part) => { try { return decodeURIComponent(part); } catch { return part; } })];
}

async function header() {
  const index = await get('api/v1');
  byId('pipeline').textContent = index.pipeline;
  byId('version').textContent = `${index.service} ${index.version}, node ${index.node}`;
  document.title = `${index.pipeline} · Potoroo`;
  const rows = await get('api/v1/pipelines');
  const state = rows.items[0].state;
  byId('state').textContent = state;
  byId('state').className = `word ${state === 'RUNNING' ? 'good' : state === 'FAILED' ? 'bad' : 'warn'}`;
  return `api/v1/pipelines/${encoded(index.pipeline)}`;
}

/** Gives an order, and shows what comes of it. It is carried out with a commit: until then there is no second one. */
async function done(act) {
  byId('view').inert = true;
  try {
    await act();
    show();
  } catch (problem) {
    say(problem.message);
  } finally {
    byId('view').inert = false;
  }
}

function say(message) {
  byId('view').querySelector('.said')?.remove();
  byId('view').prepend(el('section', { className: 'problem said', role: 'alert' }, message));
}

/** Only what may be replaced under the eyes of somebody who types is asked anew by itself. */
const refreshes = (view) => view !== 'keys' && view !== 'audit';

/** Whether somebody is about to click on something of the view (not all browsers focus that), or has gone there by keyboard. */
const busy = () => pressed || byId('view').querySelector(':focus') !== null;

/** Shows the view as it is now; by itself only if that disturbs nobody. */
async function show(byItself = false) {
  const mine = ++asked;
  const [view, more] = place();
  for (const link of document.querySelectorAll('nav a')) {
    if (link.getAttribute('href') === `#${view}`) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  try {
    const at = await header();
    const make = { overview, rounds, nodes: (path) => nodes(path, done), keys: (path) => keys(path, more, done), audit }[view] ?? overview;
    const parts = await make(at);
    if (mine !== asked) return;
    if (!byItself || !busy()) {
      byId('view').replaceChildren(...parts);
      seenAt = Date.now();
      failed = false;
    }
  } catch (problem) {
    if (mine !== asked) return;
    failed = true;
    say(problem.status === 401 ? 'Reading needs a token here: enter it above.' : problem.message);
  }
  answered = mine;
  tell();
}

function tell() {
  const seconds = Math.round((Date.now() - seenAt) / 1000);
  const old = seenAt > 0 && (failed || seconds * 1000 > 2 * EVERY);
  const [view] = place();
  byId('age').textContent = seenAt === 0 ? '' : old ? `${seconds} s old` : refreshes(view) ? 'live' : 'as asked';
  byId('age').className = old && refreshes(view) ? 'old' : '';
  byId('again').hidden = refreshes(view);
}

byId('token-form').addEventListener('submit', (event) => {
  event.preventDefault();
  useToken(byId('token').value);
  show();
});
byId('again').addEventListener('click', () => show());
for (const [kind, down] of [['pointerdown', true], ['pointerup', false], ['pointercancel', false]]) {
  window.addEventListener(kind, () => (pressed = down));
}
window.addEventListener('hashchange', () => { show(); byId('view').focus(); });
// A node that takes longer than this to answer is not asked again before it has: else no answer would be the latest.
setInterval(() => { if (!document.hidden && refreshes(place()[0]) && answered === asked && !busy()) show(true); else tell(); }, EVERY);
show();
