// SPDX-License-Identifier: MIT
//
// The seconds of a run as columns, which is how charts want them: the history is read once, then each frame adds its points.
import type { Values } from '../charts';
import { ErrorClasses } from '../error_classes';
import type { Resource, Second } from '../types';
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
    readonly paused: boolean[] = [];
    readonly errors = new ErrorClasses([]);

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
        const idle = point.requests === 0; // nothing took any time, which is not the same as no time
        this.p50[at] = idle ? null : point.response_p50_ms;
        this.p95[at] = idle ? null : point.response_p95_ms;
        this.p99[at] = idle ? null : point.response_p99_ms;
        this.lag[at] = point.lag_max_ms;
        this.paused[at] = point.paused === true;
        this.errors.set(at, point);
    }
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
