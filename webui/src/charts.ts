// SPDX-License-Identifier: MIT
//
// Lines over the time of a run: seconds since its start on the x axis, values of one unit on the y axis.
import uPlot from 'uplot';
import { clock, count, NOTHING, withoutZeros } from './format';
import { axis, type LegendEntry, Plot, type Zoom } from './plot';
import { color } from './theme';

export type Values = (number | null)[];
export type Format = (value: number | null | undefined) => string;

export interface Line {
    label: string;
    color: string; // a custom property of theme.css: "--series-1"
    filled?: boolean;
    dashed?: boolean;
    steps?: boolean; // holds its value until the next one: users
    off?: boolean; // not drawn until somebody asks for it in the legend
}

export interface TimeChartOptions {
    title: string;
    subtitle?: string;
    lines: Line[];
    format: Format;
    height?: number;
    zoom?: Zoom;
}

const HEIGHT = 220;
const SIDE = 68; // px for the labels of an axis; the same in all charts, so that their times stand above each other
const BOTTOM = 28;

// Steps between the labels of a time axis, in seconds.
const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400, 172_800, 604_800];

export function timeAxis(): uPlot.Axis {
    return axis({ scale: 'x', size: BOTTOM, incrs: TIME_STEPS, space: 60, values: (_, splits) => splits.map((second) => clock(second)) });
}

// From zero to somewhat above the largest value.
export function fromZero(_: uPlot, __: number, max: number): [number, number] {
    return uPlot.rangeNum(0, max > 0 ? max : 1, { min: { pad: 0, hard: 0 }, max: { pad: 0.1, soft: 0 } }) as [number, number];
}

// Steps between the labels of an axis that counts: there is no half user.
const WHOLE_STEPS = Array.from({ length: 10 }, (_, power) => [1, 2, 5].map((step) => step * 10 ** power)).flat();

export function valueAxis(format: Format, overrides: uPlot.Axis = {}): uPlot.Axis {
    const steps = format === count ? { incrs: WHOLE_STEPS } : {};
    return axis({ size: SIDE, space: 36, ...steps, values: (_, splits) => splits.map((value) => (value === null ? '' : withoutZeros(format(value)))), ...overrides });
}

export class TimeChart extends Plot {
    private lines: Line[];
    private entries: LegendEntry[] = [];
    private values: Values[] = [];

    constructor(private readonly chart: TimeChartOptions) {
        super(chart.title, chart.height ?? HEIGHT, chart.zoom ?? null, chart.subtitle);
        this.lines = chart.lines;
        this.writeLegend();
    }

    // Seconds since the start, and as many values of each line, in their order; null: unknown, a gap.
    setData(seconds: number[], values: Values[]): void {
        this.values = values;
        this.show([seconds, ...values]);
        this.point(null);
    }

    // Other lines with their values: classes of errors come while a run goes on.
    setLines(lines: Line[], seconds: number[], values: Values[]): void {
        this.lines = lines;
        this.values = values;
        this.writeLegend();
        this.rebuild([seconds, ...values]);
        this.point(null);
    }

    private writeLegend(): void {
        this.legend.replaceChildren();
        this.entries = this.lines.map((line, place) =>
            this.legendEntry(line.label, line.color, this.lines.length > 1 ? (shown) => this.plot?.setSeries(place + 1, { show: shown }) : null, !line.off));
        this.describe(`Lines over time: ${this.lines.map((line) => line.label).join(', ')}.`);
    }

    // Values under the pointer; the last ones without a pointer.
    private point(index: number | null | undefined): void {
        this.entries.forEach((entry, place) => {
            const values = this.values[place] ?? [];
            const value = index === null || index === undefined ? undefined : values[index];
            this.say(entry, index === null || index === undefined ? '' : value === null || value === undefined ? NOTHING : this.chart.format(value));
        });
    }

    protected options(): Omit<uPlot.Options, 'width' | 'height'> {
        return {
            ...this.cursor((u) => this.point(u.cursor.left !== undefined && u.cursor.left >= 0 ? u.cursor.idx : null)),
            legend: { show: false },
            scales: { x: { time: false }, left: { range: fromZero } },
            axes: [timeAxis(), valueAxis(this.chart.format, { scale: 'left' })],
            series: [{}, ...this.lines.map((line, place) => this.series(line, this.entries[place]?.shown ?? true))],
            padding: [8, 16, 0, 0],
        };
    }

    private series(line: Line, show: boolean): uPlot.Series {
        return {
            label: line.label,
            show,
            scale: 'left',
            stroke: () => color(line.color),
            width: 1.5,
            points: { size: 4, stroke: () => color(line.color), fill: () => color(line.color) },
            ...(line.filled ? { fill: () => `${color(line.color)}24` } : {}),
            ...(line.dashed ? { dash: [6, 4] } : {}),
            ...(line.steps ? { paths: uPlot.paths.stepped!({ align: 1 }) } : {}),
        };
    }
}
