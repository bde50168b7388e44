// What happens to one key, as it happens. The latest is on top.
import { Problem, events } from './api.js';
import { el, fieldText, head, micros, number, section } from './dom.js';

const LATEST = 50;
const COLUMNS = ['Time', 'Version#', 'Record', 'Change of the state', 'Emitted', 'Took#'];

/** The key that is shown, and maybe followed; there is one at most. */
let shown = null;

/** What is followed ends when the page goes on to something else. */
window.addEventListener('hashchange', () => shown?.end());

/** The same as before for the same key: it goes on while the rest of the page is asked anew. */
export function follow(path, key) {
  if (shown?.path !== path) {
    shown?.end();
    shown = new Followed(path, key);
  }
  return shown.section;
}

class Followed {
  constructor(path, key) {
    this.path = path;
    this.rows = el('tbody', {});
    this.said = el('span', { role: 'status' });
    this.button = el('button', { type: 'button', onclick: () => (this.ending ? this.end() : this.start()) }, 'Follow it');
    this.section = section(`What happens to ${key}`, el('div', { className: 'bar' }, this.button, this.said),
      el('div', { className: 'tall' }, el('table', { id: 'happens' }, head(COLUMNS), this.rows)));
    this.ending = null;
    this.fresh = [];
    this.gap = null;
  }

  async start() {
    const mine = new AbortController();
    this.ending = mine;
    this.told = this.missed = 0;
    this.button.textContent = 'Stop';
    this.say('asked for', 'soft');
    try {
      for await (const text of events(`${this.path}/tail`, mine.signal)) {
        if (this.ending !== mine) return;
        this.take(text);
      }
      throw new Problem({ detail: 'The node has ended the connection.' });
    } catch (problem) {
      if (this.ending === mine) this.end(problem instanceof Problem ? problem.message : new Problem({}).message, 'bad');
    }
  }

  end(why = 'no longer followed', tone = 'soft') {
    if (!this.ending) return;
    this.ending.abort();
    this.ending = null;
    this.button.textContent = 'Follow it';
    this.say(why, tone);
  }

  say(text, tone) {
    this.said.textContent = this.told || this.missed ? `${text}: ${number(this.told)} records shown, ${number(this.missed)} not` : text;
    this.said.className = tone;
  }

  /** Rows are made as often as the screen is drawn: a key may be faster. */
  take(text) {
    const event = JSON.parse(text);
    this.told += event.kind === 'RECORD' ? 1 : 0;
    this.missed += event.skipped;
    if (this.fresh.length === 0) requestAnimationFrame(() => this.draw());
    this.fresh.push(text);
    if (this.fresh.length > LATEST) this.fresh.shift();
    if (event.kind === 'UNREACHABLE') this.say(`node ${event.node} does not answer`, 'warn');
    else this.say(`followed on node ${event.node}`, 'good');
  }

  draw() {
    for (const text of this.fresh) this.show(text, JSON.parse(text));
    this.fresh = [];
    while (this.rows.rows.length > LATEST) this.rows.lastChild.remove();
  }

  show(text, event) {
    if (event.skipped > 0) this.notShown(event);
    if (event.kind === 'FOLLOWING') this.add(note(event, `on node ${event.node}, generation ${number(event.generation)}`));
    if (event.kind === 'UNREACHABLE') this.add(note(event, `node ${event.node} does not answer; it is asked again`));
    if (event.kind !== 'RECORD') return;
    if (event.omitted.length > 0) this.add(note(event, `too large to be shown: ${event.omitted.join(', ')}`));
    this.add(record(event, text));
  }

  add(row) {
    this.rows.prepend(row);
    this.gap = null;
  }

  /** One row for all that are not shown between two that are. */
  notShown(event) {
    const records = event.skipped + (this.gap?.records ?? 0);
    this.gap?.row.remove();
    const row = note(event, `${number(records)} more records`);
    this.add(row);
    this.gap = { row, records };
  }
}

function note(event, text) {
  return el('tr', {}, el('td', {}, clock(event)), el('td', { className: 'soft', colSpan: COLUMNS.length - 1 }, text));
}

function record(event, text) {
  const change = event.error ? el('span', { className: 'bad' }, event.error) : fieldText(text, 'patch');
  const cells = [clock(event), number(event.version), fieldText(text, 'record'), change, fieldText(text, 'outputs'), micros(event.micros)];
  return el('tr', {}, cells.map((cell, i) => el('td', { className: COLUMNS[i].endsWith('#') ? 'number' : 'text' }, cell)));
}

/** The time of day, to the millisecond. */
const clock = (event) => event.time.slice('2026-03-01T'.length).replace(/(\.\d{3})\d+/, '$1');
