// SPDX-License-Identifier: MIT
//
// The run over time: rate and failures, percentiles, where the response times lay, users, and how the generator was.
import { type Line, TimeChart } from '../charts';
import { element } from '../dom';
import { ErrorClasses } from '../error_classes';
import { count, percent, rate, time } from '../format';
import { HeatChart } from '../heat';
import { withIdle } from '../idle';
import { type Mark, type Plot, type Span, Zoom } from '../plot';
import type { Course, Percentile, Second } from '../types';
import { stageName } from './details';
import type { RunReport } from './data';
import { section, type Section, type Selection } from './section';

// Stage boundaries, the warm-up and pauses.
export function background(report: RunReport): { marks: Mark[]; spans: Span[] } {
    const stages = report.stages.length > 1 ? report.stages : [];
    const warmup = report.warmup?.seconds ?? 0;
    const spans = warmup > 0 ? [{ from: 0, to: warmup, label: 'warm-up' }] : [];
    for (const second of report.series.filter((one) => one.paused)) {
        const last = spans[spans.length - 1];
        if (last?.to === second.second && last.label === 'paused')
            last.to += second.seconds;
        else
            spans.push({ from: second.second, to: second.second + second.seconds, label: 'paused' });
    }
    return { marks: stages.map((stage) => ({ at: stage.start_s, label: stageName(stage) })), spans };
}

const LOW = 140; // px, of the charts that are there to be glanced at

const perSecond = (values: number[], widths: number[]) => values.map((value, place) => value / (widths[place] || 1));

// The middle of each stretch of time: where its value belongs.
const middles = (course: Course) => course.seconds.map((second, place) => second + (course.width[place] ?? 1) / 2);

// A report with very many requests has room for some of them only.
const PERCENTILES: (Line & { label: Percentile })[] = [
    { label: 'p50', color: '--series-3' }, { label: 'p90', color: '--series-5', off: true }, { label: 'p95', color: '--series-1' },
    { label: 'p99', color: '--series-4' }, { label: 'p99.9', color: '--series-6', off: true },
];

function requestCharts(zoom: Zoom, selection: Selection): { plots: Plot[]; show: () => void } {
    const rates = new TimeChart({
        title: 'Requests', format: rate, zoom, lines: [{ label: 'Requests', color: '--series-1', filled: true }, { label: 'Failures', color: '--series-bad', filled: true }],
    });
    const lines = PERCENTILES.filter(({ label }) => selection.report.courses.some((one) => one?.[label] !== undefined));
    const times = new TimeChart({ title: 'Response times', format: time, zoom, lines });
    const heat = new HeatChart('Where the response times lay', zoom);
    const show = () => {
        const found = selection.report.courses[selection.index];
        if (!found)
            return;
        const course = withIdle(found, Math.floor(zoom.whole?.[1] ?? 0));
        const at = middles(course);
        rates.setData(at, [perSecond(course.requests, course.width), perSecond(course.failures, course.width)]);
        times.setData(at, lines.map(({ label }) => course[label] ?? []));
        heat.root.hidden = !course.heat;
        if (course.heat)
            heat.setData(course);
    };
    selection.onChange(show);
    return { plots: [rates, times, heat], show };
}

function runCharts(zoom: Zoom, series: Second[]): Plot[] {
    const at = series.map((second) => second.second + second.seconds / 2);
    const users = new TimeChart({ title: 'Users', format: count, zoom, height: LOW, lines: [{ label: 'Users', color: '--series-5', steps: true, filled: true }] });
    users.setData(at, [series.map((second) => second.users)]);
    const cpu = new TimeChart({ title: 'Generator: CPU', subtitle: 'of a core', format: percent, zoom, height: LOW, lines: [{ label: 'CPU of this process', color: '--series-8' }] });
    cpu.setData(at, [series.map((second) => second.cpu)]);
    const lag = new TimeChart({ title: 'Generator: lateness of its timers', subtitle: 'the worst of each second', format: time, zoom, height: LOW, lines: [{ label: 'Lateness', color: '--series-2' }] });
    lag.setData(at, [series.map((second) => second.lag_max_ms)]);
    const classes = new ErrorClasses(series).lines();
    const errors = new TimeChart({ title: 'Failures by class', subtitle: 'per second', format: rate, zoom, height: LOW, lines: classes.map(({ line }) => line) });
    errors.setData(at, classes.map(({ values }) => values));
    return [...(classes.length > 0 ? [errors] : []), users, cpu, lag];
}

// The whole run or one of its stages: the zoom for those who do not drag. Null without stages.
function stageField(report: RunReport, zoom: Zoom): HTMLElement | null {
    const { stages } = report;
    if (stages.length < 2)
        return null;
    const select = element('select', {}, element('option', {}, 'Whole run'), ...stages.map((stage) => element('option', {}, stageName(stage))));
    const end = (place: number) => stages[place + 1]?.start_s ?? zoom.whole?.[1] ?? 0;
    select.addEventListener('change', () => {
        const stage = stages[select.selectedIndex - 1];
        zoom.set(stage ? [stage.start_s, end(select.selectedIndex - 1)] : null);
    });
    zoom.onChange((range) => {
        select.selectedIndex = 1 + stages.findIndex((stage, place) => range !== null && range[0] === stage.start_s && range[1] === end(place));
    });
    return element('label', { class: 'choice' }, element('span', {}, 'Stage'), select);
}

export function course(report: RunReport, selection: Selection, zoom: Zoom): Section | null {
    if (report.series.length < 2)
        return null;
    const { marks, spans } = background(report);
    const last = report.series[report.series.length - 1]!;
    zoom.whole = [0, Math.max(report.run.duration_s, last.second + last.seconds)];
    const requests = requestCharts(zoom, selection);
    const plots = [...requests.plots, ...runCharts(zoom, report.series)];
    requests.show();
    for (const plot of plots)
        plot.setBackground(marks, spans);
    const whole = element('button', { type: 'button', class: 'button no-print', hidden: true, onclick: () => zoom.set(null) }, 'Show the whole run');
    zoom.onChange((range) => {
        whole.hidden = range === null;
    });
    return section('course', 'Over time',
        element('div', { class: 'section-tools' }, selection.field(), stageField(report, zoom), whole, element('span', { class: 'quiet hint no-print' }, 'Drag over a chart to zoom, double-click to go back.')),
        element('div', { class: 'charts' }, ...plots.map((plot) => plot.root)));
}
