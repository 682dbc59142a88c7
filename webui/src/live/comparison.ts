// SPDX-License-Identifier: MIT
//
// Two runs side by side: what was found, what each of them was, their courses over each other, and each number that was compared.
import { type Line, TimeChart, type Values } from '../charts';
import { element, fill } from '../dom';
import * as format from '../format';
import { Zoom } from '../plot';
import type { RunDocument } from '../types';
import { type Comparison, comparisonView } from '../views/comparison';
import { get } from './api';
import { SeriesColumns } from './course';
import type { PastRun } from './shapes';

const SIDES = ['Base', 'New'];

export class ComparisonPart {
    readonly root = element('div', { class: 'stack' });
    private charts: TimeChart[] = [];

    constructor(private readonly onBack: () => void) {}

    async load(base: PastRun, now: PastRun): Promise<void> {
        const head = this.head(base, now);
        const body = element('div', { class: 'stack' }); // filled apart from the head, which keeps the focus
        fill(this.root, head, body);
        fill(body, element('section', { class: 'panel' }, element('p', { role: 'status' }, 'Comparing …')));
        head.querySelector('button')?.focus();
        try {
            const [comparison, baseRun, nowRun] = await Promise.all([
                get<Comparison>(`api/compare?base=${base.id}&new=${now.id}`),
                get<RunDocument>(`api/runs/${base.id}`),
                get<RunDocument>(`api/runs/${now.id}`),
            ]);
            this.write(body, comparison, base, now, baseRun, nowRun);
        } catch (error) {
            const message = error instanceof Error ? error.message : String(error);
            fill(body, element('section', { class: 'panel' }, element('p', { class: 'bad', role: 'alert' }, message)));
        }
    }

    private head(base: PastRun, now: PastRun): HTMLElement {
        return element(
            'div',
            { class: 'tools' },
            element(
                'button',
                {
                    type: 'button',
                    class: 'button',
                    onclick: () => {
                        this.drop();
                        this.onBack();
                    },
                },
                '← Past runs',
            ),
            element('h2', {}, `Run ${now.id} against run ${base.id}`),
        );
    }

    private drop(): void {
        for (const chart of this.charts) chart.destroy();
        this.charts = [];
    }

    private write(
        body: HTMLElement,
        comparison: Comparison,
        base: PastRun,
        now: PastRun,
        baseRun: RunDocument,
        nowRun: RunDocument,
    ): void {
        this.drop();
        const zoom = new Zoom();
        const chart = (
            title: string,
            unit: (value: number | null | undefined) => string,
            of: (series: SeriesColumns) => Values,
        ) => overlay(title, unit, of, [base, now], [baseRun, nowRun], zoom);
        this.charts = [
            chart('Response time', format.time, (series) => series.p95),
            chart('Requests', format.rate, (series) => series.requests),
        ];
        fill(
            body,
            element(
                'div',
                { class: 'two' },
                element('div', { class: 'stack' }, ...this.charts.map((one) => element('section', { class: 'panel' }, one.root))),
                sides([base, now], [baseRun, nowRun]),
            ),
            element('section', { class: 'panel' }, comparisonView(comparison)),
        );
    }
}

// The same facts of both, in two columns.
function sides(runs: PastRun[], documents: RunDocument[]): HTMLElement {
    const lines: [string, (run: RunDocument) => string][] = [
        ['What', (run) => run.run.title],
        ['Host', (run) => run.run.host ?? format.NOTHING],
        ['Start', (run) => format.wallTime(run.run.start)],
        ['Length', (run) => format.duration(run.run.duration_s)],
        ['Users', (run) => format.count(run.users.peak)],
        ['Requests', (run) => format.count(run.total.requests)],
        ['Rate', (run) => format.rate(run.total.requests_per_second)],
        ['Failed', (run) => format.percent(run.total.failure_ratio)],
        ['p50', (run) => format.time(run.total.response_time_ms.p50)],
        ['p95', (run) => format.time(run.total.response_time_ms.p95)],
        ['p99', (run) => format.time(run.total.response_time_ms.p99)],
        ['Verdict', (run) => run.verdict?.level ?? format.NOTHING],
        ['Version', (run) => run.run.version],
    ];
    return element(
        'section',
        { class: 'panel' },
        element(
            'div',
            { class: 'table-scroller', tabindex: 0, role: 'region', 'aria-label': 'Both runs' },
            element(
                'table',
                { class: 'sides' },
                element('caption', { class: 'visually-hidden' }, 'Both runs'),
                element(
                    'thead',
                    {},
                    element(
                        'tr',
                        {},
                        element('th', { scope: 'col' }, element('span', { class: 'visually-hidden' }, 'Fact')),
                        ...runs.map((run, place) =>
                            element(
                                'th',
                                { scope: 'col' },
                                `${SIDES[place]}: run ${run.id}${run.label ? ` (${run.label})` : ''}`,
                            ),
                        ),
                    ),
                ),
                element(
                    'tbody',
                    {},
                    ...lines.map(([title, text]) =>
                        element(
                            'tr',
                            {},
                            element('th', { scope: 'row' }, title),
                            ...documents.map((run) => element('td', {}, text(run))),
                        ),
                    ),
                ),
            ),
        ),
    );
}

function overlay(
    title: string,
    unit: (value: number | null | undefined) => string,
    of: (series: SeriesColumns) => Values,
    runs: PastRun[],
    documents: RunDocument[],
    zoom: Zoom,
): TimeChart {
    const lines: Line[] = runs.map((run, place) => ({
        label: `${SIDES[place]}: run ${run.id}`,
        color: place === 0 ? '--series-quiet' : '--series-1',
    }));
    const chart = new TimeChart({ title, subtitle: title === 'Requests' ? 'per second' : 'p95', lines, format: unit, zoom });
    const series = documents.map((run) => new SeriesColumns(run.series));
    const seconds = [...new Set(series.flatMap((one) => one.seconds))].sort((a, b) => a - b);
    chart.setData(
        seconds,
        series.map((one) => {
            const at = new Map(one.seconds.map((second, place) => [second, of(one)[place] ?? null]));
            return seconds.map((second) => at.get(second) ?? null);
        }),
    );
    return chart;
}
