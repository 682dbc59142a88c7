// SPDX-License-Identifier: MIT
//
// How the work is shared out: users by class, and the share that each task should have of all tasks.
import { element, fill } from '../dom';
import * as format from '../format';
import { Table } from '../table';
import type { TaskNode, UserClass } from '../types';
import { meter } from './endpoint_dialog';
import type { Model } from './model';
import type { View } from './view';

export class RatioView implements View {
    readonly id = 'ratio';
    readonly title = 'Ratio';
    readonly root: HTMLElement;
    private readonly classes = new Table<UserClass>({
        caption: 'User classes',
        id: (row) => row.name,
        empty: 'No user has been started.',
        columns: [
            { key: 'name', title: 'User class', text: (row) => row.name },
            {
                key: 'weight',
                title: 'Weight',
                numeric: true,
                text: (row) => (row.fixed_count > 0 ? 'fixed' : String(row.weight)),
                value: (row) => row.weight,
            },
            {
                key: 'current',
                title: 'Users',
                numeric: true,
                text: (row) => format.count(row.current),
                value: (row) => row.current,
            },
            {
                key: 'target',
                title: 'Wanted',
                numeric: true,
                text: (row) => format.count(row.target),
                value: (row) => row.target,
            },
            {
                key: 'requests',
                title: 'Requests',
                numeric: true,
                text: (row) => format.count(row.requests),
                value: (row) => row.requests,
            },
            {
                key: 'failures',
                title: 'Failures',
                numeric: true,
                text: (row) => format.count(row.failures),
                value: (row) => row.failures,
                className: (row) => (row.failures > 0 ? 'bad' : 'quiet'),
            },
            {
                key: 'share',
                title: 'Of all requests',
                numeric: true,
                text: (row) => format.percent(row.traffic_share),
                value: (row) => row.traffic_share,
            },
        ],
    });
    private readonly perClass = element('div', { class: 'ratio' });
    private readonly total = element('div', { class: 'ratio' });
    private written = '';

    constructor() {
        this.root = element(
            'div',
            { class: 'stack' },
            element('section', { class: 'panel' }, this.classes.root),
            element(
                'div',
                { class: 'two' },
                element('section', { class: 'panel' }, element('h2', {}, 'Tasks by class'), this.perClass),
                element('section', { class: 'panel' }, element('h2', {}, 'Tasks of all users'), this.total),
            ),
        );
    }

    update(model: Model): void {
        this.classes.update(model.run?.users.classes ?? []);
        const tasks = model.run?.tasks;
        const text = JSON.stringify(tasks ?? null);
        if (text === this.written) return;
        this.written = text;
        fill(this.perClass, ...tree(tasks?.per_class));
        fill(this.total, ...tree(tasks?.total));
    }
}

function tree(nodes: Record<string, TaskNode> | undefined): HTMLElement[] {
    const entries = Object.entries(nodes ?? {});
    if (entries.length === 0) return [];
    return [
        element(
            'ul',
            {},
            ...entries.map(([name, node]) =>
                element(
                    'li',
                    {},
                    element(
                        'div',
                        { class: 'ratio-line' },
                        element('span', { class: 'ratio-name' }, name),
                        meter(node.ratio),
                        element('span', { class: 'numeric' }, format.percent(node.ratio)),
                    ),
                    ...tree(node.tasks),
                ),
            ),
        ),
    ];
}
