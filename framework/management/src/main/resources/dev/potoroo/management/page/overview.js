// What the pipeline does, as a graph and in figures, and what is in the way.
import { get } from './api.js';
import { age, card, el, number, rate, section, table } from './dom.js';
import { graph } from './graph.js';

/** How fast counters grow, from one look to the next. */
const before = new Map();

function growth(name, count, now) {
  const last = before.get(name);
  if (!last || now - last.now > 500) before.set(name, { count, now, rate: last ? Math.max(0, ((count - last.count) * 1000) / (now - last.now)) : null });
  return before.get(name).rate;
}

function figures(status, now) {
  const known = new Map();
  for (const source of status.sources) {
    known.set(source.name, { rate: growth(`source ${source.name}`, source.records, now), extra: source.ended ? 'ended' : source.lag >= 0 ? `${number(source.lag)} left` : '', trouble: source.deadLetters > 0 });
  }
  for (const step of status.steps) {
    known.set(step.name, { rate: growth(`step ${step.name}`, step.records, now), extra: step.quarantined > 0 ? `${number(step.quarantined)} quarantined` : `${number(step.objects)} objects`, trouble: step.quarantined > 0 });
  }
  for (const sink of status.sinks) {
    known.set(sink.name, { rate: growth(`sink ${sink.name}`, sink.records, now), extra: `${number(sink.records)} written`, trouble: sink.deadLetters > 0 });
  }
  return known;
}

export async function overview(at) {
  const now = performance.now();
  const [status, topology, rounds, why] = await Promise.all([get(at), get(`${at}/topology`), get(`${at}/rounds`), get('api/v1/why')]);
  const known = figures(status, now);
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
    section('Graph', graph(topology, known)),
    section('In the way', why.items.length === 0
      ? el('p', { className: 'good' }, 'Nothing is known to be in the way.')
      : table(why.items, [['Kind', (item) => item.kind], ['What', (item) => item.what], ['Hint', (item) => item.hint]], '')),
    el('div', { className: 'two' },
      section('Sources', table(status.sources, [
        ['Name', (s) => s.name], ['Reads', (s) => s.connector], ['Records/s#', per], ['Records#', (s) => number(s.records)], ['Left#', (s) => number(s.lag)], ['Dead letters#', (s) => number(s.deadLetters)],
      ], 'There are none.')),
      section('Sinks', table(status.sinks, [
        ['Name', (s) => s.name], ['Writes', (s) => s.connector], ['Records/s#', per], ['Records#', (s) => number(s.records)], ['Dead letters#', (s) => number(s.deadLetters)],
      ], 'There are none.'))),
    section('Steps', table(status.steps, [
      ['Name', (s) => el('a', { href: `#keys/${encodeURIComponent(s.name)}` }, s.name)],
      ['Records/s#', per], ['Records#', (s) => number(s.records)], ['Emitted#', (s) => number(s.emitted)], ['Objects#', (s) => number(s.objects)],
      ['Retries#', (s) => number(s.retries)], ['Skipped#', (s) => number(s.skipped)], ['Dead letters#', (s) => number(s.deadLetters)],
      ['Quarantined#', (s) => s.quarantined > 0 ? el('a', { href: `#keys/${encodeURIComponent(s.name)}//quarantined`, className: 'bad' }, number(s.quarantined)) : '0'],
    ], 'There are none.')),
  ];
}
