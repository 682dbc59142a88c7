// SPDX-License-Identifier: MIT
//
// Where the response times lay over the time of a run: a column for each stretch of time, a row for each range of response times (on a
// log scale), the darker the more requests of the column were in it. Averages and percentiles hide two clusters; this shows them.
import type uPlot from 'uplot';
import { time, withoutZeros } from './format';
import { axis, type LegendEntry, Plot, type Zoom } from './plot';
import { timeAxis } from './charts';
import { color } from './theme';
import type { Course } from './types';

const HEIGHT = 220;
const SIDE = 68;

export class HeatChart extends Plot {
    private course: Course | null = null;
    private readonly entry: LegendEntry;

    constructor(title: string, zoom: Zoom | null = null) {
        super(title, HEIGHT, zoom);
        this.entry = this.legendEntry('share of the requests at the time', '--heat', null);
        this.describe('Response times over time, darker where there were more requests.');
    }

    setData(course: Course): void {
        const heat = course.heat;
        const had = this.course?.heat;
        this.course = course;
        const ends = [heat?.seconds[0] ?? 0, (heat?.seconds[heat.seconds.length - 1] ?? 0) + (heat?.width ?? 1)];
        const data: uPlot.AlignedData = [ends, [null, null]];
        if (heat?.bounds_ms[0] !== had?.bounds_ms[0] || heat?.bounds_ms.length !== had?.bounds_ms.length)
            this.rebuild(data);
        else
            this.show(data);
    }

    protected options(): Omit<uPlot.Options, 'width' | 'height'> {
        const bounds = this.course?.heat?.bounds_ms ?? [1, 10];
        const low = Math.max(bounds[0] ?? 0, 0.001);
        const high = Math.max(bounds[bounds.length - 1] ?? 0, low * 10);
        const base = this.cursor((u) => this.point(u));
        return {
            ...base,
            hooks: { ...base.hooks, draw: [(u) => this.paint(u)] },
            legend: { show: false },
            scales: { x: { time: false }, left: { distr: 3, range: [low, high] } },
            axes: [timeAxis(), axis({
                scale: 'left', size: SIDE, grid: { show: false },
                values: (_, splits) => splits.map((value) => (value !== null && isPower(value) ? withoutZeros(time(value)) : '')),
            })],
            series: [{}, { scale: 'left', show: true, points: { show: false } }],
            padding: [8, 16, 0, 0],
        };
    }

    private paint(u: uPlot): void {
        const heat = this.course?.heat;
        if (!heat)
            return;
        const { ctx, bbox } = u;
        const rows = heat.bounds_ms.map((bound) => u.valToPos(Math.max(bound, 0.001), 'left', true));
        ctx.save();
        ctx.beginPath();
        ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
        ctx.clip();
        ctx.fillStyle = color('--heat');
        heat.counts.forEach((counts, column) => {
            const sum = counts.reduce((all, one) => all + one, 0);
            const left = u.valToPos(heat.seconds[column]!, 'x', true);
            const right = u.valToPos(heat.seconds[column]! + heat.width, 'x', true);
            counts.forEach((count, row) => {
                if (count === 0)
                    return;
                ctx.globalAlpha = 0.12 + 0.88 * Math.sqrt(count / sum); // a single one among thousands must be seen
                ctx.fillRect(left, rows[row + 1]!, Math.max(right - left - 0.5, 1), Math.max(rows[row]! - rows[row + 1]!, 1));
            });
        });
        ctx.restore();
    }

    private point(u: uPlot): void {
        const { left, top } = u.cursor;
        const heat = this.course?.heat;
        if (left === undefined || left < 0 || top === undefined || top < 0 || !heat) {
            this.say(this.entry, '');
            return;
        }
        const second = u.posToVal(left, 'x');
        const ms = u.posToVal(top, 'left');
        const counts = heat.counts[heat.seconds.findIndex((from) => second >= from && second < from + heat.width)];
        const row = heat.bounds_ms.findIndex((bound, place) => ms >= bound && ms < (heat.bounds_ms[place + 1] ?? bound));
        if (!counts || row < 0)
            this.say(this.entry, '');
        else
            this.say(this.entry, `${counts[row] ?? 0} of ${counts.reduce((all, one) => all + one, 0)} in ${time(heat.bounds_ms[row])} to ${time(heat.bounds_ms[row + 1])}`);
    }
}

function isPower(value: number): boolean {
    const exponent = Math.log10(value);
    return Math.abs(exponent - Math.round(exponent)) < 1e-6;
}
