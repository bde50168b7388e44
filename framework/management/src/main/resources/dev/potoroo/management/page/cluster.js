// Rounds, nodes and what was ordered: tables that need no orders but one.
import { get, hasToken, order } from './api.js';
import { age, el, facts, micros, number, section, table, time } from './dom.js';
import { bars } from './graph.js';

const WORK = ['writeMicros', 'commitMicros', 'captureMicros'];

/** What the highest bar stands for; the parts of a bar are named from below. */
function highest(latest, parts) {
  const most = Math.max(0, ...latest.map((round) => parts.reduce((sum, part) => sum + round[part], 0)));
  return el('p', { className: 'soft' }, `Oldest on the left; the highest is ${micros(most)}.`);
}

export async function rounds(at) {
  const status = await get(`${at}/rounds`);
  const latest = [...status.latest].reverse();
  return [
    section('Commits', facts([
      ['Phase', status.phase], ['Committed round', number(status.committedRound)], ['Committed at', time(status.committedAt)],
      ['Age', age(status.ageMillis)], ['Generation', `${number(status.generation)} (${status.generationReason})`], ['Event time', time(status.eventTime)],
    ]), status.durable ? null : el('p', { className: 'warn' }, 'State is kept in memory: rounds are not committed.')),
    el('div', { className: 'two' },
      section('Pause of each round', bars(status.latest, ['pauseMicros']), highest(status.latest, ['pauseMicros'])),
      section('Write, commit and capture of each', bars(status.latest, WORK), highest(status.latest, WORK))),
    section('Latest rounds', table(latest.slice(0, 30), [
      ['Round#', (r) => number(r.round)], ['Objects#', (r) => number(r.objects)], ['Bytes#', (r) => number(r.bytes)], ['Drain#', (r) => micros(r.drainMicros)],
      ['Pause#', (r) => micros(r.pauseMicros)], ['Capture#', (r) => micros(r.captureMicros)], ['Write#', (r) => micros(r.writeMicros)], ['Commit#', (r) => micros(r.commitMicros)],
    ], 'None is committed yet.')),
  ];
}

export async function nodes(at, done) {
  const [status, shards, members] = await Promise.all([get(at), get(`${at}/shards`), get('cluster/members')]);
  const spread = el('button', { type: 'button', disabled: !hasToken(), title: hasToken() ? '' : 'Needs a token', onclick: () => done(() => order('POST', `${at}/rebalance`, 'asked for on the page')) }, 'Spread shards evenly');
  return [
    section('Nodes', table(status.nodes, [
      ['Address', (n) => n.address], ['Shards#', (n) => number(n.shards)], ['Objects#', (n) => number(n.objects)], ['In flight#', (n) => number(n.inFlight)],
      ['Waits for', (n) => n.waitingFor.join('; ') || '–'],
    ], 'None answers.')),
    section('Members of the cluster', table(members.members, [
      ['Node', (m) => m.node], ['Status', (m) => m.status], ['', (m) => [m.node === members.selfNode ? 'this page' : '', m.node === members.oldest ? 'oldest' : '', members.unreachable.some((u) => u.node === m.node) ? 'unreachable' : ''].filter(Boolean).join(', ')],
    ], 'There are none.')),
    section('Shards', el('div', { className: 'bar' }, spread), table(shards.nodes, [
      ['Node', (n) => n.node], ['Shards#', (n) => number(n.shards.length)], ['Objects#', (n) => number(n.objects)],
      ['Most in a shard#', (n) => number(Math.max(0, ...n.shards.map((s) => s.objects)))],
    ], 'None is placed.')),
    section('What has moved them', table([...shards.movements].reverse(), [
      ['Generation#', (m) => number(m.generation)], ['Reason', (m) => m.reason], ['Nodes#', (m) => number(m.nodes)], ['Shards moved#', (m) => number(m.shards)], ['Pause#', (m) => micros(m.pauseMicros)],
    ], 'Nothing yet.')),
  ];
}

const shown = (value) => value === null ? '–' : JSON.stringify(value);
const OF_KEYS = ['PAUSE', 'RELEASE', 'SKIP', 'REPLACE', 'EDIT', 'CLEAR', 'TRACE'];

export async function audit(at) {
  const page = await get(`${at}/audit?limit=500`);
  return [section('What was ordered', table([...page.items].reverse(), [
    ['Time', (e) => time(e.time)], ['Step or source', (e) => e.step || '–'],
    ['Key', (e) => OF_KEYS.includes(e.action) ? el('a', { href: `#keys/${encodeURIComponent(e.step)}/${encodeURIComponent(e.key)}` }, e.key) : '–'],
    ['Action', (e) => e.action], ['By', (e) => e.by ?? '–'], ['Reason', (e) => e.reason], ['Version#', (e) => e.versionBefore === e.versionAfter ? number(e.versionAfter) : `${number(e.versionBefore)} → ${number(e.versionAfter)}`],
    ['Before', (e) => shown(e.before)], ['After', (e) => shown(e.after)],
  ], 'Nothing yet.'), page.nextCursor ? el('p', { className: 'soft' }, 'There is more: java -jar … audit lists all.') : null)];
}
