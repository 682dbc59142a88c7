// SPDX-License-Identifier: MIT
//
// The form that starts a run. The load is said in one of three ways (a number of users, stages, an arrival rate) and drawn as the curve
// that the run would follow, which the server works out: the page has no second reader of these small languages.
import { TimeChart } from '../charts';
import { element, fill } from '../dom';
import * as format from '../format';
import { post, ServerError } from './api';
import { CheckList } from './check_list';
import { ClassPicker } from './class_picker';
import { debounced, Field } from './field';
import { OptionFields } from './option_fields';
import type { Answer, PreviewAnswer, StartValues, UiState } from './shapes';
import { Choice } from './widgets';

type Load = 'users' | 'stages' | 'rate' | 'shape';

const PREVIEW_MS = 300;
const STAGE_EXAMPLES: [string, string][] = [
    ['Ramp and plateau', '100:5:5m'],
    ['Steps', '50:0:1m,100:0:1m,200:0:1m'],
    ['Spike', '20:0:1m,200:0:20s,20:0:1m'],
    ['Up and down', '100:5:2m,0:5:0s'],
];

const textOf = (value: unknown) => (value === null || value === undefined ? '' : String(value));

export class StartForm {
    readonly root: HTMLFormElement;
    private readonly fields: Record<string, Field>;
    private readonly load: Choice<Load>;
    private readonly arrivals: Choice<'constant' | 'poisson'>;
    private readonly checks: CheckList;
    private readonly options: OptionFields;
    private readonly picker: ClassPicker | null;
    private readonly chart: TimeChart;
    private readonly chartNote: HTMLElement;
    private readonly problem: HTMLElement;
    private readonly button: HTMLButtonElement;
    private readonly parts: Record<Load, HTMLElement>;
    private unit = '';
    private asked = 0;
    private readonly firstHost: string; // which may have a masked password in it, so it is not sent back

    constructor(
        state: UiState,
        private readonly onStarted: () => void,
    ) {
        const values = state.form;
        this.firstHost = textOf(values.host).trim();
        const later = debounced(PREVIEW_MS, () => void this.preview());
        const changed = () => {
            this.asked++; // an answer that is on its way is about other values
            later();
        };
        this.fields = fieldsOf(values, changed);
        const first: Load = values.rate ? 'rate' : values.stages ? 'stages' : state.shaped ? 'shape' : 'users';
        const choices: [Load, string][] = [
            ['users', 'Users'],
            ['stages', 'Stages'],
            ['rate', 'Arrival rate'],
        ];
        if (state.shaped) choices.unshift(['shape', 'Shape of the scenario']);
        this.load = new Choice<Load>('Kind of load', choices, first, () => {
            this.showLoad();
            void this.preview();
        });
        this.arrivals = new Choice(
            'Spacing of arrivals',
            [
                ['constant', 'Even'],
                ['poisson', 'Random'],
            ],
            values.arrivals === 'poisson' ? 'poisson' : 'constant',
            changed,
        );
        this.checks = new CheckList(values.checks ?? []);
        this.options = new OptionFields(state.options ?? []);
        this.picker = state.class_picker && state.classes.length > 0 ? new ClassPicker(state.classes, changed) : null;
        this.chart = new TimeChart({
            title: 'Load over time',
            lines: [{ label: 'Users', color: '--series-1', filled: true }],
            format: format.number,
            height: 240,
        });
        this.chartNote = element('p', { class: 'quiet', 'aria-live': 'polite' });
        this.problem = element('p', { class: 'problem', role: 'alert' });
        this.button = element('button', { type: 'submit', class: 'button primary large' }, 'Start the run');
        this.parts = this.loadParts();
        this.root = element(
            'form',
            {
                class: 'start',
                novalidate: true,
                onsubmit: (event) => {
                    event.preventDefault();
                    void this.start();
                },
            },
            this.mainPart(state),
            this.sidePart(),
        );
        this.showLoad();
    }

