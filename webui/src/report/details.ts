// SPDX-License-Identifier: MIT
//
// Stages, errors with their likely causes, resources, ratio of tasks, and all that is needed to do the run again.
import { TimeChart } from '../charts';
import { element, type Child } from '../dom';
import { bytes, clock, count, duration, NOTHING, number, percent, rate, time, wallTime, withoutZeros } from '../format';
import type { Zoom } from '../plot';
import { Table, type Column } from '../table';
import type { Durations, Exception, Plan, Resource, Stage, UserClass } from '../types';
import { errorColumns, errorId } from '../views/errors';
import { ratioTree } from '../views/ratio';
import { percentileText } from '../views/requests';
import type { RunReport } from './data';
import { facts, section, type Section } from './section';
import { lateness } from './summary';

// A stage without a name of its own bears its number.
export function stageName(stage: Stage): string {
    return stage.name === String(stage.number) ? `stage ${stage.name}` : stage.name;
}

export function stages(report: RunReport): Section | null {
    if (report.stages.length === 0)
        return null;
    const aim = (stage: Stage) => (stage.arrivals_per_second > 0 ? rate(stage.arrivals_per_second) : `${count(stage.wanted_users)} users`);
    const times = (key: 'p50' | 'p95' | 'p99'): Column<Stage> => ({
        key, title: key, numeric: true, text: (stage) => percentileText(stage.total.response_time_ms, key), value: (stage) => stage.total.response_time_ms[key] ?? null,
    });
    const table = new Table<Stage>({
        caption: 'Stages', id: (stage) => String(stage.number), columns: [
            { key: 'name', title: 'Stage', text: stageName, value: (stage) => stage.number },
            { key: 'start', title: 'Begins', numeric: true, text: (stage) => clock(stage.start_s), value: (stage) => stage.start_s },
            { key: 'length', title: 'Measured', numeric: true, text: (stage) => duration(stage.measured_s), value: (stage) => stage.measured_s },
            { key: 'aim', title: 'Aim', numeric: true, text: aim },
            { key: 'users', title: 'Users', numeric: true, help: 'at its end', text: (stage) => count(stage.users), value: (stage) => stage.users },
            { key: 'requests', title: 'Requests', numeric: true, text: (stage) => count(stage.total.requests), value: (stage) => stage.total.requests },
            { key: 'rate', title: 'Rate', numeric: true, text: (stage) => rate(stage.total.requests_per_second), value: (stage) => stage.total.requests_per_second },
            {
                key: 'failed', title: 'Failed', numeric: true, text: (stage) => percent(stage.total.failure_ratio), value: (stage) => stage.total.failure_ratio,
                className: (stage) => (stage.total.failures > 0 ? 'bad' : 'quiet'),
            },
            times('p50'), times('p95'), times('p99'),
        ],
    });
    table.update(report.stages);
    return section('stages', 'Stages', table.root);
}

function exceptionTable(exceptions: Exception[]): HTMLElement {
    const table = new Table<Exception>({
        caption: 'Exceptions of the scenario', id: (one) => JSON.stringify([one.message, one.traceback]), sorting: { key: 'count', descending: true }, columns: [
            { key: 'message', title: 'Exception', text: (one) => one.message },
            { key: 'where', title: 'Where', text: (one) => one.traceback },
            { key: 'count', title: 'Times', numeric: true, text: (one) => count(one.count), value: (one) => one.count },
        ],
    });
    table.update(exceptions);
    return table.root;
}

export function errors(report: RunReport): Section | null {
    const exceptions = report.exceptions ?? [];
    if (report.errors.length === 0 && report.causes.length === 0 && exceptions.length === 0)
        return null;
    const table = new Table({
        caption: 'Errors', columns: errorColumns(() => report.total.failures), id: errorId, sorting: { key: 'occurrences', descending: true },
        empty: 'No request failed.', ...(report.errors.length > 10 ? { search: (error: RunReport['errors'][number]) => `${error.error} ${error.method} ${error.name}` } : {}),
    });
    table.update(report.errors);
    return section('errors', 'Errors',
        report.causes.length > 0 && element('h3', {}, 'Likely causes'),
        report.causes.length > 0 && element('ul', { class: 'notes' }, ...report.causes.map((cause) =>
            element('li', {}, cause.text, cause.generator && element('span', { class: 'quiet' }, ' (this machine, not the service)')))),
        table.root, listedNote('kinds of error', report.errors.length, report.selection?.errors),
        exceptions.length > 0 && element('h3', {}, 'Exceptions of the scenario'),
        exceptions.length > 0 && exceptionTable(exceptions),
        listedNote('kinds of exception', exceptions.length, report.selection?.exceptions));
}

// What is left out so that the file stays small.
function listedNote(what: string, listed: number, all = 0): HTMLElement | null {
    return all > listed ? element('p', { class: 'warn' }, `Of ${count(all)} ${what}, the ${count(listed)} most frequent are listed. The JSON report has all of them.`) : null;
}

