// SPDX-License-Identifier: MIT
//
// A table that sorts by its headings and searches, made once and then updated: a cell is touched only when its text changed, a row moves
// only when the order did, so that hundreds of rows can follow a run second by second.
import { element, setText } from './dom';

export interface Column<Row> {
    key: string;
    title: string;
    help?: string; // shown when the pointer rests on the heading
    numeric?: boolean; // right-aligned, and sorted from the largest first
    screenOnly?: boolean; // left out on paper, where there is less room
    text: (row: Row) => string;
    value?: (row: Row) => number | string | null | undefined; // sorts by this; by the text without
    className?: (row: Row) => string; // of its cells, by their row: "bad", "good", "quiet"
}

export interface Sorting { key: string; descending: boolean }

export interface TableOptions<Row> {
    caption: string;
    columns: Column<Row>[];
    id: (row: Row) => string; // what makes a row the same row at the next update
    last?: (row: Row) => boolean; // stays below the others however they are sorted: a sum
    search?: (row: Row) => string; // what a search looks into; without it there is no field to search
    sorting?: Sorting;
    empty?: string; // said in place of rows
    onSelect?: (row: Row) => void; // the first cell becomes a button
    selectLabel?: (row: Row) => string;
    ticks?: Ticks<Row>; // the first cell becomes a check box
}

export interface Ticks<Row> {
    has: (row: Row) => boolean;
    label: (row: Row) => string;
    onChange: (row: Row, ticked: boolean) => void;
}

interface Shown<Row> {
    row: Row;
    line: HTMLTableRowElement;
    cells: { cell: HTMLElement; text: Node }[];
    tick: HTMLInputElement | null;
    found: boolean;
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

function compareValues(a: unknown, b: unknown): number {
    if (typeof a === 'number' && typeof b === 'number')
        return a - b;
    return collator.compare(String(a), String(b));
}

// Of each of its cells, the heading included.
function classOf<Row>(column: Column<Row>): string {
    return [column.numeric && 'numeric', column.screenOnly && 'no-print'].filter(Boolean).join(' ');
}

export class Table<Row> {
    readonly root: HTMLElement;
    private readonly head: HTMLTableRowElement = element('tr');
    private readonly body: HTMLTableSectionElement = element('tbody');
    private readonly note: HTMLElement;
    private readonly field: HTMLInputElement | null = null;
    private readonly shown = new Map<string, Shown<Row>>();
    private columns: Column<Row>[];
    private sorting: Sorting | null;

    constructor(private readonly options: TableOptions<Row>) {
        this.columns = options.columns;
        this.sorting = options.sorting ?? null;
        this.note = element('p', { class: 'table-note', hidden: true });
        // It may be wider than a small screen: then it scrolls, also by keyboard.
        const scroller = element('div', { class: 'table-scroller', tabindex: 0, role: 'region', 'aria-label': options.caption },
            element('table', {},
                element('caption', { class: 'visually-hidden' }, options.caption),
                element('thead', {}, this.head), this.body));
        this.root = element('div', { class: 'table' });
        if (options.search) {
            this.field = element('input', {
                type: 'search', placeholder: 'Search', 'aria-label': `Search in ${options.caption}`, autocomplete: 'off',
                spellcheck: 'false', oninput: () => this.arrange(),
            });
            this.root.append(element('div', { class: 'table-tools no-print' }, this.field));
        }
        this.root.append(scroller, this.note);
        this.writeHead();
        this.arrange();
    }

    // Other columns, for example other percentiles. The rows stay.
    setColumns(columns: Column<Row>[]): void {
        this.columns = columns;
        const rows = [...this.shown.values()].map((shown) => shown.row);
        this.shown.clear();
        this.writeHead();
        this.update(rows);
    }

    // All rows there are now; those that are not among them go.
    update(rows: readonly Row[]): void {
        const present = new Set<string>();
        for (const row of rows) {
            const id = this.options.id(row);
            present.add(id);
            const shown = this.shown.get(id);
            if (shown)
                this.rewrite(shown, row);
            else
                this.shown.set(id, this.make(row));
        }
        for (const [id, shown] of this.shown) {
            if (present.has(id))
                continue;
            shown.line.remove();
            this.shown.delete(id);
        }
        this.arrange();
    }

    // Writes all rows again: what their texts depend on besides the row has changed.
    refresh(): void {
        for (const shown of this.shown.values())
            this.rewrite(shown, shown.row);
        this.arrange();
    }

