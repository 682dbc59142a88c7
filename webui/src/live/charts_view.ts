// SPDX-License-Identifier: MIT
//
// Charts over the time of the run, of all requests or of one name. They share one zoom; a choice of the last minutes follows the run.
import { type Line, TimeChart, type Values } from '../charts';
import { element } from '../dom';
import * as format from '../format';
import { HeatChart } from '../heat';
import { withIdle } from '../idle';
import { type Mark, Plot, type Span, Zoom } from '../plot';
import type { Course, Percentile, Request } from '../types';
import { get, nameQuery } from './api';
import type { SeriesColumns } from './course';
import type { Change, Model } from './model';
import type { PercentileChoice } from './percentiles';
import type { View } from './view';
import { Choice } from './widgets';

type Reach = 'all' | '60' | '300' | '900' | 'own';

const COURSE_MS = 3000;
const COLORS = ['--series-1', '--series-2', '--series-3', '--series-4', '--series-5', '--series-6', '--series-7', '--series-8'];
const MOST_LINES = 8;

const RATES: Line[] = [
    { label: 'Requests', color: '--series-1', filled: true },
    { label: 'Failures', color: '--series-bad', filled: true },
];

// A percentile has the same colour whatever others are shown.
const PERCENTILE_COLORS: Partial<Record<Percentile, string>> = {
    p50: '--series-1',
    p66: '--series-7',
    p75: '--series-3',
    p80: '--series-8',
    p90: '--series-5',
    p95: '--series-2',
    p98: '--series-6',
    p99: '--series-4',
    'p99.9': '--series-bad',
    'p99.99': '--series-quiet',
};
const IN_SERIES: readonly Percentile[] = ['p50', 'p95', 'p99']; // of all requests, each second; others are asked for with the course

// The stretches of seconds in which the run stood still.
function pauses(series: SeriesColumns): Span[] {
    const spans: Span[] = [];
    series.paused.forEach((paused, at) => {
        const second = series.seconds[at]!;
        const last = spans[spans.length - 1];
        if (paused && last && last.to === second) last.to = second + 1;
        else if (paused) spans.push({ from: second, to: second + 1, label: 'paused' });
    });
    return spans;
}

export class ChartsView implements View {
    readonly id = 'charts';
    readonly title = 'Charts';
    readonly root: HTMLElement;
    private readonly zoom = new Zoom();
    private readonly charts = {
        rate: new TimeChart({
            title: 'Requests and failures',
            subtitle: 'per second',
            lines: RATES,
            format: format.rate,
            zoom: this.zoom,
        }),
        times: new TimeChart({
            title: 'Response times',
            subtitle: 'percentiles',
            lines: [],
            format: format.time,
            zoom: this.zoom,
        }),
        heat: new HeatChart('Spread of response times', this.zoom),
        users: new TimeChart({
            title: 'Users',
            lines: [{ label: 'Users', color: '--series-3', filled: true, steps: true }],
            format: format.count,
            zoom: this.zoom,
        }),
        errors: new TimeChart({
            title: 'Failures by class',
            subtitle: 'per second',
            lines: [],
            format: format.rate,
            zoom: this.zoom,
        }),
        lag: new TimeChart({
            title: 'Lag of the load generator',
            subtitle: 'the worst of each second',
            lines: [{ label: 'Lag', color: '--series-2' }],
            format: format.time,
            zoom: this.zoom,
        }),
        cpu: new TimeChart({ title: 'CPU', subtitle: '100 % is one core', lines: [], format: format.percent, zoom: this.zoom }),
        memory: new TimeChart({ title: 'Memory', lines: [], format: format.bytes, zoom: this.zoom }),
    };
    private readonly select = element('select', { id: 'charts-of', onchange: () => this.choose() });
    private readonly reach: Choice<Reach>;
    private names: Request[] = [];
    private chosen: Request | null = null;
    private model: Model | null = null;
    private asking: AbortController | null = null;
    private askedAt = -Infinity;
    private following = false; // sets the zoom itself
    private isShown = false;
    private lines: Record<string, string> = {};
    private drawnBackground = '';

