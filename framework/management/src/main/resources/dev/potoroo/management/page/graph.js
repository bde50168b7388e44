// Draws the graph of a pipeline, left to right, with what each part does.
import { svg, rate, number, p99 } from './dom.js';

const WIDTH = 190;
const HEIGHT = 74;
const GAP_X = 80;
const GAP_Y = 22;

/** For each node how many edges lie before it at most; a pipeline has no cycles. */
function columns(nodes, edges) {
  const column = new Map(nodes.map((node) => [node.name, 0]));
  for (let pass = 0; pass < nodes.length; pass++) {
    for (const edge of edges) {
      column.set(edge.to, Math.max(column.get(edge.to), column.get(edge.from) + 1));
    }
  }
  return column;
}

function places(nodes, edges) {
  const column = columns(nodes, edges);
  const filled = [];
  return new Map(nodes.map((node) => {
    const x = column.get(node.name);
    const y = filled[x] ?? 0;
    filled[x] = y + 1;
    return [node.name, { x: x * (WIDTH + GAP_X) + 8, y: y * (HEIGHT + GAP_Y) + 8 }];
  }));
}

function short(text, most) {
  return text.length <= most ? text : text.slice(0, most - 1) + '…';
}

function box(node, at, figures) {
  const figure = figures.get(node.name);
  const kind = figure?.trouble ? 'trouble' : node.kind === 'step' ? 'step' : '';
  const lines = figure
    ? `${rate(figure.rate)}/s${figure.extra ? ' · ' + figure.extra : ''}`
    : short(node.detail, 30);
  const times = figure?.latency ? `p99 ${p99(figure.latency)} after it was read` : '';
  return svg('g', { transform: `translate(${at.x} ${at.y})` },
    svg('rect', { class: `node ${kind}`, width: WIDTH, height: HEIGHT, rx: node.kind === 'step' ? 6 : 14 }),
    svg('text', { x: 12, y: 23 }, short(node.kind === 'operators' ? node.name : `${node.kind} ${node.name}`, 27)),
    svg('text', { x: 12, y: 43, class: 'soft' }, lines),
    svg('text', { x: 12, y: 61, class: 'soft' }, times),
    svg('title', {}, `${node.kind} ${node.name}: ${node.detail}`));
}

/** An edge with what goes along it, and when that has arrived. */
function line(edge, from, to, going) {
  const x1 = from.x + WIDTH;
  const y1 = from.y + HEIGHT / 2;
  const y2 = to.y + HEIGHT / 2;
  const bend = (to.x - x1) / 2;
  const known = (value) => value !== null && value !== undefined;
  const told = `${edge.from} to ${edge.to}: ${known(going?.recordsPerSecond) ? rate(going.recordsPerSecond) + ' records/s' : 'rate not known'}${going?.latency ? `, p99 ${p99(going.latency)} from reading to arriving` : ''}`;
  return svg('g', {},
    svg('path', {
      class: edge.keyed ? 'edge keyed' : 'edge',
      d: `M${x1} ${y1} C${x1 + bend} ${y1} ${to.x - bend} ${y2} ${to.x - 6} ${y2}`,
      'marker-end': 'url(#arrow)',
    }),
    svg('text', { x: x1 + bend, y: (y1 + y2) / 2 - 7, class: 'soft middle' }, known(going?.recordsPerSecond) ? `${rate(going.recordsPerSecond)}/s` : ''),
    svg('title', {}, told));
}

export function graph(topology, figures, edges) {
  const at = places(topology.nodes, topology.edges);
  const width = Math.max(...[...at.values()].map((place) => place.x)) + WIDTH + 8;
  const height = Math.max(...[...at.values()].map((place) => place.y)) + HEIGHT + 8;
  return svg('svg', { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': 'The graph of the pipeline' },
    svg('defs', {}, svg('marker', { id: 'arrow', viewBox: '0 0 6 6', refX: 5, refY: 3, markerWidth: 7, markerHeight: 7, orient: 'auto' },
      svg('path', { d: 'M0 0L6 3L0 6z', class: 'p3' }))),
    topology.edges.map((edge, i) => line(edge, at.get(edge.from), at.get(edge.to), edges[i])),
    topology.nodes.map((node) => box(node, at.get(node.name), figures)));
}

/** Bars of the latest rounds, each of parts in microseconds. */
export function bars(rounds, parts, height = 120) {
  const sums = rounds.map((round) => parts.reduce((sum, part) => sum + round[part], 0));
  const most = Math.max(1, ...sums);
  const step = 10;
  return svg('svg', { viewBox: `0 0 ${120 * step} ${height}`, width: '100%', height, preserveAspectRatio: 'none', role: 'img', 'aria-label': `Up to ${number(most)} microseconds` },
    rounds.flatMap((round, i) => {
      let y = height;
      return parts.map((part, p) => {
        const size = (round[part] / most) * (height - 4);
        y -= size;
        return svg('rect', { class: `p${p + 1}`, x: i * step + 1, y, width: step - 2, height: size },
          svg('title', {}, `round ${round.round}: ${part} ${number(round[part])}`));
      });
    }));
}
