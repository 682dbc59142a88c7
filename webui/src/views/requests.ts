// SPDX-License-Identifier: MIT
//
// The columns of a table of requests. The report and the live page choose from them.
import { bytes, count, NOTHING, percent, rate, requestName, time } from '../format';
import type { Column } from '../table';
import type { Durations, Percentile, Request } from '../types';

// A percentile that lies among dropped arrivals has no value, and that is not the same as nothing known.
export function percentileText(times: Durations | undefined, key: Percentile | 'max'): string {
    if (times?.unbounded?.includes(key === 'max' ? 'p100' : key))
        return 'unbounded';
    const value = times?.[key];
    if (value === null && (times?.count ?? 0) > 0)
        return '> 1 h';
    return value === undefined ? NOTHING : time(value);
}

// For sorting: what is beyond any bound is the largest.
function percentileValue(times: Durations | undefined, key: Percentile | 'mean' | 'min' | 'max'): number | null {
    const value = times?.[key];
    return value === null && (times?.count ?? 0) > 0 ? Infinity : value ?? null;
}

export type TimesOf = (request: Request) => Durations | undefined;
export const responseTimes: TimesOf = (request) => request.response_time_ms;
export const serviceTimes: TimesOf = (request) => request.service_time_ms;

export const nameColumn: Column<Request> = {
    key: 'name', title: 'Request', text: requestName, value: (request) => `${request.name}  ${request.method}`, // two blanks: "/login" before "/login [start]"
};

export const countColumn: Column<Request> = {
    key: 'requests', title: 'Requests', numeric: true, help: 'finished: completed and failed',
    text: (request) => count(request.requests), value: (request) => request.requests,
};

export const rateColumn: Column<Request> = {
    key: 'rate', title: 'Rate', numeric: true, help: 'requests per second over the time measured',
    text: (request) => rate(request.requests_per_second), value: (request) => request.requests_per_second,
};

export const failureColumn: Column<Request> = {
    key: 'failures', title: 'Failures', numeric: true, help: 'failed requests',
    text: (request) => count(request.failures), value: (request) => request.failures,
    className: (request) => (request.failures > 0 ? 'bad' : 'quiet'),
};

export const failureShareColumn: Column<Request> = {
    key: 'share', title: 'Failed', numeric: true, help: 'failed requests as a share of the finished ones',
    text: (request) => percent(request.failure_ratio), value: (request) => request.failure_ratio,
    className: (request) => (request.failures > 0 ? 'bad' : 'quiet'),
};

export const sizeColumn: Column<Request> = {
    key: 'size', title: 'Body', numeric: true, help: 'mean size of a response body',
    text: (request) => (request.requests > 0 ? bytes((request.body_bytes ?? 0) / request.requests) : NOTHING),
    value: (request) => (request.requests > 0 ? (request.body_bytes ?? 0) / request.requests : null),
};

export function meanColumn(times: TimesOf): Column<Request> {
    return { key: 'mean', title: 'Mean', numeric: true, text: (request) => time(times(request)?.mean), value: (request) => percentileValue(times(request), 'mean') };
}

export function percentileColumn(times: TimesOf, key: Percentile): Column<Request> {
    return {
        key, title: key, numeric: true, help: `${key.slice(1)} % of the requests took no longer`,
        text: (request) => percentileText(times(request), key), value: (request) => percentileValue(times(request), key),
    };
}

export function maxColumn(times: TimesOf): Column<Request> {
    return { key: 'max', title: 'Max', numeric: true, text: (request) => percentileText(times(request), 'max'), value: (request) => percentileValue(times(request), 'max') };
}

// What makes two request objects the same row.
export function requestId(request: Request): string {
    return JSON.stringify([request.method, request.name]);
}
