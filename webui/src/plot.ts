// SPDX-License-Identifier: MIT
//
// What all charts have in common: a figure with a title and a legend, a canvas of uPlot that follows the width, the theme and the paper,
// a zoom that charts share, stage boundaries and spans of time (warm-up, pause) in the background.
//
// Kinds of charts: charts.ts (lines over time), heat.ts (latency over time), distribution.ts (percentiles).
import uPlot from 'uplot';
import { append, element, newId, setText } from './dom';
import { color, onPaper, onTheme } from './theme';

export interface Mark { at: number; label: string } // a moment: a stage begins
export interface Span { from: number; to: number; label: string } // a time that counts differently: warm-up, pause

export type Range = [number, number];

const PAPER_WIDTH = 680; // of A4 in CSS pixels, less its margins
const FONT = '12px system-ui, sans-serif';
const SMALL_FONT = '11px system-ui, sans-serif';

// Charts over the same time: when a part of one is chosen, all show it. Their pointers move together too.
export class Zoom {
    range: Range | null = null;
    whole: Range | null = null; // what is shown when nothing is chosen; without it the times of the data
    readonly sync = newId();
    private readonly listeners = new Set<(range: Range | null) => void>();

    set(range: Range | null): void {
        this.range = range;
        for (const listener of this.listeners)
            listener(range);
    }

    onChange(listener: (range: Range | null) => void): () => void {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
    }
}

// One entry of the legend: a switch for the line, and its value where the pointer is.
export interface LegendEntry { label: string; color: string; shown: boolean; value: Text }

export abstract class Plot {
    readonly root: HTMLElement;
    protected plot: uPlot | null = null;
    protected data: uPlot.AlignedData = [[]];
    protected marks: Mark[] = [];
    protected spans: Span[] = [];
    private readonly place: HTMLElement;
    protected readonly legend: HTMLElement;
    private readonly releases: (() => void)[] = [];

    protected constructor(readonly title: string, protected readonly height: number, protected readonly zoom: Zoom | null, subtitle = '') {
        const id = newId();
        this.place = element('div', { class: 'plot', role: 'img', 'aria-labelledby': id });
        this.legend = element('div', { class: 'legend' });
        this.root = element('figure', { class: 'chart' },
            element('figcaption', { id }, element('span', { class: 'chart-title' }, title), subtitle && element('span', { class: 'quiet' }, ` ${subtitle}`)),
            this.legend, this.place);
        const observer = new ResizeObserver(() => this.fit());
        observer.observe(this.place);
        this.releases.push(() => observer.disconnect(), onTheme(() => this.repaint()));
        if (zoom)
            this.releases.push(zoom.onChange(() => this.applyZoom()));
    }

    // Everything that uPlot is told except the size.
    protected abstract options(): Omit<uPlot.Options, 'width' | 'height'>;

    setBackground(marks: Mark[], spans: Span[]): void {
        this.marks = marks;
        this.spans = spans;
        this.plot?.redraw(false);
    }

    destroy(): void {
        for (const release of this.releases)
            release();
        this.plot?.destroy();
        this.plot = null;
        this.root.remove();
    }

    // New data of the same lines.
    protected show(data: uPlot.AlignedData): void {
        this.data = data;
        if (!this.plot) {
            this.fit();
            return;
        }
        this.plot.batch(() => {
            this.plot!.setData(data, this.zoom?.range == null);
            this.applyZoom();
        });
    }

    // Other lines: uPlot is made anew.
    protected rebuild(data: uPlot.AlignedData): void {
        this.data = data;
        this.plot?.destroy();
        this.plot = null;
        this.fit();
    }

    private width(): number {
        return onPaper() ? PAPER_WIDTH : Math.floor(this.place.clientWidth);
    }

    private fit(): void {
        const width = this.width();
        if (width === 0) // not in the page, or in a hidden part of it
            return;
        if (!this.plot)
            this.make(width);
        else if (this.plot.width !== width)
            this.plot.setSize({ width, height: this.height });
    }

    private make(width: number): void {
        this.plot = new uPlot({ ...this.options(), width, height: this.height }, this.data, this.place);
        this.applyZoom();
    }

    private repaint(): void {
        this.fit();
        this.plot?.redraw(false, true);
    }

    private applyZoom(): void {
        const times = this.data[0];
        if (!this.plot || !this.zoom || times.length === 0)
            return;
        const [min, max] = this.zoom.range ?? this.zoom.whole ?? [times[0]!, times[times.length - 1]!];
        if (max > min)
            this.plot.setScale('x', { min, max });
    }

