// SPDX-License-Identifier: MIT
//
// What a reader wants first: is it good, how sure is that, the numbers in one line, each check, what to do next.
import { element } from '../dom';
import { count, duration, percent, rate, time, wallTime, withoutZeros } from '../format';
import { markdownLine } from '../markdown';
import { Table } from '../table';
import { checkColumns, verdictBadge } from '../views/checks';
import { percentileText } from '../views/requests';
import type { RunReport } from './data';
import { section, type Section } from './section';

interface Outcome { word: string; kind: string; sentence: string }

function outcome(report: RunReport): Outcome {
    const failed = report.checks.filter((check) => check.result === 'fail').length;
    const all = report.checks.length;
    if (report.verdict?.level === 'INVALID')
        return { word: 'Not decided', kind: 'warn', sentence: 'The load generator itself spoiled the numbers: they say little of the service.' };
    if (all === 0)
        return { word: 'Not judged', kind: '', sentence: 'No checks were given, so nothing can pass or fail.' };
    if (failed > 0)
        return { word: 'Failed', kind: 'bad', sentence: `${failed} of ${all} checks ${failed === 1 ? 'was' : 'were'} broken.` };
    return { word: 'Passed', kind: 'good', sentence: all === 1 ? 'The only check was kept.' : `All ${all} checks were kept.` };
}

function tile(title: string, value: string, note = '', kind = ''): HTMLElement {
    return element('div', { class: 'tile' }, element('div', { class: 'tile-title' }, title), element('div', { class: `tile-value ${kind}` }, value),
        note && element('div', { class: 'tile-note' }, note));
}

function tiles(report: RunReport): HTMLElement {
    const total = report.total;
    const times = total.response_time_ms;
    return element('div', { class: 'tiles' },
        tile('Requests', count(total.requests), rate(total.requests_per_second)),
        tile('Failed', percent(total.failure_ratio), count(total.failures), total.failures > 0 ? 'bad' : ''),
        (total.dropped ?? 0) > 0 && tile('Never sent', count(total.dropped), 'planned, but dropped', 'bad'),
        tile('p50', percentileText(times, 'p50'), 'response time'),
        tile('p95', percentileText(times, 'p95')),
        tile('p99', percentileText(times, 'p99')),
        tile('Slowest', percentileText(times, 'max')),
        tile('Users', count(report.users.peak), 'peak'),
        tile('Duration', duration(report.run.duration_s), report.warmup ? `${withoutZeros(duration(report.warmup.seconds))} warm-up` : ''));
}

export function header(report: RunReport): HTMLElement {
    const { run } = report;
    const host = run.host && !run.title.includes(run.host) ? run.host : null;
    return element('header', { class: 'report-header' },
        element('h1', {}, run.title),
        element('p', { class: 'quiet' }, [host, wallTime(run.start), report.plan.profile].filter(Boolean).join(' · ')));
}

export function summary(report: RunReport): Section {
    const { word, kind, sentence } = outcome(report);
    const verdict = report.verdict;
    return section('summary', 'Summary',
        element('div', { class: 'outcome' }, element('span', { class: `outcome-word ${kind}` }, word), element('span', {}, sentence)),
        verdict && element('p', {}, 'Measurement: ', verdictBadge(verdict),
            verdict.reasons.length === 0 && element('span', { class: 'quiet' }, ' The generator was never the limit.')),
        verdict && verdict.reasons.length > 0 && element('ul', { class: 'notes' }, ...verdict.reasons.map((reason) => element('li', {}, reason.text))),
        tiles(report));
}

export function checks(report: RunReport): Section | null {
    if (report.checks.length === 0)
        return null;
    const table = new Table({ caption: 'Checks', columns: checkColumns, id: (check) => check.check });
    table.update(report.checks);
    return section('checks', 'Checks', table.root);
}

export function findings(report: RunReport): Section | null {
    if (report.findings.length === 0)
        return null;
    return section('findings', 'Findings',
        element('ul', { class: 'findings' }, ...report.findings.map((line) => element('li', {}, markdownLine(line)))));
}

export function metrics(report: RunReport): Section | null {
    if (report.metrics.length === 0)
        return null;
    const number = (value: number | undefined) => (value === undefined ? '–' : String(Number(value.toPrecision(6))));
    const table = new Table({
        caption: 'Metrics of the scenario', id: (metric) => metric.name, columns: [
            { key: 'name', title: 'Metric', text: (metric) => metric.name },
            { key: 'count', title: 'Values', numeric: true, text: (metric) => count(metric.count), value: (metric) => metric.count },
            ...(['min', 'p50', 'p95', 'p99', 'max', 'last', 'sum'] as const).map((key) => ({
                key, title: key, numeric: true, text: (metric: RunReport['metrics'][number]) => number(metric[key]),
                value: (metric: RunReport['metrics'][number]) => metric[key] ?? null,
            })),
        ],
    });
    table.update(report.metrics);
    return section('metrics', 'Metrics of the scenario', table.root);
}

export function lateness(report: RunReport): string {
    const { generator } = report;
    const starved = (generator.processor_wait_ms ?? 0) / 1000 / report.run.duration_s;
    const waited = starved >= 0.01 ? `; it waited for a processor ${Math.round(100 * starved)} % of the time` : '';
    return `timers fired ${time(generator.lag_p99_ms)} late at p99, ${time(generator.lag_max_ms)} at most; the longest step took ${time(generator.step_max_ms)}${waited}`;
}
