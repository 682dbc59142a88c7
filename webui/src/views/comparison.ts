// SPDX-License-Identifier: MIT
//
// A comparison of runs (docs/compare.md): the result in words, what differs, everything that was compared.
import { element } from '../dom';
import { change, count, inUnit, NOTHING, percent, requestName } from '../format';
import { Table, type Column } from '../table';

export interface ComparedMetric {
    metric: string;
    result: string; // regression, improvement, no difference, not enough data, not judged
    reason: string | null;
    unit: string;
    base: number | null;
    now: number | null;
    difference: number | null;
    difference_low: number | null;
    difference_high: number | null;
    relative: number | null;
    relative_low: number | null;
    relative_high: number | null;
    p: number | null;
}

export interface Comparison {
    result: string;
    counts: Record<string, number>;
    base: { label: string; runs: number };
    now: { label: string; runs: number };
    notes: string[];
    only_base: string[];
    only_now: string[];
    names: { stage?: string | null; method: string; name: string; base_requests: number; now_requests: number; ks_distance: number | null; metrics: ComparedMetric[] }[];
}

interface Row { id: string; request: string; metric: ComparedMetric; place: number }

const ORDER = ['regression', 'improvement', 'not enough data', 'not judged', 'no difference'];
const CLASSES: Record<string, string> = { regression: 'bad', improvement: 'good' };

function resultBadge(result: string): HTMLElement {
    return element('span', { class: `badge ${CLASSES[result] ?? ''}` }, result.toUpperCase());
}

function interval(metric: ComparedMetric): string {
    if (metric.unit === 'share' && metric.difference_low !== null && metric.difference_high !== null)
        return `${signedShare(metric.difference_low)} … ${signedShare(metric.difference_high)}`;
    if (metric.relative_low === null || metric.relative_high === null)
        return NOTHING;
    return `${change(metric.relative_low)} … ${change(metric.relative_high)}`;
}

function signedShare(share: number | null): string {
    return share === null ? NOTHING : `${share > 0 ? '+' : share < 0 ? '−' : ''}${percent(Math.abs(share))}`;
}

function difference(metric: ComparedMetric): string {
    return metric.unit === 'share' ? signedShare(metric.difference) : change(metric.relative);
}

const columns = (comparison: Comparison): Column<Row>[] => [
    { key: 'request', title: 'Request', text: (row) => row.request, value: (row) => row.place },
    { key: 'metric', title: 'Metric', text: (row) => row.metric.metric },
    { key: 'base', title: `Base`, help: comparison.base.label, numeric: true, text: (row) => inUnit(row.metric.base, row.metric.unit) },
    { key: 'now', title: `New`, help: comparison.now.label, numeric: true, text: (row) => inUnit(row.metric.now, row.metric.unit) },
    {
        key: 'change', title: 'Change', numeric: true, text: (row) => difference(row.metric), value: (row) => row.metric.relative ?? row.metric.difference,
        className: (row) => CLASSES[row.metric.result] ?? 'quiet',
    },
    { key: 'interval', title: '95 % interval', numeric: true, text: (row) => interval(row.metric) },
    {
        key: 'result', title: 'Result', text: (row) => (row.metric.reason ? `${row.metric.result}: ${row.metric.reason}` : row.metric.result),
        value: (row) => ORDER.indexOf(row.metric.result), className: (row) => CLASSES[row.metric.result] ?? 'quiet',
    },
];

function list(title: string, names: string[]): HTMLElement | null {
    return names.length === 0 ? null : element('p', {}, element('strong', {}, `${title}: `), names.join(', '));
}

// Everything, as one block under a heading of the caller.
export function comparisonView(comparison: Comparison): HTMLElement {
    const rows: Row[] = comparison.names.flatMap((name, place) => name.metrics.map((metric) => ({
        id: JSON.stringify([name.stage ?? null, name.method, name.name, metric.metric]),
        request: name.stage ? `${requestName(name)} (stage ${name.stage})` : requestName(name), metric, place })));
    const table = new Table<Row>({
        caption: 'What was compared', columns: columns(comparison), id: (row) => row.id, search: (row) => `${row.request} ${row.metric.metric} ${row.metric.result}`,
        sorting: { key: 'result', descending: false }, empty: 'The runs have no request in common.',
    });
    table.update(rows);
    const counts = ORDER.filter((word) => (comparison.counts[word] ?? 0) > 0).map((word) => `${count(comparison.counts[word])} × ${word}`);
    return element('div', {},
        element('p', {}, resultBadge(comparison.result), ' ', element('strong', {}, comparison.now.label), ' against ',
            element('strong', {}, comparison.base.label), counts.length > 0 && element('span', { class: 'quiet' }, ` – ${counts.join(', ')}`)),
        comparison.notes.length > 0 && element('ul', { class: 'notes' }, ...comparison.notes.map((note) => element('li', {}, note))),
        list('Only in the base', comparison.only_base), list('Only in the new', comparison.only_now), table.root);
}
