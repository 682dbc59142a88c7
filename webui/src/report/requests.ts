// SPDX-License-Identifier: MIT
//
// The statistics of each request, and of the chosen one the distribution, the statuses and where its time went.
import { element } from '../dom';
import { DistributionChart } from '../distribution';
import { count, duration, NOTHING, percent, requestName, time, withoutZeros } from '../format';
import { Table, type Column } from '../table';
import type { Percentile, Request } from '../types';
import {
    countColumn, failureColumn, failureShareColumn, maxColumn, meanColumn, nameColumn, percentileColumn, rateColumn, requestId, responseTimes, serviceTimes,
    sizeColumn, type TimesOf,
} from '../views/requests';
import type { RunReport } from './data';
import { section, type Section, type Selection } from './section';

const SHOWN: Percentile[] = ['p50', 'p90', 'p95', 'p99', 'p99.9'];
const PRINTED: Percentile[] = ['p50', 'p95', 'p99'];

function columns(times: TimesOf): Column<Request>[] {
    const onScreen = (column: Column<Request>): Column<Request> => ({ ...column, screenOnly: true });
    return [nameColumn, countColumn, rateColumn, onScreen(failureColumn), failureShareColumn, onScreen(meanColumn(times)),
        ...SHOWN.map((key) => (PRINTED.includes(key) ? percentileColumn(times, key) : onScreen(percentileColumn(times, key)))), maxColumn(times), onScreen(sizeColumn)];
}

export function statistics(report: RunReport, selection: Selection): Section {
    const indexes = new Map(report.requests.map((request, place) => [requestId(request), place + 1]));
    const table = new Table<Request>({
        caption: 'Statistics', columns: columns(responseTimes), id: requestId, last: (request) => request === report.total, search: requestName,
        sorting: { key: 'name', descending: false },
        onSelect: (request) => {
            selection.set(indexes.get(requestId(request)) ?? 0);
            document.getElementById('distribution')?.scrollIntoView();
        },
        selectLabel: () => 'Show its distribution and its course',
    });
    table.update([...report.requests, report.total]);
    const times = element('select', {}, element('option', {}, 'Response times'), element('option', {}, 'Service times'));
    times.addEventListener('change', () => table.setColumns(columns(times.selectedIndex === 0 ? responseTimes : serviceTimes)));
    const tools = table.root.querySelector('.table-tools');
    tools?.append(element('label', { class: 'choice' }, element('span', { class: 'visually-hidden' }, 'Times shown'), times));
    return section('statistics', 'Statistics', table.root,
        element('p', { class: 'quiet note' }, 'Response time is what a user waited, from the moment the request was due; service time is what server and network took.'),
        report.warmup && element('p', { class: 'quiet note' }, `The first ${withoutZeros(duration(report.warmup.seconds))} were warm-up: their ${count(report.warmup.requests)} requests are left out.`),
        beyondLimits(report), selectionNote(report));
}

// What is left out so that the file stays small is said where it is missing.
function selectionNote(report: RunReport): HTMLElement | null {
    const { names, whole, together } = report.selection ?? { names: 0, whole: 0, together: 0 };
    if (whole >= names)
        return null;
    const rows = names - whole - together;
    const words = [`Of ${count(names)} requests, ${count(whole)} with the most calls or failures have charts and distributions`,
        rows > 0 && `${count(rows)} only their row`, together > 0 && `the other ${count(together)} stand together in one row`].filter(Boolean);
    return element('p', { class: 'warn' }, `${words.join('; ')}. The JSON report has all of them.`);
}

function beyondLimits(report: RunReport): HTMLElement | null {
    const { names, errors } = report.beyond_limits;
    const words = [names > 0 && `${count(names)} requests had a name beyond the limit of names and stand under (other).`,
        errors > 0 && `${count(errors)} failures had a text beyond the limit and stand under (other errors).`].filter(Boolean);
    return words.length > 0 ? element('p', { class: 'warn' }, words.join(' ')) : null;
}

export function distribution(report: RunReport, selection: Selection): Section | null {
    if (report.distributions.every((one) => one === null))
        return null;
    const chart = new DistributionChart('Percentiles', 'each further nine takes the same room');
    const details = element('div', { class: 'columns' });
    const show = () => {
        const curves = report.distributions[selection.index];
        chart.setCurves([
            { label: 'Response time', color: '--series-1', points: curves?.response ?? [] },
            { label: 'Service time', color: '--series-3', points: curves?.service ?? [], dashed: true },
        ]);
        details.replaceChildren(...[phases(selection.request), statuses(selection.request)].filter((one) => one !== null));
    };
    selection.onChange(show);
    show();
    return section('distribution', 'Response times', element('div', { class: 'section-tools' }, selection.field()), chart.root, details);
}

const PHASES = [['dns', 'Name lookup'], ['connect', 'Connect'], ['tls', 'TLS'], ['send', 'Send'], ['wait', 'Wait for the first byte'], ['receive', 'Receive']] as const;

function phases(request: Request): HTMLElement | null {
    const known = PHASES.map(([key, title]) => ({ title, phase: request.phases_ms?.[key] })).filter(({ phase }) => (phase?.count ?? 0) > 0);
    if (known.length === 0)
        return null;
    const table = new Table<(typeof known)[number]>({
        caption: 'Where the time went', id: (row) => row.title, columns: [
            { key: 'phase', title: 'Phase', text: (row) => row.title },
            { key: 'count', title: 'Requests', numeric: true, text: (row) => count(row.phase?.count), value: (row) => row.phase?.count },
            { key: 'mean', title: 'Mean', numeric: true, text: (row) => (row.phase ? time(row.phase.sum / row.phase.count) : NOTHING), value: (row) => (row.phase ? row.phase.sum / row.phase.count : null) },
            { key: 'max', title: 'Max', numeric: true, text: (row) => time(row.phase?.max), value: (row) => row.phase?.max },
        ],
    });
    table.update(known);
    return element('div', {}, element('h3', {}, 'Where the time went'), table.root);
}

function statuses(request: Request): HTMLElement | null {
    const rows = Object.entries(request.statuses ?? {});
    if (rows.length === 0)
        return null;
    const table = new Table<[string, number]>({
        caption: 'Responses by status', id: ([status]) => status, columns: [
            { key: 'status', title: 'Status', text: ([status]) => (status === 'none' ? 'no response' : status) },
            { key: 'count', title: 'Responses', numeric: true, text: ([, times]) => count(times), value: ([, times]) => times },
            { key: 'share', title: 'Share', numeric: true, text: ([, times]) => percent(times / Math.max(request.requests, 1)), value: ([, times]) => times },
        ],
    });
    table.update(rows);
    return element('div', {}, element('h3', {}, 'Responses by status'), table.root);
}
