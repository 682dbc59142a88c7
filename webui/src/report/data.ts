// SPDX-License-Identifier: MIT
//
// What stands in the file of a report.
import type { Capacity } from './capacity';
import type { Comparison } from '../views/comparison';
import type { Course, Distribution, RunDocument, TaskRatio } from '../types';

export interface Cost {
    total: number;
    per_million_requests: number | null;
    complete: boolean;
    prices: { price: string; component: string; amount: number | null }[];
}

// The run document without histograms and blocks; its series has been joined to a few hundred points. In the lists of a name the
// total comes first, then each element of `requests` in order.
export interface RunReport extends RunDocument {
    comparison?: Comparison;
    courses: (Course | null)[];
    distributions: (Distribution | null)[];
    findings: string[]; // lines of Markdown
    capacity?: Capacity;
    capacity_words?: { answer: string; knee: string; resource: string }; // sentences; empty where nothing can be said
    cost?: Cost;
    tasks?: TaskRatio | null;
    // So many requests there were, have charts, stand in the last row; so many kinds of error and exception there were.
    selection?: { names: number; whole: number; together: number; errors: number; exceptions: number };
    beyond_limits: { names: number; errors: number; negative_durations: number };
}

// The distributions of one request on one side; several runs of a side are one.
export interface NamedDistribution { method: string; name: string; points: Distribution }

export interface ComparisonReport {
    schema: 'cicada-comparison-report';
    version: string;
    comparison: Comparison;
    base: NamedDistribution[];
    now: NamedDistribution[];
}

export type Report = RunReport | ComparisonReport;

export function isComparison(report: Report): report is ComparisonReport {
    return report.schema === 'cicada-comparison-report';
}

export function readReport(): Report {
    return JSON.parse(document.getElementById('data')?.textContent ?? '') as Report;
}
