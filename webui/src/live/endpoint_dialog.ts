// SPDX-License-Identifier: MIT
//
// One name in detail: how its times are distributed, in which phase they passed, and what the server answered.
import { DistributionChart } from '../distribution';
import { element, fill } from '../dom';
import * as format from '../format';
import type { Distribution, Request } from '../types';
import { get, nameQuery } from './api';
import type { LiveDocument } from './shapes';
import { facts, openDialog } from './widgets';

const PHASES: [keyof NonNullable<Request['phases_ms']>, string][] = [
    ['dns', 'Look up the name'],
    ['connect', 'Connect'],
    ['tls', 'Agree on TLS'],
    ['send', 'Send'],
    ['wait', 'Wait for the first byte'],
    ['receive', 'Receive'],
];

export function openEndpoint(request: Request, onCharts: () => void): void {
    const chart = new DistributionChart('Distribution of times', 'whole run');
    const note = element('p', { class: 'quiet', role: 'status' }, 'Loading …');
    const details = element('div', {}, phases(request), statuses(request));
    openDialog(
        format.requestName(request),
        (close) => [
            summary(request),
            chart.root,
            note,
            details,
            element(
                'div',
                { class: 'buttons' },
                element(
                    'button',
                    {
                        type: 'button',
                        class: 'button primary',
                        onclick: () => {
                            close();
                            onCharts();
                        },
                    },
                    'Show its charts',
                ),
            ),
        ],
        () => chart.destroy(),
    ).classList.add('wide');
    const total = !request.method && request.name === 'Aggregated';
    // Frames leave phases and status codes out.
    get<LiveDocument>('api/run')
        .then((run) => {
            const now = total
                ? run.total
                : run.requests.find((one) => one.method === request.method && one.name === request.name);
            if (now) fill(details, phases(now), statuses(now));
        })
        .catch(() => undefined);
    get<Distribution>(`api/distribution${nameQuery(total ? null : request)}`)
        .then((distribution) => {
            note.hidden = true;
            chart.setCurves([
                { label: 'Response time', color: '--series-1', points: distribution.response },
                { label: 'Service time', color: '--series-3', points: distribution.service, dashed: true },
            ]);
        })
        .catch((error: unknown) => {
            note.textContent = error instanceof Error ? error.message : String(error);
        });
}

function summary(request: Request): HTMLElement {
    return facts([
        ['Requests', format.count(request.requests)],
        ['Failures', `${format.count(request.failures)} (${format.percent(request.failure_ratio)})`],
        ['Rate', format.rate(request.requests_per_second)],
        ['Mean', format.time(request.response_time_ms?.mean)],
        ['New connections', format.count(request.new_connections)],
        ['Sent', format.bytes(request.bytes_sent)],
        ['Received', format.bytes(request.bytes_received)],
    ]);
}

function phases(request: Request): HTMLElement | null {
    const known = PHASES.map(([key, title]) => ({ title, phase: request.phases_ms?.[key] })).filter(
        ({ phase }) => phase && phase.count > 0,
    );
    if (known.length === 0) return null;
    const means = known.map(({ phase }) => phase!.sum / phase!.count);
    const largest = Math.max(...means);
    return element(
        'section',
        {},
        element('h3', {}, 'Where the time went'),
        element(
            'table',
            {},
            element('caption', { class: 'visually-hidden' }, 'Phases'),
            element(
                'thead',
                {},
                element(
                    'tr',
                    {},
                    ...['Phase', 'Requests', 'Mean', 'Longest', ''].map((title, place) =>
                        element('th', { scope: 'col', class: place > 0 && place < 4 ? 'numeric' : null }, title),
                    ),
                ),
            ),
            element(
                'tbody',
                {},
                ...known.map(({ title, phase }, place) =>
                    element(
                        'tr',
                        {},
                        element('th', { scope: 'row' }, title),
                        element('td', { class: 'numeric' }, format.count(phase!.count)),
                        element('td', { class: 'numeric' }, format.time(means[place])),
                        element('td', { class: 'numeric' }, format.time(phase!.max)),
                        element('td', { class: 'bar-cell' }, meter(largest > 0 ? means[place]! / largest : 0)),
                    ),
                ),
            ),
        ),
    );
}

function statuses(request: Request): HTMLElement | null {
    const known = Object.entries(request.statuses ?? {});
    if (known.length === 0) return null;
    return element(
        'section',
        {},
        element('h3', {}, 'Status codes'),
        facts(known.map(([status, count]) => [status === 'none' ? 'no response' : status, format.count(count)])),
    );
}

// A bar from 0 to 1 beside a number that says the same.
export function meter(share: number, kind = ''): HTMLElement {
    const fill = element('span', { class: `meter-fill ${kind}`.trim() });
    fill.style.width = `${Math.max(0, Math.min(100, share * 100))}%`;
    return element('span', { class: 'meter', 'aria-hidden': 'true' }, fill);
}
