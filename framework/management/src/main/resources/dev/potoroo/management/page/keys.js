// Keys of a step, and one of them: its state, what happens to it, why it is quarantined, and how to mend it.
import { encoded, get, hasToken, look, order } from './api.js';
import { el, elementTexts, facts, fieldText, number, pretty, rate, section, table, time } from './dom.js';
import { follow } from './follow.js';

const LIMIT = 100;
const HOTTEST = 10;
const HOT_BY = { rate: 'records a second', time: 'time of a thread', held: 'records held', size: 'size of the state' };

/** The part of the address for a key. */
function link(step, key, more = '') {
  return `#keys/${encoded(step)}/${encoded(key)}${more}`;
}

export async function keys(at, [step, key, more], done) {
  const topology = await get(`${at}/topology`);
  const steps = topology.nodes.filter((node) => node.kind === 'step').map((node) => node.name);
  const chosen = steps.includes(step) ? step : steps[0];
  if (!chosen) return [section('Keys', el('p', {}, 'The pipeline has no step.'))];
  const parts = await Promise.all([hot(at, chosen), list(at, chosen, steps, more === 'quarantined')]);
  if (key) parts.unshift(...(await one(`${at}/steps/${encoded(chosen)}`, chosen, key, done)));
  return parts;
}

/** The keys that have most of something. */
async function hot(at, step) {
  const by = el('select', { ariaLabel: 'By' }, Object.entries(HOT_BY).map(([value, name]) => el('option', { value }, name)));
  const found = el('div', {});
  const show = async () => {
    try {
      const { items } = await get(`${at}/steps/${encoded(step)}/hot?by=${by.value}&limit=${HOTTEST}`);
      found.replaceChildren(table(items, [
        ['Key', (item) => el('a', { href: link(step, item.key) }, item.key)],
        ['Records/s#', (item) => rate(item.recordsPerSecond)], ['Of a thread#', (item) => `${rate(item.busy * 100)} %`],
        ['Held#', (item) => number(item.held)], ['Bytes of state#', (item) => number(item.stateBytes)], ['Node', (item) => item.node],
      ], 'None is known yet.'));
    } catch (problem) {
      found.replaceChildren(el('p', { className: 'bad' }, problem.message));
    }
  };
  by.addEventListener('change', show);
  await show();
  return el('section', { id: 'hot' }, el('h2', {}, `Hottest keys of ${step}`), el('div', { className: 'bar' }, 'by', by), found);
}

async function list(at, step, steps, quarantined) {
  const which = el('select', { ariaLabel: 'Step', onchange: () => (location.hash = `#keys/${encoded(which.value)}`) },
    steps.map((name) => el('option', { value: name, selected: name === step }, name)));
  const prefix = el('input', { type: 'search', placeholder: 'key, or how it begins', ariaLabel: 'Key', id: 'search' });
  const only = el('input', { type: 'checkbox', id: 'only', checked: quarantined });
  const found = el('div', {});
  const show = async (cursor) => {
    const kind = only.checked ? 'quarantine' : 'entities';
    const query = new URLSearchParams({ limit: LIMIT, prefix: prefix.value, ...(cursor ? { cursor } : {}) });
    try {
      const page = await get(`${at}/steps/${encoded(step)}/${kind}?${query}`);
      found.replaceChildren(
        table(page.items, [
          ['Key', (item) => el('a', { href: link(step, item.key, only.checked ? '/quarantined' : '') }, item.key)],
          ['Shard#', (item) => number(item.shard)], ['Node', (item) => item.node],
        ], only.checked ? 'No key is quarantined.' : 'There is no such key.'),
        page.nextCursor === null ? '' : el('button', { type: 'button', onclick: () => show(page.nextCursor) }, 'Next keys'),
        page.members.answered < page.members.of ? el('p', { className: 'warn' }, 'Not all nodes have answered: there may be more.') : '');
    } catch (problem) {
      found.replaceChildren(el('p', { className: 'bad' }, problem.message));
    }
  };
  only.addEventListener('change', () => show());
  const form = el('form', { className: 'bar', onsubmit: (event) => { event.preventDefault(); if (prefix.value && !only.checked) location.hash = link(step, prefix.value); show(); } },
    which, prefix, el('button', { type: 'submit' }, 'Find'), only, el('label', { htmlFor: 'only' }, 'only quarantined'));
  await show();
  return section('Keys', form, found);
}

async function one(at, step, key, done) {
  if (key === '.' || key === '..') return [section(`Object ${key}`, el('p', { className: 'soft' }, `It cannot be asked for: HTTP resolves ${key} in a path, even when it is encoded.`))];
  const [object, hold] = await Promise.all([
    look(`${at}/entities/${encoded(key)}`).catch((problem) => problem),
    held(at, key).catch((problem) => (problem.status === 404 ? null : problem)),
  ]);
  const parts = [state(at, key, object, hold, done), follow(`${at}/entities/${encoded(key)}`, key)];
  if (hold?.value) parts.unshift(quarantine(at, key, hold, done));
  if (hold instanceof Error) parts.unshift(el('section', { className: 'problem', role: 'alert' }, hold.message));
  return parts;
}

