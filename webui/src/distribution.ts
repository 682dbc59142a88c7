// SPDX-License-Identifier: MIT
//
// The distribution of times as HdrHistogram plots it: percentiles on a scale that gives each further nine the same room, so that the
// slow hundredth and thousandth of the requests can be seen. Several curves may be laid over each other.
import uPlot from 'uplot';
import { time } from './format';
import { fromZero, valueAxis } from './charts';
import { axis, type LegendEntry, Plot } from './plot';
import { color } from './theme';
import type { DistributionPoint } from './types';

export interface Curve { label: string; color: string; points: DistributionPoint[]; dashed?: boolean }

const HEIGHT = 280;
const GRID = [0, 50, 75, 90, 95, 99, 99.5, 99.9, 99.99, 99.999, 99.9999];
const LARGEST = 1e7;

// The place of a percentile on the axis; 100 % has none, its points stand where the count ends.
const placeOf = (percentile: number) => (percentile >= 100 ? LARGEST : 1 / (1 - percentile / 100));
const percentileOf = (place: number) => 100 * (1 - 1 / place);

export class DistributionChart extends Plot {
    private curves: Curve[] = [];
    private entries: LegendEntry[] = [];
    private end = 100;

    constructor(title: string, subtitle = '') {
        super(title, HEIGHT, null, subtitle);
    }

    setCurves(curves: Curve[]): void {
        this.curves = curves.filter((curve) => curve.points.length > 0);
        this.legend.replaceChildren();
        this.entries = this.curves.map((curve, place) =>
            this.legendEntry(curve.label, curve.color, curves.length > 1 ? (shown) => this.plot?.setSeries(place + 1, { show: shown }) : null));
        this.describe(`Percentiles of ${curves.map((curve) => curve.label).join(', ')}.`);
        const known = this.curves.flatMap((curve) => curve.points.map(([percentile]) => percentile)).filter((percentile) => percentile < 100);
        this.end = Math.min(LARGEST, Math.max(10, ...known.map(placeOf)) * 1.5);
        const tables: uPlot.AlignedData[] = this.curves.map((curve) => [
            curve.points.map(([percentile]) => Math.min(placeOf(percentile), this.end)), curve.points.map(([, ms]) => ms)]);
        this.rebuild(tables.length > 0 ? uPlot.join(tables.map(increasing)) : [[1, 10]]);
    }

    protected options(): Omit<uPlot.Options, 'width' | 'height'> {
        const base = this.cursor((u) => this.point(u));
        return {
            ...base,
            legend: { show: false },
            scales: { x: { time: false, distr: 3, range: () => [1, this.end] }, left: { range: fromZero } },
            axes: [axis({
                scale: 'x', size: 28, splits: () => GRID.map(placeOf).filter((place) => place <= this.end),
                filter: (u, splits) => roomy(u, splits), values: (_, splits) => splits.map((place) => (place === null ? '' : label(place))),
            }), valueAxis(time, { scale: 'left' })],
            series: [{}, ...this.curves.map((curve): uPlot.Series => ({
                label: curve.label, scale: 'left', stroke: () => color(curve.color), width: 1.5, spanGaps: true, points: { show: false },
                ...(curve.dashed ? { dash: [6, 4] } : {}),
            }))],
            padding: [8, 16, 0, 0],
        };
    }

    // Read between the points: each curve has its own.
    private point(u: uPlot): void {
        const { left } = u.cursor;
        const place = left === undefined || left < 0 ? null : u.posToVal(left, 'x');
        this.entries.forEach((entry, index) => {
            const points = this.curves[index]!.points;
            const found = place === null ? undefined : points.find(([percentile]) => placeOf(percentile) >= place) ?? points[points.length - 1];
            this.say(entry, found && place !== null ? `${label(place)} ≤ ${time(found[1])}` : '');
        });
    }
}

// Of points at the same place the last is the largest.
function increasing(table: uPlot.AlignedData): uPlot.AlignedData {
    const [xs, ys] = [table[0] as number[], table[1] as number[]];
    const kept = xs.map((_, at) => at).filter((at) => xs[at] !== xs[at + 1]);
    return [kept.map((at) => xs[at]!), kept.map((at) => ys[at]!)];
}

function label(place: number): string {
    const percentile = percentileOf(place);
    const digits = percentile < 90 ? 0 : Math.max(0, Math.ceil(Math.log10(place)) - 2);
    return `${Number(percentile.toFixed(Math.min(digits + (percentile < 90 ? 0 : 1), 6)))} %`;
}

// Leaves out labels that would stand in each other.
function roomy(u: uPlot, splits: number[]): (number | null)[] {
    let last = -Infinity;
    return splits.map((place) => {
        const x = u.valToPos(place, 'x');
        if (x - last < 52)
            return null;
        last = x;
        return place;
    });
}