// Measure: title, how it reads.
const MEASURES: Record<string, [string, (value: number | null | undefined) => string]> = {
    cpu: ['CPU, of a core', percent], memory: ['Memory', bytes], fds: ['File descriptors', count], threads: ['Threads', count],
    received: ['Received', (value) => `${bytes(value)}/s`], sent: ['Sent', (value) => `${bytes(value)}/s`],
    disk_read: ['Read from disk', (value) => `${bytes(value)}/s`], disk_write: ['Written to disk', (value) => `${bytes(value)}/s`],
    connections: ['Connections', count], cache_lookups: ['Cache lookups', rate], cache_hit_rate: ['Cache hits', percent],
};

interface ResourceRow { resource: Resource; key: string }

function growth({ resource, key }: ResourceRow): string {
    const slope = resource.measures[key]?.slope;
    if (!slope || slope.low === null || slope.high === null)
        return NOTHING;
    const format = MEASURES[key]?.[1] ?? number;
    return `${format(slope.low * 60)} … ${format(slope.high * 60)}`;
}

function resourceTable(resources: Resource[]): HTMLElement {
    const measure = (key: 'mean' | 'p95' | 'max' | 'last', title: string): Column<ResourceRow> => ({
        key, title, numeric: true, text: (row) => (MEASURES[row.key]?.[1] ?? number)(row.resource.measures[row.key]?.[key]),
    });
    const rows = resources.flatMap((resource) => Object.keys(resource.measures).map((key) => ({ resource, key })));
    const table = new Table<ResourceRow>({
        caption: 'Resources', id: (row) => `${row.resource.name} ${row.key}`, columns: [
            { key: 'component', title: 'Component', text: (row) => row.resource.name },
            { key: 'measure', title: 'Measure', text: (row) => MEASURES[row.key]?.[0] ?? row.key },
            measure('mean', 'Mean'), measure('p95', 'p95'), measure('max', 'Max'), measure('last', 'Last'),
            ...(rows.some((row) => growth(row) !== NOTHING)
                ? [{ key: 'growth', title: 'Growth a minute', numeric: true, help: 'while the users stood still: the 95 % interval', text: growth }] : []),
        ],
    });
    table.update(rows);
    return table.root;
}

const COLORS = ['--series-1', '--series-2', '--series-3', '--series-4', '--series-5', '--series-6', '--series-7', '--series-8'];

function resourceChart(resources: Resource[], key: string, zoom: Zoom): TimeChart | null {
    const drawn = resources.filter((one) => one.measures[key] && (one.series?.length ?? 0) > 1).slice(0, COLORS.length);
    const [title, format] = MEASURES[key] ?? [key, number];
    if (drawn.length === 0)
        return null;
    const chart = new TimeChart({ title, format, zoom, height: 140, lines: drawn.map((one, place) => ({ label: one.name, color: COLORS[place]! })) });
    const longest = drawn.reduce((a, b) => ((b.series?.length ?? 0) > (a.series?.length ?? 0) ? b : a));
    const at = longest.series!.map((point) => point.second + point.seconds / 2);
    chart.setData(at, drawn.map((one) => {
        const bySecond = new Map(one.series!.map((point) => [point.second, point[key]]));
        return longest.series!.map((point) => {
            const value = bySecond.get(point.second);
            return typeof value === 'number' ? value : null;
        });
    }));
    return chart;
}

function costOf(report: RunReport): HTMLElement | null {
    const { cost } = report;
    if (!cost)
        return null;
    const amounts = cost.prices.map(({ price, amount }) => `${price}: ${amount === null ? 'unknown' : number(amount)}`);
    return element('div', {}, element('h3', {}, 'Cost'),
        facts(['Of the time measured', `${number(cost.total)}${cost.complete ? '' : ' at least: not every price could be applied'}`],
            ['Per million requests that succeeded', cost.per_million_requests !== null && number(cost.per_million_requests)], ['Prices', amounts.join('; ')]));
}

export function resources(report: RunReport, zoom: Zoom, prepare: (chart: TimeChart) => void): Section | null {
    const known = report.resources.filter((one) => Object.keys(one.measures).length > 0);
    if (known.length === 0)
        return null;
    const charts = ['cpu', 'memory', 'connections'].map((key) => resourceChart(known, key, zoom)).filter((chart) => chart !== null);
    charts.forEach(prepare);
    const missing = known.filter((one) => one.missing_seconds > 0 || one.restarts > 0).map((one) =>
        `${one.name}: ${one.missing_seconds > 0 ? `nothing known for ${duration(one.missing_seconds)}` : ''}${one.restarts > 0 ? ` started again ${count(one.restarts)} times` : ''}`);
    return section('resources', 'Resources', resourceTable(known), missing.length > 0 && element('p', { class: 'warn' }, missing.join('; ')),
        element('p', { class: 'quiet note' }, `Generator: ${lateness(report)}.`), element('div', { class: 'charts' }, ...charts.map((chart) => chart.root)), costOf(report));
}