    // Draws the curve: the form is shown now.
    shown(): void {
        void this.preview();
    }

    private mainPart(state: UiState): HTMLElement {
        const { host, run_time, warmup, iterations, profile } = this.fields;
        const more = element(
            'details',
            { class: 'more' },
            element('summary', {}, 'More'),
            element('div', { class: 'grid' }, warmup!.root, iterations!.root, profile!.root),
        );
        more.open = [warmup, iterations, profile].some((field) => field!.value !== '');
        return element(
            'div',
            { class: 'panel start-main' },
            element('h2', {}, 'New run'),
            element('p', { class: 'quiet' }, state.title),
            element(
                'fieldset',
                {},
                element('legend', { class: 'visually-hidden' }, 'Load'),
                this.load.root,
                ...Object.values(this.parts),
            ),
            element('div', { class: 'grid' }, host!.root, run_time!.root),
            more,
            this.picker?.root,
            this.checks.root,
            this.options.root,
            this.problem,
            element('div', { class: 'buttons' }, this.button),
        );
    }

    private sidePart(): HTMLElement {
        return element('div', { class: 'panel start-side' }, this.chart.root, this.chartNote);
    }

    private loadParts(): Record<Load, HTMLElement> {
        const { users, spawn_rate, stages, rate, max_users } = this.fields;
        const examples = STAGE_EXAMPLES.map(([title, text]) =>
            element(
                'button',
                {
                    type: 'button',
                    class: 'button small',
                    onclick: () => {
                        stages!.value = text;
                        void this.preview();
                    },
                },
                title,
            ),
        );
        return {
            users: element('div', { class: 'grid' }, users!.root, spawn_rate!.root),
            stages: element(
                'div',
                {},
                stages!.root,
                element('div', { class: 'buttons examples', role: 'group', 'aria-label': 'Examples of stages' }, ...examples),
            ),
            rate: element(
                'div',
                { class: 'grid' },
                rate!.root,
                max_users!.root,
                element('div', { class: 'field' }, element('div', { class: 'label' }, 'Spacing'), this.arrivals.root),
            ),
            shape: element('p', { class: 'quiet' }, 'The scenario says how many users there are, second by second.'),
        };
    }

    private showLoad(): void {
        for (const [name, part] of Object.entries(this.parts)) part.hidden = name !== this.load.value;
        this.fields.run_time!.help = this.load.value === 'stages' ? 'Empty: as long as the stages' : 'Empty: until it is stopped';
    }

    // What to ask for. A field of another kind of load is sent empty, so that no value from the command line stays behind it.
    private wishes(): Record<string, unknown> {
        const of = (name: string, ...loads: Load[]) => (loads.includes(this.load.value) ? this.fields[name]!.value : '');
        const { host, run_time, warmup, iterations, profile } = this.fields;
        return {
            users: of('users', 'users'),
            spawn_rate: of('spawn_rate', 'users'),
            stages: of('stages', 'stages'),
            rate: of('rate', 'rate'),
            max_users: of('max_users', 'rate'),
            arrivals: this.load.value === 'rate' ? this.arrivals.value : '',
            ...(host!.value === this.firstHost ? {} : { host: host!.value }),
            run_time: run_time!.value,
            warmup: warmup!.value,
            iterations: iterations!.value,
            profile: profile!.value,
            checks: this.checks.values,
            options: this.options.values,
            ...this.picker?.wishes,
        };
    }

    private async preview(): Promise<void> {
        const asked = ++this.asked;
        const answer = await post<PreviewAnswer>('api/preview', this.wishes()).catch((): PreviewAnswer => ({ success: false }));
        if (asked !== this.asked) return;
        if (!answer.success || !answer.points || answer.points.length === 0) {
            this.chart.setData([], [[]]);
            this.chartNote.textContent = answer.success
                ? 'This load has no curve that is known before the start.'
                : 'The curve appears when the fields can be read.';
            const field = this.fields[answer.field ?? ''];
            if (!answer.success && field && field.value !== '' && !field.root.closest('[hidden]')) this.complain(answer, false);
            return;
        }
        this.draw(answer.unit ?? 'users', answer.points);
    }