    // Dragging over a part of the time chooses it; a double click shows everything again.
    protected cursor(onMove: (u: uPlot) => void): Pick<uPlot.Options, 'cursor' | 'hooks'> {
        const zoom = this.zoom;
        return {
            cursor: {
                y: false,
                points: { size: 7 },
                ...(zoom ? { sync: { key: zoom.sync, scales: ['x', null] } } : {}),
                drag: { x: zoom !== null, y: false, setScale: false },
                bind: {
                    dblclick: () => () => {
                        zoom?.set(null);
                        return null;
                    },
                },
            },
            hooks: {
                setCursor: [onMove],
                setSelect: [(u) => this.chosen(u)],
                drawClear: [(u) => this.paintSpans(u)],
                drawAxes: [(u) => this.paintMarks(u)],
            },
        };
    }

    private chosen(u: uPlot): void {
        if (!this.zoom || u.select.width < 4)
            return;
        const range: Range = [u.posToVal(u.select.left, 'x'), u.posToVal(u.select.left + u.select.width, 'x')];
        u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        this.zoom.set(range);
    }

    private paintSpans(u: uPlot): void {
        const { ctx, bbox } = u;
        for (const span of this.spans) {
            const left = Math.max(u.valToPos(span.from, 'x', true), bbox.left);
            const right = Math.min(u.valToPos(span.to, 'x', true), bbox.left + bbox.width);
            if (!(right > left))
                continue;
            ctx.fillStyle = color('--span');
            ctx.fillRect(left, bbox.top, right - left, bbox.height);
            this.paintLabel(u, span.label, left, right, 1);
        }
    }

    private paintMarks(u: uPlot): void {
        const { ctx, bbox } = u;
        const end = bbox.left + bbox.width;
        this.marks.forEach((mark, place) => {
            const x = u.valToPos(mark.at, 'x', true);
            const next = this.marks[place + 1];
            const until = next ? u.valToPos(next.at, 'x', true) : end;
            if (x > end || until < bbox.left)
                return;
            if (x > bbox.left + 1) {
                ctx.strokeStyle = color('--mark');
                ctx.lineWidth = devicePixelRatio;
                ctx.beginPath();
                ctx.moveTo(Math.round(x), bbox.top);
                ctx.lineTo(Math.round(x), bbox.top + bbox.height);
                ctx.stroke();
            }
            this.paintLabel(u, mark.label, Math.max(x, bbox.left), Math.min(until, end), 0);
        });
    }

    // At the top, if there is room for it; spans of time below stages, for they may begin together.
    private paintLabel(u: uPlot, label: string, left: number, right: number, row: number): void {
        const { ctx, bbox } = u;
        const margin = 4 * devicePixelRatio;
        ctx.font = scaled(SMALL_FONT);
        if (ctx.measureText(label).width + 2 * margin > right - left)
            return;
        ctx.fillStyle = color('--text-quiet');
        ctx.textAlign = 'left';
        ctx.textBaseline = 'top';
        ctx.fillText(label, left + margin, bbox.top + margin + row * 14 * devicePixelRatio);
    }

    // A button for each line: it shows and hides the line, by keyboard too.
    protected legendEntry(label: string, colorName: string, toggle: ((shown: boolean) => void) | null, shown = true): LegendEntry {
        const entry: LegendEntry = { label, color: colorName, shown, value: document.createTextNode('') };
        const swatch = element('span', { class: 'swatch', 'aria-hidden': 'true' });
        swatch.style.background = `var(${colorName})`;
        const content = [swatch, element('span', {}, label), element('span', { class: 'legend-value' }, entry.value)];
        if (!toggle) {
            this.legend.append(element('span', { class: 'legend-entry' }, ...content));
            return entry;
        }
        const button = element('button', { type: 'button', class: 'legend-entry', 'aria-pressed': String(shown) }, ...content);
        button.addEventListener('click', () => {
            entry.shown = !entry.shown;
            button.setAttribute('aria-pressed', String(entry.shown));
            toggle(entry.shown);
        });
        append(this.legend, button);
        return entry;
    }

    protected describe(text: string): void {
        this.place.removeAttribute('aria-labelledby');
        this.place.setAttribute('aria-label', `${this.title}. ${text}`);
    }

    protected say(entry: LegendEntry, text: string): void {
        setText(entry.value, text);
    }
}

// Fonts on a canvas count device pixels.
function scaled(font: string): string {
    return font.replace(/\d+(?=px)/, (size) => String(Math.round(Number(size) * devicePixelRatio)));
}

// The look of an axis; `size` is its width or height in CSS pixels.
export function axis(overrides: uPlot.Axis): uPlot.Axis {
    return {
        font: FONT,
        stroke: () => color('--text-quiet'),
        grid: { stroke: () => color('--grid'), width: 1 },
        ticks: { show: false },
        gap: 6,
        ...overrides,
    };
}