    constructor(private readonly percentiles: PercentileChoice) {
        percentiles.onChange(() => this.isShown && this.askAnew());
        this.reach = new Choice<Reach>(
            'Time shown',
            [
                ['all', 'Whole run'],
                ['60', '1 min'],
                ['300', '5 min'],
                ['900', '15 min'],
                ['own', 'Chosen part'],
            ],
            'all',
            () => this.follow(),
        );
        this.zoom.onChange((range) => {
            if (!this.following) this.reach.value = range ? 'own' : 'all';
        });
        this.charts.times.root.querySelector('figcaption')!.append(percentiles.menu());
        this.root = element(
            'div',
            { class: 'stack' },
            element(
                'div',
                { class: 'tools' },
                element('label', { class: 'inline-label', for: 'charts-of' }, 'Requests'),
                this.select,
                this.reach.root,
                element('span', { class: 'quiet hint' }, 'Drag over a chart to look closer, double-click to see all.'),
            ),
            element(
                'div',
                { class: 'chart-grid' },
                ...Object.values(this.charts).map((chart) => element('section', { class: 'panel' }, chart.root)),
            ),
        );
    }

    show(request: Request): void {
        this.chosen = !request.method && request.name === 'Aggregated' ? null : request;
    }

    update(model: Model, change: Change): void {
        this.model = model;
        this.isShown = true;
        this.writeNames(model);
        if (change === 'run') {
            this.askedAt = -Infinity;
        }
        this.background(model);
        const { series } = model;
        const last = series.seconds[series.seconds.length - 1] ?? 0;
        this.zoom.whole = [0, last + 1]; // the same for all, also for those whose last second is not there yet
        this.charts.users.setData(series.seconds, [series.users]);
        this.charts.lag.setData(series.seconds, [series.lag]);
        if (!this.chosen) {
            this.charts.rate.setData(series.seconds, [series.requests, series.failures]);
        }
        if (this.timesAreInSeries) this.drawTimes(series.seconds, { p50: series.p50, p95: series.p95, p99: series.p99 });
        this.drawErrors(model);
        this.drawResources(model);
        this.follow();
        void this.ask(model);
    }

    hidden(): void {
        this.isShown = false;
        this.asking?.abort();
        this.asking = null;
    }

    private get timesAreInSeries(): boolean {
        return !this.chosen && this.percentiles.chosen.every((one) => IN_SERIES.includes(one));
    }

    private drawTimes(seconds: number[], times: Partial<Record<Percentile, Values>>): void {
        const { chosen } = this.percentiles;
        if (!chosen.every((one) => times[one])) return; // an answer from before the choice
        const lines = chosen.map((one) => ({ line: { label: one, color: this.colorOf(one) }, values: times[one]! }));
        this.write('times', this.charts.times, seconds, lines);
    }

    private colorOf(percentile: Percentile): string {
        return PERCENTILE_COLORS[percentile] ?? COLORS[this.percentiles.offered.indexOf(percentile) % COLORS.length]!;
    }

    // The server keeps the seconds of single names, and of all percentiles; they are asked for while somebody looks.
    private async ask(model: Model): Promise<void> {
        if (this.asking || performance.now() - this.askedAt < COURSE_MS || !model.hasRun) return;
        const asking = new AbortController();
        this.asking = asking;
        this.askedAt = performance.now();
        try {
            const percentiles = this.percentiles.chosen.join(',');
            const { seconds } = model.series;
            const end = (seconds[seconds.length - 1] ?? 0) + (model.active ? 0 : 1); // the last second of a run may not be in it yet
            const course = await get<Course>(`api/course${nameQuery(this.chosen, { percentiles })}`, asking.signal);
            if (this.asking === asking) this.draw(course, end);
        } catch {
            // the next second asks again
        } finally {
            if (this.asking === asking) this.asking = null;
        }
    }