    private draw(unit: 'users' | 'arrivals', points: [number, number][]): void {
        const [seconds, values] = [points.map(([second]) => second), points.map(([, value]) => value)];
        if (unit === this.unit) this.chart.setData(seconds, [values]);
        else
            this.chart.setLines(
                [
                    unit === 'users'
                        ? { label: 'Users', color: '--series-1', filled: true }
                        : { label: 'Arrivals per second', color: '--series-3', filled: true },
                ],
                seconds,
                [values],
            );
        this.unit = unit;
        const peak = Math.max(...values);
        const length = seconds[seconds.length - 1] ?? 0;
        const ends = this.fields.run_time!.value !== '' || this.load.value === 'stages' || this.fields.iterations!.value !== '';
        this.chartNote.textContent =
            `${unit === 'users' ? `At most ${format.count(peak)} ${peak === 1 ? 'user' : 'users'}` : `At most ${format.rate(peak)}`}; `
            + (ends ? `${format.duration(length)} in all.` : 'it goes on until you stop it.');
    }

    private async start(): Promise<void> {
        this.button.disabled = true;
        this.problem.textContent = '';
        try {
            const answer = await post<Answer>('api/start', this.wishes());
            if (answer.success) this.onStarted();
            else this.complain(answer, true);
        } catch (error) {
            this.problem.textContent = error instanceof ServerError ? error.message : String(error);
        } finally {
            this.button.disabled = false;
        }
    }

    // Says it at the field it is about; what is about none stands above the button.
    private complain(answer: Answer, focus: boolean): void {
        const message = answer.message ?? 'The run could not be started.';
        const field = this.fields[answer.field ?? ''];
        if (field) {
            const details = field.root.closest('details');
            if (details) details.open = true;
            field.complain(message, answer.position);
            if (focus) field.input.focus();
        } else if (answer.field === 'checks') {
            const check = this.checks.complain(message, answer.position);
            if (focus) check?.input.focus();
            if (!check) this.problem.textContent = message;
        } else if (!this.options.complain(answer.field ?? '', message, answer.position)) {
            fill(this.problem, message);
        }
    }
}

function fieldsOf(values: StartValues, changed: () => void): Record<string, Field> {
    const make = (
        label: string,
        value: unknown,
        help: string,
        more: { placeholder?: string; lines?: number; type?: 'number'; mono?: boolean } = {},
    ) => new Field({ label, value: textOf(value), help, ...more }, changed);
    return {
        users: make('Users', values.users ?? 1, 'At the same time, at the peak', { type: 'number' }),
        spawn_rate: make('Spawn rate', values.spawn_rate ?? 1, 'Users started per second', { type: 'number' }),
        stages: make(
            'Stages',
            values.stages,
            'USERS:RATE:TIME or RATE/s:RAMP:TIME, with commas between; NAME= may stand before',
            { placeholder: '100:10:1m,peak=500:20:5m', lines: 2, mono: true },
        ),
        rate: make('Arrival rate', values.rate, 'Tasks that begin, however many users are busy', {
            placeholder: '50/s',
            mono: true,
        }),
        max_users: make('Most users', values.max_users, 'Started when no user is free', { type: 'number', placeholder: '10000' }),
        host: make('Host', values.host, 'Of the service under test', { placeholder: 'http://localhost:8000' }),
        run_time: make('Run time', values.run_time, 'Empty: until it is stopped', { placeholder: '5m' }),
        warmup: make('Warm-up', values.warmup, 'Left out of the results', { placeholder: '30s' }),
        iterations: make('Iterations', values.iterations, 'Ends the run when so many are done', { placeholder: '10000' }),
        profile: make('Label', values.profile, 'Under which the run is kept', { placeholder: 'before the index' }),
    };
}
