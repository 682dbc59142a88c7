// SPDX-License-Identifier: MIT
//
// How often each task is chosen, as a tree of classes, groups and tasks.
import { element } from '../dom';
import { percent } from '../format';
import type { TaskNode } from '../types';

export function ratioTree(nodes: Record<string, TaskNode>): HTMLElement {
    return element('ul', { class: 'tree' }, ...Object.entries(nodes).map(([name, node]) =>
        element('li', {}, element('span', { class: 'tree-value' }, percent(node.ratio)), ' ', name,
            node.tasks && Object.keys(node.tasks).length > 0 && ratioTree(node.tasks))));
}
