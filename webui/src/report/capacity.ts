// SPDX-License-Identifier: MIT
//
// Of a search for the capacity: the answer in words, the load at which each limit breaks, and every level that was measured.
import { element } from '../dom';
import { clock, count, NOTHING, percent, rate, time } from '../format';
import { Table, type Column } from '../table';
import type { RunReport } from './data';
import { facts, section, type Section } from './section';

export interface Border { holds: number | null; holds_for: number; holds_of: number; breaks: number | null; breaks_for: number; breaks_of: number; generator: boolean }

export interface CapacityLevel {
    load: number;
    start_s: number;
    users: number;
    requests: number;
    requests_per_second: number;
    fail_ratio: number;
    p50_ms: number | null;
    p95_ms: number | null;
    p99_ms: number | null;
    slos: { check: string; holds: boolean }[];
    holds: boolean;
    generator: boolean;
    reason: string | null;
}

export interface Capacity {
    unit: 'users' | 'arrivals_per_second';
    load: Border;
    slos: { check: string; settled: boolean; load: Border }[];
    levels: CapacityLevel[];
}

type Slo = Capacity['slos'][number];

function result(level: CapacityLevel): string {
    if (level.generator)
        return level.reason ?? 'the generator is the limit';
    const broken = level.slos.filter((slo) => !slo.holds).map((slo) => slo.check);
    return broken.length > 0 ? `breaks ${broken.join(', ')}` : 'holds';
}

const kindOf = (level: CapacityLevel) => (level.holds ? 'good' : level.generator ? 'warn' : 'bad');

export function capacity(report: RunReport): Section | null {
    const found = report.capacity;
    if (!found)
        return null;
    const load = (value: number | null) => (value === null ? NOTHING : found.unit === 'users' ? count(value) : rate(value));
    const votes = (value: number | null, of: number, all: number) => (value === null ? NOTHING : `${load(value)} (${of} of ${all})`);
    const limits = new Table<Slo>({
        caption: 'Limits', id: (slo) => slo.check, columns: [
            { key: 'check', title: 'Limit', text: (slo) => slo.check },
            { key: 'holds', title: 'Holds at', numeric: true, text: ({ load: border }) => votes(border.holds, border.holds_for, border.holds_of), value: (slo) => slo.load.holds },
            { key: 'breaks', title: 'Breaks at', numeric: true, text: ({ load: border }) => votes(border.breaks, border.breaks_for, border.breaks_of), value: (slo) => slo.load.breaks },
        ],
    });
    limits.update(found.slos);
    const times = (key: 'p50_ms' | 'p95_ms' | 'p99_ms', title: string): Column<CapacityLevel> => ({
        key, title, numeric: true, text: (level) => time(level[key]), value: (level) => level[key],
    });
    const levels = new Table<CapacityLevel>({
        caption: 'Levels', id: (level) => String(level.start_s), sorting: { key: 'load', descending: false }, columns: [
            { key: 'load', title: found.unit === 'users' ? 'Users' : 'Arrivals', text: (level) => load(level.load), value: (level) => level.load },
            { key: 'start', title: 'Measured at', numeric: true, text: (level) => clock(level.start_s), value: (level) => level.start_s },
            { key: 'requests', title: 'Requests', numeric: true, text: (level) => count(level.requests), value: (level) => level.requests },
            { key: 'rate', title: 'Rate', numeric: true, text: (level) => rate(level.requests_per_second), value: (level) => level.requests_per_second },
            { key: 'failed', title: 'Failed', numeric: true, text: (level) => percent(level.fail_ratio), value: (level) => level.fail_ratio },
            times('p50_ms', 'p50'), times('p95_ms', 'p95'), times('p99_ms', 'p99'),
            { key: 'result', title: 'Result', text: result, className: kindOf },
        ],
    });
    levels.update(found.levels);
    return section('capacity', 'Capacity',
        facts(['Answer', report.capacity_words?.answer], ['Knee', report.capacity_words?.knee], ['What ran out', report.capacity_words?.resource]),
        element('h3', {}, 'Limits'), limits.root,
        element('h3', {}, 'Levels'), levels.root);
}
