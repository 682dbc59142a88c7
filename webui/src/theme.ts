// SPDX-License-Identifier: MIT
//
// Dark or light: as the system says, until the reader chooses; always light on paper. The document element carries data-theme, which
// theme.css reads; charts, which paint on canvases, listen to onTheme and read their colours with color().

export type Theme = 'light' | 'dark';

const dark = matchMedia('(prefers-color-scheme: dark)');
const paper = matchMedia('print');
const listeners = new Set<() => void>();
let chosen: Theme | null = null;
let colors = new Map<string, string>();

export function theme(): Theme {
    return paper.matches ? 'light' : chosen ?? (dark.matches ? 'dark' : 'light');
}

export function onPaper(): boolean {
    return paper.matches;
}

function apply(): void {
    document.documentElement.dataset.theme = theme();
    colors = new Map();
    for (const listener of listeners)
        listener();
}

// Also called when the page goes to paper or comes back.
export function onTheme(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
}

export function choose(wanted: Theme): void {
    chosen = wanted;
    apply();
}

// The value of a custom property of theme.css, for example "--series-1".
export function color(name: string): string {
    let value = colors.get(name);
    if (value === undefined) {
        value = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
        colors.set(name, value);
    }
    return value;
}

dark.addEventListener('change', apply);
paper.addEventListener('change', apply);
apply();
