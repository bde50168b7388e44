// What the pipeline does, as a graph and in figures, and what is in the way.
import { get } from './api.js';
import { age, card, el, number, p99, rate, section, table } from './dom.js';
import { graph } from './graph.js';

/** What was waited for at the last looks, and at how many of them in a row. */
let waits = new Map();
const WAITS = ['sink', 'store', 'window', 'waiting'];
const LASTS = 3;

/** What is waited for at one look is work; it is in the way if it is waited for again and again. */
function inTheWay(items) {
  const id = (item) => `${item.kind} ${item.what}`;
  waits = new Map(items.filter((item) => WAITS.includes(item.kind)).map((item) => [id(item), (waits.get(id(item)) ?? 0) + 1]));
  return items.filter((item) => (waits.get(id(item)) ?? LASTS) >= LASTS);
}

function figures(status, live) {
  const of = new Map(live.nodes.map((node) => [node.name, node]));
  const known = new Map();
  const put = (part, extra, trouble) => {
    const node = of.get(part.name);
    known.set(part.name, { rate: node?.recordsPerSecond, latency: node?.latency, handler: node?.handlerTime, extra, trouble });
  };
  for (const source of status.sources) {
    put(source, source.paused ? 'paused' : source.ended ? 'ended' : source.lag >= 0 ? `${number(source.lag)} left` : '', source.deadLetters > 0);
  }
  for (const step of status.steps) {
    put(step, step.quarantined > 0 ? `${number(step.quarantined)} quarantined` : `${number(step.objects)} objects`, step.quarantined > 0);
  }
  for (const sink of status.sinks) put(sink, `${number(sink.records)} written`, sink.deadLetters > 0);
  return known;
}

export async function overview(at) {
  const [status, topology, live, rounds, why] = await Promise.all([get(at), get(`${at}/topology`), get(`${at}/topology/live`), get(`${at}/rounds`), get('api/v1/why')]);
  const known = figures(status, live);
  const obstacles = inTheWay(why.items);
  const per = (part) => rate(known.get(part.name).rate);
  const quarantined = status.steps.reduce((sum, step) => sum + step.quarantined, 0);
  const letters = [...status.sources, ...status.steps, ...status.sinks].reduce((sum, part) => sum + part.deadLetters, 0);
  const lag = status.sources.every((source) => source.lag >= 0) ? status.sources.reduce((sum, source) => sum + source.lag, 0) : -1;
  return [
    el('div', { className: 'cards' },
      card(`${status.members.answered}/${status.members.of}`, 'nodes answer', status.members.answered < status.members.of ? 'bad' : ''),
      card(rounds.durable ? age(rounds.ageMillis) : 'off', 'age of the last commit', rounds.durable && rounds.ageMillis > 10_000 ? 'warn' : ''),
      card(number(status.inFlight), 'records in flight'),
      card(number(lag), 'left to read'),
      card(number(quarantined), 'keys quarantined', quarantined > 0 ? 'bad' : ''),
      card(number(letters), 'dead letters', letters > 0 ? 'warn' : '')),
    section('Graph', graph(topology, known, live.edges)),
    section('In the way', obstacles.length === 0
      ? el('p', { className: 'good' }, 'Nothing is known to be in the way.')
      : table(obstacles, [['Kind', (item) => item.kind], ['What', (item) => item.what], ['Hint', (item) => item.hint]], '')),
    el('div', { className: 'two' },
      section('Sources', table(status.sources, [
        ['Name', (s) => s.name], ['Reads', (s) => s.paused ? `${s.connector}, paused: ${s.paused.reason}` : s.connector], ['Records/s#', per], ['Records#', (s) => number(s.records)], ['Left#', (s) => number(s.lag)], ['Dead letters#', (s) => number(s.deadLetters)],
      ], 'There are none.')),
      section('Sinks', table(status.sinks, [
        ['Name', (s) => s.name], ['Writes', (s) => s.connector], ['Records/s#', per], ['Records#', (s) => number(s.records)], ['Dead letters#', (s) => number(s.deadLetters)],
      ], 'There are none.'))),
    section('Steps', table(status.steps, [
      ['Name', (s) => el('a', { href: `#keys/${encodeURIComponent(s.name)}` }, s.name)],
      ['Records/s#', per], ['Handler p99#', (s) => p99(known.get(s.name).handler)], ['Latency p99#', (s) => p99(known.get(s.name).latency)],
      ['Records#', (s) => number(s.records)], ['Emitted#', (s) => number(s.emitted)], ['Objects#', (s) => number(s.objects)],
      ['Retries#', (s) => number(s.retries)], ['Skipped#', (s) => number(s.skipped)], ['Dead letters#', (s) => number(s.deadLetters)],
      ['Quarantined#', (s) => s.quarantined > 0 ? el('a', { href: `#keys/${encodeURIComponent(s.name)}//quarantined`, className: 'bad' }, number(s.quarantined)) : '0'],
    ], 'There are none.')),
  ];
}
