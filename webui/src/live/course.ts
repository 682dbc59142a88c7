// SPDX-License-Identifier: MIT
//
// The seconds of a run as columns, which is how charts want them: the history is read once, then each frame adds its points.
import type { Values } from '../charts';
import type { Resource, RunError, Second } from '../types';
import type { Usage } from './shapes';

const per = (count: number, seconds: number) => (seconds > 0 ? count / seconds : count);

export class SeriesColumns {
    readonly seconds: number[] = [];
    readonly users: Values = [];
    readonly requests: Values = []; // per second, as the failures
    readonly failures: Values = [];
    readonly p50: Values = [];
    readonly p95: Values = [];
    readonly p99: Values = [];
    readonly lag: Values = [];
    readonly cpu: Values = [];
    readonly paused: boolean[] = [];

    constructor(points: readonly Second[]) {
        for (const point of points) this.add(point);
    }

    // A point that is there already is written anew: the history and the first frames may overlap.
    add(point: Second): void {
        let at = this.seconds.length;
        while (at > 0 && this.seconds[at - 1]! >= point.second) at--;
        if (at < this.seconds.length && this.seconds[at] !== point.second) return;
        this.seconds[at] = point.second;
        this.users[at] = point.users;
        this.requests[at] = per(point.requests, point.seconds);
        this.failures[at] = per(point.failures, point.seconds);
        this.p50[at] = point.response_p50_ms;
        this.p95[at] = point.response_p95_ms;
        this.p99[at] = point.response_p99_ms;
        this.lag[at] = point.lag_max_ms;
        this.cpu[at] = point.cpu;
        this.paused[at] = point.paused === true;
    }
}

// Failures per second of each class. The server keeps when each class was seen first and last but not its seconds, so they are counted
// from frame to frame while the page is open, and kept in the tab's storage over a reload.
export class ErrorColumns {
    readonly seconds: number[] = [];
    readonly classes = new Map<string, Values>();
    private totals: Map<string, number>;

    // `key` tells runs apart, also those of another process that served this address before.
    constructor(
        readonly key: string,
        errors: Iterable<RunError>,
    ) {
        this.totals = totalsOf(errors);
        this.restore();
    }

    // The history was loaded anew: what happened meanwhile belongs to no second that was seen.
    countFrom(errors: Iterable<RunError>): void {
        this.totals = totalsOf(errors);
    }

    add(second: number, errors: Iterable<RunError>): void {
        const totals = totalsOf(errors);
        const last = this.seconds[this.seconds.length - 1];
        if (last !== undefined && second <= last) return;
        this.seconds.push(second);
        const width = last === undefined ? 1 : second - last;
        for (const name of totals.keys()) if (!this.classes.has(name)) this.classes.set(name, this.seconds.map(() => 0).slice(1));
        for (const [name, values] of this.classes)
            values.push(Math.max(0, (totals.get(name) ?? 0) - (this.totals.get(name) ?? 0)) / width);
        this.totals = totals;
    }

    // The values of a class at the seconds of a chart; null where nobody counted.
    over(seconds: readonly number[], name: string): Values {
        const values = this.classes.get(name) ?? [];
        let at = 0;
        return seconds.map((second) => {
            while (at < this.seconds.length && this.seconds[at]! < second) at++;
            return this.seconds[at] === second ? (values[at] ?? null) : null;
        });
    }

    save(): void {
        if (this.classes.size === 0) return;
        try {
            sessionStorage.setItem(
                'cicada-errors',
                JSON.stringify({ key: this.key, seconds: this.seconds, classes: [...this.classes] }),
            );
        } catch {
            // no room or no right to store: a reload begins anew
        }
    }

    private restore(): void {
        try {
            const kept = JSON.parse(sessionStorage.getItem('cicada-errors') ?? 'null') as {
                key: string;
                seconds: number[];
                classes: [string, Values][];
            } | null;
            if (kept?.key !== this.key) return;
            this.seconds.push(...kept.seconds);
            for (const [name, values] of kept.classes) this.classes.set(name, values);
        } catch {
            // nothing of ours
        }
    }
}

function totalsOf(errors: Iterable<RunError>): Map<string, number> {
    const totals = new Map<string, number>();
    for (const error of errors) totals.set(error.class, (totals.get(error.class) ?? 0) + error.occurrences);
    return totals;
}

// What each component used: its history, then what each frame says of the last second.
export class ResourceColumns {
    readonly seconds: number[] = [];
    readonly components = new Map<string, Map<string, Values>>();

    constructor(resources: readonly Resource[]) {
        const at = new Map<number, number>();
        const all = [...new Set(resources.flatMap((resource) => (resource.series ?? []).map((point) => point.second)))].sort(
            (a, b) => a - b,
        );
        all.forEach((second, place) => at.set(second, place));
        this.seconds.push(...all);
        for (const resource of resources)
            for (const point of resource.series ?? [])
                for (const [measure, value] of Object.entries(point))
                    if (measure !== 'second' && measure !== 'seconds' && typeof value !== 'boolean')
                        this.values(resource.name, measure)[at.get(point.second)!] = value;
    }

    add(second: number, resources: readonly Usage[]): void {
        const last = this.seconds[this.seconds.length - 1];
        if (last !== undefined && second <= last) return;
        this.seconds.push(second);
        for (const resource of resources)
            for (const [measure, value] of Object.entries(resource))
                if (typeof value === 'number') this.values(resource.name, measure)[this.seconds.length - 1] = value;
        for (const measures of this.components.values())
            for (const values of measures.values()) if (values.length < this.seconds.length) values.push(null);
    }

    private values(component: string, measure: string): Values {
        const measures = this.components.get(component) ?? new Map<string, Values>();
        this.components.set(component, measures);
        const values = measures.get(measure) ?? this.seconds.map(() => null);
        measures.set(measure, values);
        return values;
    }
}
