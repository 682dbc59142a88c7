// SPDX-License-Identifier: MIT
//
// Failures per second of each class of error, from the seconds of a run, as lines of a chart.
import type { Line, Values } from './charts';
import type { Second } from './types';

const OTHER = 'other';
const COLORS = ['--series-1', '--series-2', '--series-3', '--series-4', '--series-5', '--series-6', '--series-7', '--series-8'];

export class ErrorClasses {
    private readonly classes = new Map<string, number[]>();
    private length = 0;

    constructor(points: readonly Second[]) {
        points.forEach((point, at) => this.set(at, point));
    }

    // The point at a place, which is there already or the next one.
    set(at: number, point: Second): void {
        this.length = Math.max(this.length, at + 1);
        for (const name of Object.keys(point.errors ?? {}))
            if (!this.classes.has(name)) this.classes.set(name, new Array<number>(this.length).fill(0));
        for (const [name, values] of this.classes) values[at] = (point.errors?.[name] ?? 0) / (point.seconds || 1);
    }

    // The classes with the most failures by name, and all others in one line.
    lines(): { line: Line; values: Values }[] {
        const sum = (values: number[]) => values.reduce((all, one) => all + one, 0);
        const ranked = [...this.classes].filter(([name]) => name !== OTHER).sort((a, b) => sum(b[1]) - sum(a[1]));
        const named = ranked.slice(0, COLORS.length).sort(([a], [b]) => a.localeCompare(b));
        const lines = named.map(([name, values], place) => ({
            line: { label: name.replaceAll('_', ' '), color: COLORS[place]! },
            values: values as Values,
        }));
        const rest = ranked.slice(COLORS.length).map(([, values]) => values);
        const other = this.classes.get(OTHER);
        if (other) rest.push(other);
        if (rest.length > 0)
            lines.push({
                line: { label: OTHER, color: '--series-quiet' },
                values: Array.from({ length: this.length }, (_, at) => rest.reduce((all, values) => all + values[at]!, 0)),
            });
        return lines;
    }
}
