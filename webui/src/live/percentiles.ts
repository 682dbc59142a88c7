// SPDX-License-Identifier: MIT
//
// Which percentiles the reader wants to see: one choice for the table and the chart, kept from visit to visit. Each view has a menu of its
// own for it; they show the same.
import { element } from '../dom';
import type { Percentile } from '../types';
import { remember, remembered } from './widgets';

const USUAL: readonly Percentile[] = ['p50', 'p95', 'p99'];

export class PercentileChoice {
    chosen: Percentile[]; // ascending, at least one
    private readonly ticks: [Percentile, HTMLInputElement][] = [];
    private readonly listeners: (() => void)[] = [];

    // `offered`: those that the server knows, ascending.
    constructor(readonly offered: readonly Percentile[]) {
        const kept: readonly string[] = remembered('percentiles')?.split(',') ?? [];
        const wanted = [kept, USUAL, offered].map((some) => offered.filter((one) => some.includes(one)));
        this.chosen = wanted.find((some) => some.length > 0) ?? [];
    }

    onChange(listener: () => void): void {
        this.listeners.push(listener);
    }

    menu(): HTMLElement {
        const ticks = this.offered.map((one): [Percentile, HTMLInputElement] => [
            one,
            element('input', {
                type: 'checkbox',
                onchange: (event) => this.choose(one, (event.target as HTMLInputElement).checked),
            }),
        ]);
        this.ticks.push(...ticks);
        this.write();
        const details = element(
            'details',
            { class: 'menu' },
            element('summary', { class: 'button' }, 'Percentiles'),
            element(
                'div',
                { class: 'menu-items' },
                ...ticks.map(([one, input]) => element('label', { class: 'tick' }, input, element('span', {}, one))),
            ),
        );
        closesByItself(details);
        return details;
    }

    private choose(one: Percentile, wanted: boolean): void {
        this.chosen = this.offered.filter((known) => (known === one ? wanted : this.chosen.includes(known)));
        remember('percentiles', this.chosen.join(','));
        this.write();
        for (const listener of this.listeners) listener();
    }

    // The last one that is left cannot be taken away.
    private write(): void {
        for (const [one, input] of this.ticks) {
            input.checked = this.chosen.includes(one);
            input.disabled = this.chosen.length === 1 && input.checked;
        }
    }
}

// When the focus or the pointer goes elsewhere, and with Escape.
function closesByItself(details: HTMLDetailsElement): void {
    const leaveFor = (target: EventTarget | null) => {
        if (target instanceof Node && !details.contains(target)) details.open = false;
    };
    const press = (event: Event) => leaveFor(event.target);
    details.addEventListener('toggle', () => {
        if (details.open) document.addEventListener('pointerdown', press);
        else document.removeEventListener('pointerdown', press);
    });
    details.addEventListener('focusout', (event) => leaveFor(event.relatedTarget));
    details.addEventListener('keydown', (event) => {
        if (event.key !== 'Escape' || !details.open) return;
        details.open = false;
        details.querySelector('summary')?.focus();
    });
}
