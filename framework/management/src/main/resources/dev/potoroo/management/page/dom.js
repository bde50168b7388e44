// Makes elements. Text is always set as text, so that no key or state can become markup.
export function el(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (key in element && key !== 'list') element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

export function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children.flat());
  return element;
}

export function section(title, ...children) {
  return el('section', {}, el('h2', {}, title), ...children);
}

/** The head of a table; a title that ends in # is of numbers. */
export function head(titles) {
  return el('thead', {}, el('tr', {}, titles.map((title) => {
    const number = title.endsWith('#');
    return el('th', { scope: 'col', className: number ? 'number' : '' }, number ? title.slice(0, -1) : title);
  })));
}

/** Columns are pairs of a title and what makes the cell. */
export function table(rows, columns, empty) {
  if (rows.length === 0) return el('p', { className: 'soft' }, empty);
  const body = rows.map((row) =>
    el('tr', {}, columns.map(([title, cell]) =>
      el('td', { className: title.endsWith('#') ? 'number' : 'text' }, cell(row)))));
  return el('table', {}, head(columns.map(([title]) => title)), el('tbody', {}, body));
}

export function facts(pairs) {
  return el('dl', {}, pairs.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, String(value))]));
}

export function card(value, what, tone = '') {
  return el('section', { className: 'card' }, el('b', { className: tone }, value), el('span', {}, what));
}

const whole = new Intl.NumberFormat('en');

export function number(value) {
  if (value === null || value === undefined || value === -1) return '–';
  return whole.format(value);
}

export function rate(value) {
  if (value === null || value === undefined) return '…';
  return value >= 100 ? whole.format(Math.round(value)) : String(Math.round(value * 10) / 10);
}

export function micros(value) {
  if (value >= 1e6) return `${(value / 1e6).toFixed(2)} s`;
  return value >= 1000 ? `${(value / 1000).toFixed(1)} ms` : `${Math.round(value * 10) / 10} µs`;
}

export function p99(times) {
  return times ? micros(times.p99) : '–';
}

export function age(millis) {
  if (millis < 0) return 'none';
  return millis < 10_000 ? `${(millis / 1000).toFixed(1)} s` : millis < 120_000 ? `${Math.round(millis / 1000)} s` : `${Math.round(millis / 60_000)} min`;
}

export function time(iso) {
  return iso ? iso.replace('T', ' ').replace(/\.\d+Z$/, 'Z') : '–';
}

const TOKENS = /"(?:\\.|[^"\\])*"|[{}[\],:]|[^\s"{}[\],:]+/g;
const opens = (part) => part === '{' || part === '[';
const closes = (part) => part === '}' || part === ']';

/** JSON with indents, from its text, so that no number is rounded. */
export function pretty(text) {
  const parts = text.match(TOKENS) ?? [];
  let depth = 0;
  const line = () => '\n' + '  '.repeat(depth);
  return parts.map((part, i) => {
    if (opens(part)) return closes(parts[i + 1]) ? part : (depth++, part + line());
    if (closes(part)) return opens(parts[i - 1]) ? part : (depth--, line() + part);
    return part === ',' ? part + line() : part === ':' ? ': ' : part;
  }).join('');
}

/** The text of one field of a JSON object, as it stands there. */
export function fieldText(text, name) {
  let depth = 0;
  let from = -1;
  let wanted = false;
  let previous = '';
  for (const match of text.matchAll(TOKENS)) {
    const part = match[0];
    if (from >= 0 && depth === 1 && (part === ',' || part === '}')) return text.slice(from, match.index).trim();
    if (depth === 1 && part === ':' && previous === JSON.stringify(name)) wanted = true;
    else if (wanted) { from = match.index; wanted = false; }
    if (opens(part)) depth++;
    if (closes(part)) depth--;
    previous = part;
  }
  return 'null';
}

/** The texts of the elements of a JSON array, as they stand there. */
export function elementTexts(text) {
  const elements = [];
  let depth = 0;
  let from = 1;
  for (const match of text.matchAll(TOKENS)) {
    if (closes(match[0])) depth--;
    if (match[0] === ',' && depth === 1 || depth === 0 && closes(match[0])) {
      const element = text.slice(from, match.index).trim();
      if (element !== '') elements.push(element);
      from = match.index + 1;
    }
    if (opens(match[0])) depth++;
  }
  return elements;
}