// What became of arrivals; of runs without arrivals, what became of a number of iterations that was asked for.
function iterations(report: RunReport): HTMLElement | null {
    const all = report.iterations;
    if (!all.arrivals && all.limit === 0)
        return null;
    const late = (times: Durations | undefined) => (times && times.count > 0 ? `${time(times.p50)} at p50, ${percentileText(times, 'p99')} at p99` : null);
    const some = (value: number) => value > 0 && count(value);
    return element('div', {}, element('h3', {}, all.arrivals ? 'Arrivals' : 'Iterations'),
        facts(['Planned', count(all.planned)], ['Finished', count(all.finished)], ['Interrupted by the end', some(all.interrupted)],
            ['Dropped: no user was free', some(all.dropped_no_user)], ['Dropped: the generator was late', some(all.dropped_late)],
            ['Asked for', all.limit > 0 && `${count(all.limit)}: ${all.limit_state ?? ''}`],
            ['Noticed late by the generator', late(all.generator_lag_ms)], ['Waited for a free user', late(all.user_lag_ms)]));
}

export function classes(report: RunReport): Section | null {
    const list = report.users.classes;
    const hasRatio = report.tasks && Object.keys(report.tasks.per_class).length > 0;
    if (list.length === 0 && !hasRatio && !report.iterations.arrivals)
        return null;
    const table = new Table<UserClass>({
        caption: 'User classes', id: (one) => one.name, columns: [
            { key: 'name', title: 'Class', text: (one) => one.name },
            { key: 'weight', title: 'Weight', numeric: true, text: (one) => (one.fixed_count > 0 ? `fixed: ${count(one.fixed_count)}` : number(one.weight)), value: (one) => one.weight },
            { key: 'target', title: 'Users', numeric: true, text: (one) => count(one.target), value: (one) => one.target },
            { key: 'requests', title: 'Requests', numeric: true, text: (one) => count(one.requests), value: (one) => one.requests },
            { key: 'failures', title: 'Failures', numeric: true, text: (one) => count(one.failures), value: (one) => one.failures, className: (one) => (one.failures > 0 ? 'bad' : 'quiet') },
            { key: 'share', title: 'Share of traffic', numeric: true, text: (one) => percent(one.traffic_share), value: (one) => one.traffic_share },
        ],
    });
    table.update(list);
    return section('users', 'Users and tasks', list.length > 0 && table.root, iterations(report),
        hasRatio && element('div', { class: 'columns' },
            element('div', {}, element('h3', {}, 'Tasks of a class'), ratioTree(report.tasks!.per_class)),
            element('div', {}, element('h3', {}, 'Tasks of the whole run'), ratioTree(report.tasks!.total))));
}

const length = (seconds: number) => withoutZeros(duration(seconds));

function planOf(report: RunReport): [string, Child][] {
    const { plan } = report;
    const stageList = plan.stages.map((stage) =>
        `${stage.name && !/^\d+$/.test(stage.name) ? `${stage.name}: ` : ''}${stage.arrivals > 0 ? withoutZeros(rate(stage.arrivals)) : `${count(stage.users)} users`} for ${length(stage.ramp_s + stage.hold_s)}`);
    return [
        ['Users', plan.users > 0 && plan.stages.length === 0 && !plan.shaped && `${count(plan.users)}, ${withoutZeros(number(plan.spawn_rate))} a second`],
        ['Arrivals', plan.rate && `${plan.rate} (${plan.arrivals ?? 'constant'})`],
        ['Stages', stageList.join(' → ')],
        ['Shape', plan.shaped && 'by the scenario'],
        ['Run time', plan.run_time_s > 0 && length(plan.run_time_s)],
        ['Iterations', plan.iterations_limit],
        ['Warm-up', plan.warmup_s > 0 && length(plan.warmup_s)],
        ['Classes', plan.user_classes.join(', ')],
        ['Tags', [...plan.tags, ...plan.exclude_tags.map((tag) => `not ${tag}`)].join(', ')],
        ['Seed', plan.seed],
    ];
}

// What --set and the scenario itself say, NAME=VALUE each.
function settingsOf(plan: Plan): HTMLElement | null {
    const list = (plan.settings ?? []).map((setting): [string, Child] => {
        const [name, ...value] = setting.split('=');
        return [name!, value.join('=') || '(empty)'];
    });
    return list.length > 0 ? element('div', {}, element('h3', {}, 'Options of the scenario'), facts(...list)) : null;
}

export function configuration(report: RunReport): Section {
    const { run, plan } = report;
    return section('configuration', 'What was run',
        facts(['Scenario', plan.scenario_file ?? (plan.url && `${plan.url_method ?? 'GET'} ${plan.url}`)], ['Host', run.host], ['Label', plan.profile], ...planOf(report),
            ['Started', wallTime(run.start)], ['Ended', `${wallTime(run.end)}${run.stop_reason ? `: ${run.stop_reason}` : ''}`],
            ['Measured', run.measured_s !== run.duration_s && duration(run.measured_s)], ['Paused', (run.paused_s ?? 0) > 0 && duration(run.paused_s)], ['Exit code', String(run.exit_code)],
            ['Machine', [run.machine, run.system].filter(Boolean).join(', ')], ['Version', run.version], ['Libraries', run.libraries]),
        settingsOf(plan),
        run.command_line && element('h3', {}, 'Command'), run.command_line && element('pre', { class: 'command', tabindex: 0 }, run.command_line));
}