    private writeHead(): void {
        this.head.replaceChildren(...this.columns.map((column) => {
            const sorted = this.sorting?.key === column.key;
            const button = element('button', { type: 'button', title: column.help, onclick: () => this.sortBy(column) }, column.title);
            return element('th', {
                scope: 'col', class: classOf(column) || null,
                'aria-sort': sorted ? (this.sorting!.descending ? 'descending' : 'ascending') : null,
            }, button);
        }));
    }

    private sortBy(column: Column<Row>): void {
        const again = this.sorting?.key === column.key;
        this.sorting = { key: column.key, descending: again ? !this.sorting!.descending : column.numeric === true };
        this.writeHead();
        const place = this.columns.indexOf(column);
        this.head.cells[place]?.querySelector('button')?.focus();
        this.arrange();
    }

    private make(row: Row): Shown<Row> {
        const line = element('tr', { class: this.options.last?.(row) ? 'last' : null });
        const shown: Shown<Row> = { row, line, cells: [], tick: null, found: true };
        this.columns.forEach((column, place) => {
            const cell = place === 0 ? element('th', { scope: 'row' }) : element('td');
            const text = document.createTextNode('');
            if (place === 0 && this.options.onSelect)
                cell.append(this.selector(shown, text));
            else if (place === 0 && this.options.ticks)
                cell.append(this.tick(shown, this.options.ticks, text));
            else
                cell.append(text);
            cell.className = classOf(column);
            line.append(cell);
            shown.cells.push({ cell, text });
        });
        this.rewrite(shown, row);
        return shown;
    }

    private selector(shown: Shown<Row>, text: Text): HTMLElement {
        return element('button', {
            type: 'button', class: 'link', onclick: () => this.options.onSelect!(shown.row), title: this.options.selectLabel?.(shown.row),
        }, text);
    }

    private tick(shown: Shown<Row>, ticks: Ticks<Row>, text: Text): HTMLElement {
        const input = element('input', { type: 'checkbox', onchange: () => ticks.onChange(shown.row, input.checked) });
        shown.tick = input;
        return element('label', { class: 'tick' }, input, element('span', {}, text));
    }

    private rewrite(shown: Shown<Row>, row: Row): void {
        shown.row = row;
        const ticks = this.options.ticks;
        if (shown.tick && ticks) {
            shown.tick.checked = ticks.has(row);
            shown.tick.setAttribute('aria-label', ticks.label(row));
        }
        this.columns.forEach((column, place) => {
            const { cell, text } = shown.cells[place]!;
            setText(text, column.text(row));
            if (column.className) {
                const wanted = `${classOf(column)} ${column.className(row)}`.trim();
                if (cell.className !== wanted)
                    cell.className = wanted;
            }
        });
    }

    // Order, search, and the note about what is left.
    private arrange(): void {
        const words = (this.field?.value ?? '').toLowerCase().split(/\s+/).filter((word) => word !== '');
        const all = [...this.shown.values()];
        for (const shown of all) {
            const text = this.options.search?.(shown.row).toLowerCase() ?? '';
            shown.found = this.options.last?.(shown.row) === true || words.every((word) => text.includes(word));
            if (shown.line.hidden === shown.found)
                shown.line.hidden = !shown.found;
        }
        this.order(all).forEach((shown, place) => {
            if (this.body.children[place] !== shown.line)
                this.body.insertBefore(shown.line, this.body.children[place] ?? null);
        });
        const any = all.some((shown) => shown.found && !this.options.last?.(shown.row));
        setText(this.note, any ? '' : words.length > 0 ? 'Nothing matches the search.' : this.options.empty ?? '');
        this.note.hidden = this.note.textContent === '';
    }

    private order(rows: Shown<Row>[]): Shown<Row>[] {
        const column = this.columns.find((one) => one.key === this.sorting?.key);
        const value = column && (column.value ?? column.text);
        const sign = this.sorting?.descending ? -1 : 1;
        const isLast = (shown: Shown<Row>) => (this.options.last?.(shown.row) ? 1 : 0);
        const keyed = rows.map((shown) => ({ shown, last: isLast(shown), key: value?.(shown.row) }));
        keyed.sort((a, b) => {
            if (a.last !== b.last)
                return a.last - b.last;
            if (!value)
                return 0;
            const missing = Number(a.key === null || a.key === undefined) - Number(b.key === null || b.key === undefined);
            return missing !== 0 ? missing : sign * compareValues(a.key, b.key); // what is unknown goes below, either way
        });
        return keyed.map(({ shown }) => shown);
    }
}
