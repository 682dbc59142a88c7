// SPDX-License-Identifier: MIT
//
// Small parts that several views use: tabs, a dialog, a choice of a few, messages that come and go.
import { append, element, newId } from '../dom';

// A row of tabs with their panels, by the pattern of ARIA: one of them is in the order of the Tab key, arrows move among them.
export interface Tab {
    id: string;
    title: string;
    panel: HTMLElement;
}

export class Tabs {
    readonly list: HTMLElement;
    private readonly buttons = new Map<string, HTMLButtonElement>();
    current = '';

    constructor(
        private readonly tabs: Tab[],
        label: string,
        private readonly onShow: (id: string) => void,
    ) {
        this.list = element('div', {
            role: 'tablist',
            'aria-label': label,
            class: 'tabs',
            onkeydown: (event) => this.move(event as KeyboardEvent),
        });
        for (const tab of tabs) {
            const button = element(
                'button',
                {
                    type: 'button',
                    role: 'tab',
                    id: `tab-${tab.id}`,
                    'aria-controls': `panel-${tab.id}`,
                    'aria-selected': 'false',
                    tabindex: -1,
                    onclick: () => this.show(tab.id),
                },
                tab.title,
                element('span', { class: 'tab-count' }),
            );
            tab.panel.id = `panel-${tab.id}`;
            tab.panel.setAttribute('role', 'tabpanel');
            tab.panel.setAttribute('aria-labelledby', `tab-${tab.id}`);
            tab.panel.hidden = true;
            this.buttons.set(tab.id, button);
            this.list.append(button);
        }
    }

    // A word or number beside the title: how many failures there are.
    setCount(id: string, text: string, kind = ''): void {
        const place = this.buttons.get(id)?.lastElementChild;
        if (!place) return;
        if (place.textContent !== text) place.textContent = text;
        place.className = `tab-count ${kind}`.trim();
    }

    setOffered(id: string, offered: boolean): void {
        const button = this.buttons.get(id);
        if (button) button.hidden = !offered;
    }

    isOffered(id: string): boolean {
        return this.buttons.get(id)?.hidden === false;
    }

    show(id: string): void {
        if (id === this.current || !this.buttons.has(id)) return;
        this.current = id;
        for (const tab of this.tabs) {
            const button = this.buttons.get(tab.id)!;
            const shown = tab.id === id;
            button.setAttribute('aria-selected', String(shown));
            button.tabIndex = shown ? 0 : -1;
            tab.panel.hidden = !shown;
        }
        const button = this.buttons.get(id)!;
        button.scrollIntoView({ block: 'nearest', inline: 'nearest' });
        this.onShow(id);
    }

    private move(event: KeyboardEvent): void {
        const offered = this.tabs.map((tab) => tab.id).filter((id) => this.isOffered(id));
        const at = offered.indexOf(this.current);
        const places: Record<string, number> = {
            ArrowRight: (at + 1) % offered.length,
            ArrowLeft: (at + offered.length - 1) % offered.length,
            Home: 0,
            End: offered.length - 1,
        };
        const id = offered[places[event.key] ?? -1];
        if (id === undefined) return;
        event.preventDefault();
        this.show(id);
        this.buttons.get(id)?.focus();
    }
}

// The browser keeps the focus inside, closes it with Esc and gives the focus back.
export function openDialog(
    title: string,
    content: (close: () => void) => (Node | null)[],
    onClose?: () => void,
): HTMLDialogElement {
    const id = newId();
    const dialog = element('dialog', { 'aria-labelledby': id });
    const close = () => dialog.close();
    append(
        dialog,
        element(
            'div',
            { class: 'dialog-head' },
            element('h2', { id }, title),
            element('button', { type: 'button', class: 'button plain', 'aria-label': 'Close', onclick: close }, '✕'),
        ),
        ...content(close),
    );
    dialog.addEventListener('click', (event) => {
        if (event.target === dialog)
            // beside it
            close();
    });
    dialog.addEventListener('close', () => {
        dialog.remove();
        onClose?.();
    });
    document.body.append(dialog);
    dialog.showModal();
    return dialog;
}

// One of a few, side by side.
export class Choice<Value extends string> {
    readonly root: HTMLElement;
    private readonly inputs = new Map<Value, HTMLInputElement>();

    constructor(label: string, choices: readonly (readonly [Value, string])[], value: Value, onChange: (value: Value) => void) {
        const name = newId();
        this.root = element('div', { class: 'choice', role: 'radiogroup', 'aria-label': label });
        for (const [one, title] of choices) {
            const input = element('input', {
                type: 'radio',
                name,
                value: one,
                checked: one === value,
                onchange: () => onChange(one),
            });
            this.inputs.set(one, input);
            this.root.append(element('label', {}, input, element('span', {}, title)));
        }
    }

    get value(): Value {
        return [...this.inputs].find(([, input]) => input.checked)![0];
    }

    set value(wanted: Value) {
        this.inputs.get(wanted)!.checked = true;
    }
}

const MESSAGE_MS = 6000;
const messages = element('div', { class: 'messages', role: 'status', 'aria-live': 'polite' });

// Says something at the edge of the page for a while.
export function say(text: string, kind: 'good' | 'bad' | '' = ''): void {
    if (!messages.isConnected) document.body.append(messages);
    const message = element('div', { class: `message ${kind}` }, text);
    messages.append(message);
    window.setTimeout(() => message.remove(), MESSAGE_MS);
}

// Kept from visit to visit, where the browser allows it.
export function remembered(name: string): string | null {
    try {
        return localStorage.getItem(`cicada-${name}`);
    } catch {
        return null;
    }
}

export function remember(name: string, value: string): void {
    try {
        localStorage.setItem(`cicada-${name}`, value);
    } catch {
        // not allowed: as it was at the next visit
    }
}

// "label: value" pairs, a description list.
export function facts(pairs: [string, string | Node][]): HTMLElement {
    return element(
        'dl',
        { class: 'facts' },
        ...pairs.map(([label, value]) => element('div', {}, element('dt', {}, label), element('dd', {}, value))),
    );
}