    private draw(answer: Course, end: number): void {
        this.charts.heat.setData(answer);
        const course = withIdle(answer, end);
        if (!this.timesAreInSeries) this.drawTimes(course.seconds, course);
        if (!this.chosen) return;
        const perSecond = (counts: number[]) => counts.map((count, place) => count / (course.width[place] || 1));
        this.charts.rate.setData(course.seconds, [perSecond(course.requests), perSecond(course.failures)]);
    }

    private choose(): void {
        this.chosen = this.names[this.select.selectedIndex - 1] ?? null;
        this.askAnew();
    }

    private askAnew(): void {
        this.asking?.abort();
        this.asking = null;
        if (this.model) this.update(this.model, 'run');
    }

    private writeNames(model: Model): void {
        const names = [...model.requests.values()].sort(
            (a, b) => a.name.localeCompare(b.name) || a.method.localeCompare(b.method),
        );
        if (
            names.length + 1 !== this.select.options.length
            || names.some((one, place) => one.name !== this.names[place]?.name || one.method !== this.names[place]?.method)
        )
            this.select.replaceChildren(
                element('option', {}, 'All requests'),
                ...names.map((one) => element('option', {}, format.requestName(one))),
            );
        this.names = names;
        const at = this.chosen
            ? names.findIndex((one) => one.name === this.chosen!.name && one.method === this.chosen!.method)
            : -1;
        if (at < 0) this.chosen = null;
        this.select.selectedIndex = at + 1;
    }

    private follow(): void {
        if (!this.model || this.reach.value === 'own') return;
        const { seconds } = this.model.series;
        const end = seconds[seconds.length - 1] ?? 0;
        const width = Number(this.reach.value);
        this.following = true;
        const range: [number, number] | null = this.reach.value === 'all' || end <= width ? null : [end - width, end];
        if (range || this.zoom.range) this.zoom.set(range);
        this.following = false;
    }

    private background(model: Model): void {
        const marks: Mark[] = (model.run?.stages ?? []).map((stage) => ({
            at: stage.start_s,
            label: stage.name || String(stage.number),
        }));
        const warmup = model.run?.warmup;
        const spans: Span[] = warmup ? [{ from: 0, to: warmup.running ? model.atS : warmup.seconds, label: 'warm-up' }] : [];
        spans.push(...pauses(model.series));
        const drawn = JSON.stringify([marks, spans]);
        if (drawn === this.drawnBackground) return; // each setting draws a chart once more
        this.drawnBackground = drawn;
        for (const chart of Object.values(this.charts) as Plot[]) chart.setBackground(marks, spans);
    }

    private drawErrors(model: Model): void {
        const lines = model.series.errors.lines();
        this.write('errors', this.charts.errors, model.series.seconds, lines);
        this.charts.errors.root.parentElement!.hidden = lines.length === 0;
    }

    private drawResources(model: Model): void {
        const { seconds, components } = model.resourceCourse;
        for (const measure of ['cpu', 'memory'] as const) {
            const known = [...components].filter(([, measures]) => measures.has(measure)).slice(0, MOST_LINES);
            this.write(
                measure,
                this.charts[measure],
                seconds,
                known.map(([name, measures], place) => ({
                    line: { label: name, color: COLORS[place]! },
                    values: measures.get(measure)!,
                })),
            );
            this.charts[measure].root.parentElement!.hidden = known.length === 0;
        }
    }

    // New lines only when there are others than before.
    private write(key: string, chart: TimeChart, seconds: number[], lines: { line: Line; values: Values }[]): void {
        const names = JSON.stringify(lines.map(({ line }) => line.label));
        const values = lines.map((one) => one.values);
        if (this.lines[key] === names) chart.setData(seconds, values);
        else
            chart.setLines(
                lines.map(({ line }) => line),
                seconds,
                values,
            );
        this.lines[key] = names;
    }
}