/** What is held of a key; null if it is not quarantined, which is no error that the browser should note. */
async function held(at, key) {
  const first = await get(`${at}/quarantine?${new URLSearchParams({ prefix: key, limit: 1 })}`);
  return first.items[0]?.key === key ? look(`${at}/quarantine/${encoded(key)}`) : null;
}

/** A reason, and buttons that do something for it. */
function orders(buttons) {
  const reason = el('input', { placeholder: 'reason (kept in the audit log)', ariaLabel: 'Reason', size: 36 });
  const ready = () => buttons.forEach(([button]) => (button.disabled = !hasToken() || reason.value.trim() === ''));
  reason.addEventListener('input', ready);
  for (const [button, act] of buttons) button.addEventListener('click', () => act(reason.value.trim()));
  ready();
  return el('div', { className: 'bar' }, reason, buttons.map(([button]) => button),
    hasToken() ? null : el('span', { className: 'soft' }, 'Orders need a token: enter it above.'));
}

const button = (text, danger) => el('button', { type: 'button', className: danger ? 'danger' : '' }, text);

function state(at, key, object, hold, done) {
  if (!object.value) return section(`Object ${key}`, el('p', { className: 'soft' }, object.message));
  const { value, text, tag } = object;
  const shown = pretty(fieldText(text, 'state'));
  const edited = el('textarea', { value: shown, ariaLabel: 'State', spellcheck: false });
  const path = `${at}/entities/${encoded(key)}`;
  return section(`Object ${key}`,
    facts([['Version', number(value.version)], ['Last touched', time(value.lastTouched)], ['Held back', number(value.held)], ['Shard', value.shard], ['Node', value.node],
      ['Read from', value.live ? 'memory' : `commit ${number(value.committedRound)}; it is not in memory`]]),
    el('pre', { id: 'object-state' }, shown),
    timers(value.timers), windows(value, text),
    hold?.value ? null : el('details', {}, el('summary', {}, 'Pause it'),
      el('p', { className: 'soft' }, 'Its records are held, in order, until it is released. All other keys go on.'),
      orders([[button('Pause the key'), (reason) => done(() => order('POST', `${path}/pause`, reason))]])),
    el('details', {}, el('summary', {}, 'Change it'), edited, orders([
      [button('Replace the state'), (reason) => done(() => order('PUT', path, reason, { state: checked(edited.value) }, tag))],
      [button('Remove the object', true), (reason) => done(() => order('POST', `${path}/clear`, reason, {}, tag))],
    ])));
}

/** A time to the millisecond: windows and timers may be that short. Date does not know all that Java does. */
const exact = (iso) => iso.replace('T', ' ').replace(/(?:\.(\d+))?Z$/, (all, part = '') => `.${part.slice(0, 3).padEnd(3, '0')}Z`);

function timers(set) {
  return set.length === 0 ? null : el('div', { id: 'timers' }, el('h3', {}, 'Timers'), table(set, [
    ['Due', (timer) => exact(timer.due)], ['By', (timer) => `${timer.domain} time`], ['Name', (timer) => timer.name === '.ttl' ? '.ttl (the object ages)' : timer.name],
  ]));
}

/** What was gathered is shown as text, so that no number in it is rounded. */
function windows({ windows: open, moreWindows }, text) {
  if (open.length === 0) return null;
  const texts = elementTexts(fieldText(text, 'windows'));
  const rows = open.map((window, i) => ({ ...window, gathered: fieldText(texts[i], 'gathered') }));
  return el('div', { id: 'windows' }, el('h3', {}, 'Open windows'), table(rows, [
    ['From', (window) => exact(window.start)], ['To', (window) => exact(window.end)], ['Records#', (window) => number(window.records)],
    ['Gathered', (window) => window.gathered], ['', (window) => window.over ? 'over, waits for late records' : ''],
  ]), moreWindows ? el('p', { className: 'soft' }, 'There are others, which end later.') : null);
}

function quarantine(at, key, hold, done) {
  const { value, text, tag } = hold;
  const path = `${at}/quarantine/${encoded(key)}`;
  const head = el('textarea', { value: pretty(elementTexts(fieldText(text, 'records'))[0] ?? ''), ariaLabel: 'Record', spellcheck: false });
  const paused = value.reason === 'paused';
  return el('section', { className: 'problem', id: 'quarantine' }, el('h2', { className: paused ? 'warn' : 'bad' }, `${paused ? 'Paused' : 'Quarantined'}: ${key}`),
    facts([['Reason', value.reason], [paused ? 'Why' : 'Error', value.error], ['Since', time(value.since)], ['Held records', number(value.held)], ['Node', value.node]]),
    el('p', { className: 'soft' }, `${value.records.length < value.held ? `The first ${value.records.length} of them` : 'Held'}${paused ? '' : ', the first has failed'}:`),
    el('pre', {}, pretty(fieldText(text, 'records'))),
    orders([
      [button('Release'), (reason) => done(() => order('POST', `${path}/release`, reason))],
      [button('Skip the first', true), (reason) => done(() => order('POST', `${path}/skip`, reason, {}, tag))],
    ]),
    el('details', {}, el('summary', {}, 'Replace the first record'), head, orders([
      [button('Replace it'), (reason) => done(() => order('POST', `${path}/replace`, reason, { record: checked(head.value) }, tag))],
    ])));
}

/** The text itself, if it is JSON. */
function checked(text) {
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    throw new Error(`This is not JSON: ${error.message}`);
  }
}
