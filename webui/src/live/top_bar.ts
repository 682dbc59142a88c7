// SPDX-License-Identifier: MIT
//
// The bar above everything: what is run where, how it stands in a few numbers, and what can be done about it now.
import { element, setText } from '../dom';
import * as format from '../format';
import { choose, theme, onTheme } from '../theme';
import { percentileText } from '../views/requests';
import { logOut, post, ServerError } from './api';
import { Field } from './field';
import type { Model } from './model';
import type { Answer, LiveDocument } from './shapes';
import { openDialog, remember, say } from './widgets';

interface Figure {
    root: HTMLElement;
    value: HTMLElement;
    note: HTMLElement;
}

const STATES: Record<string, [string, string]> = {
    ready: ['Ready', ''],
    spawning: ['Starting users', 'busy'],
    running: ['Running', 'good'],
    paused: ['Paused', 'warn'],
    cleanup: ['Stopping', 'warn'],
    stopping: ['Stopping', 'warn'],
    stopped: ['Stopped', ''],
};

// `room`: how much its value and note may take before the figures behind it move.
function figure(label: string, room: 'narrow' | 'wide' = 'narrow'): Figure {
    const value = element('span', { class: 'figure-value' });
    const note = element('span', { class: 'figure-note' });
    return { root: element('div', { class: `figure ${room}` }, element('dt', {}, label), element('dd', {}, value, note)), value, note };
}

function write(one: Figure, value: string, note = '', kind = ''): void {
    setText(one.value, value);
    setText(one.note, note);
    if (one.root.dataset.kind !== kind) one.root.dataset.kind = kind;
}

export class TopBar {
    readonly root: HTMLElement;
    private readonly title = element('span', { class: 'bar-title' });
    private readonly host = element('span', { class: 'bar-host' });
    private readonly pill = element('span', { class: 'pill' });
    private readonly clock = element('span', { class: 'bar-clock' });
    private readonly part = element('span'); // the stage, or why it ended
    private readonly progress = element('div', { class: 'bar-progress', 'aria-hidden': 'true' });
    private readonly lost = element(
        'div',
        { class: 'bar-lost', role: 'alert', hidden: true },
        'The connection to Cicada is lost. Trying again …',
    );
    private readonly figures = {
        users: figure('Users'),
        workers: figure('Workers'),
        iterations: figure('Iterations'),
        rate: figure('Requests', 'wide'),
        failures: figure('Failures', 'wide'),
        p95: figure('p95', 'wide'),
        checks: figure('Checks'),
        verdict: figure('Verdict'),
    };
    private readonly buttons: Record<'edit' | 'pause' | 'resume' | 'reset' | 'stop' | 'again', HTMLButtonElement>;
    private readonly out: HTMLButtonElement;

    constructor(
        private readonly model: Model,
        onNewRun: () => void,
    ) {
        const act = (title: string, path: string, kind = '') =>
            element('button', { type: 'button', class: `button ${kind}`, onclick: () => void this.act(path) }, title);
        this.buttons = {
            edit: element('button', { type: 'button', class: 'button', onclick: () => this.edit() }, 'Edit'),
            pause: act('Pause', 'api/pause'),
            resume: act('Resume', 'api/resume', 'primary'),
            reset: act('Reset', 'api/reset'),
            stop: act('Stop', 'api/stop', 'danger'),
            again: element('button', { type: 'button', class: 'button primary', onclick: onNewRun }, 'New run'),
        };
        this.out = element('button', { type: 'button', class: 'button plain', onclick: () => void logOut() }, 'Log out');
        this.root = element(
            'header',
            { class: 'bar' },
            this.lost,
            element(
                'div',
                { class: 'bar-line' },
                element(
                    'div',
                    { class: 'bar-what' },
                    element('h1', {}, element('span', { class: 'brand' }, 'Cicada'), this.title),
                    element('div', { class: 'bar-where' }, this.pill, this.clock, this.part, this.host),
                ),
                element('div', { class: 'bar-buttons' }, ...Object.values(this.buttons), themeButton(), this.out),
            ),
            element('dl', { class: 'figures' }, ...Object.values(this.figures).map((one) => one.root)),
            this.progress,
        );
    }

    setLost(lost: boolean): void {
        this.lost.hidden = !lost;
    }

    update(): void {
        const { model } = this;
        const state = model.paused && model.runState === 'running' ? 'paused' : model.runState;
        const [word, kind] = STATES[state] ?? [state, ''];
        setText(this.title, model.run?.run.title || model.state.title);
        setText(this.host, model.run?.run.host ?? model.state.host ?? '');
        for (const place of [this.title, this.host]) place.title = place.textContent ?? ''; // where there is no room for all of it
        setText(this.pill, word);
        const name = `${word}: ${this.title.textContent} – Cicada`;
        if (document.title !== name) document.title = name;
        this.pill.className = `pill ${kind}`.trim();
        this.writeClock();
        setText(this.part, this.partText());
        this.part.hidden = this.part.textContent === '';
        this.writeFigures();
        this.offer(state);
    }

    private writeClock(): void {
        const { model } = this;
        const whole = model.active || model.atS <= model.plannedS ? model.plannedS : 0;
        setText(
            this.clock,
            !model.hasRun ? '' : whole > 0 ? `${format.clock(model.atS)} of ${format.clock(whole)}` : format.clock(model.atS),
        );
        this.progress.style.width = model.active && whole > 0 ? `${Math.min(100, (100 * model.atS) / whole)}%` : '0';
    }

    private partText(): string {
        const { run, hasRun, active } = this.model;
        if (!run || !hasRun) return '';
        if (!active) return run.run.stop_reason ?? '';
        const stage = run.stages.find((one) => one.running);
        const all = Math.max(run.plan?.stages?.length ?? 0, run.stages.length);
        if (!stage || all < 2) return '';
        return `stage ${stage.number} of ${all}${stage.name ? `: ${stage.name}` : ''}`;
    }

    private writeFigures(): void {
        const { run, frame, hasRun } = this.model;
        const { workers, iterations, checks } = this.figures;
        for (const one of Object.values(this.figures)) one.root.hidden = !hasRun;
        if (!run || !hasRun) return;
        workers.root.hidden = !frame?.workers || frame.workers.length === 0;
        write(workers, format.count(frame?.workers?.length ?? 0));
        iterations.root.hidden = !run.iterations.arrivals && run.iterations.limit === 0;
        checks.root.hidden = run.checks.length === 0;
        this.writeLoad(run);
        this.writeRequests(run);
        this.writeJudgement(run);
    }

    private writeLoad(run: LiveDocument): void {
        const { current, target, peak } = run.users;
        const wanted = target === current ? '' : `of ${format.count(target)}`;
        write(this.figures.users, format.count(this.model.active ? current : peak), this.model.active ? wanted : 'peak');
        const { finished, limit, arrivals, dropped_no_user, dropped_late } = run.iterations;
        const dropped = dropped_no_user + dropped_late;
        const note = arrivals ? `${format.count(dropped)} dropped` : `of ${format.count(limit)}`;
        write(this.figures.iterations, format.count(finished), note, dropped > 0 ? 'bad' : '');
    }

    private writeRequests({ total }: LiveDocument): void {
        const { active } = this.model;
        const now = active ? (total.current_requests_per_second ?? total.requests_per_second) : total.requests_per_second;
        const times = active && total.current_response_time_ms?.count ? total.current_response_time_ms : total.response_time_ms;
        const failed = total.failures > 0 ? 'bad' : '';
        write(this.figures.rate, format.rate(now), `${format.count(total.requests)} in all`);
        write(this.figures.failures, format.percent(total.failure_ratio), `${format.count(total.failures)} in all`, failed);
        write(this.figures.p95, percentileText(times, 'p95'), active ? 'last 10 s' : 'whole run');
    }

    private writeJudgement({ checks, verdict }: LiveDocument): void {
        const [failed, passed] = ['fail', 'pass'].map((result) => checks.filter((check) => check.result === result).length);
        const all = passed === checks.length;
        const words = failed! > 0 ? `${failed} fail` : all ? 'all pass' : passed! > 0 ? `${passed} pass` : 'waiting';
        write(this.figures.checks, words, `of ${checks.length}`, failed! > 0 ? 'bad' : all ? 'good' : '');
        const level = verdict?.level;
        const reason = level === 'VALID' ? '' : (verdict?.reasons[0]?.id.replaceAll('_', ' ') ?? '');
        const kind = level === 'INVALID' ? 'bad' : level === 'DEGRADED' ? 'warn' : '';
        write(this.figures.verdict, level ? level.charAt(0) + level.slice(1).toLowerCase() : format.NOTHING, reason, kind);
    }

    private offer(state: string): void {
        const works = state === 'running' || state === 'spawning';
        const show = (button: HTMLButtonElement, wanted: boolean) => {
            button.hidden = !wanted;
        };
        show(this.buttons.edit, works && !this.model.state.shaped && this.model.hasRun); // its fields hold what is now
        show(this.buttons.pause, works);
        show(this.buttons.resume, state === 'paused');
        show(this.buttons.reset, works || state === 'paused');
        show(this.buttons.stop, works || state === 'paused');
        show(this.buttons.again, !this.model.active && this.model.hasRun);
        this.out.hidden = !this.model.state.user;
    }

    private async act(path: string): Promise<void> {
        try {
            const answer = await post<Answer>(path);
            if (!answer.success) say(answer.message ?? 'That did not work.', 'bad');
        } catch (error) {
            say(error instanceof ServerError ? error.message : String(error), 'bad');
        }
    }

    // Only of a run that neither its stages nor its iterations end.
    private runTimeField(): Record<string, Field> {
        const { run } = this.model;
        if ((run?.plan?.stages?.length ?? 0) > 0 || (run?.iterations.limit ?? 0) > 0) return {};
        const seconds = Math.round(this.model.plannedS);
        return {
            run_time: new Field({
                label: 'Run time',
                help: 'In all, from the start on; empty: until it is stopped',
                value: seconds > 0 ? `${seconds}s` : '',
                placeholder: '10m',
                mono: true,
            }),
        };
    }

    // Another number of users, another rate or another end, while it runs.
    private edit(): void {
        const plan = this.model.run?.plan;
        const open = Boolean(plan?.rate);
        const load: Record<string, Field> = open
            ? { rate: new Field({ label: 'Arrival rate', value: plan?.rate ?? '', placeholder: '50/s', mono: true }) }
            : {
                  users: new Field({
                      label: 'Users',
                      value: String(this.model.run?.users.target ?? plan?.users ?? 1),
                      type: 'number',
                  }),
                  spawn_rate: new Field({
                      label: 'Spawn rate',
                      help: 'Users started or stopped per second',
                      value: String(plan?.spawn_rate || 1),
                      type: 'number',
                  }),
              };
        const time = this.runTimeField();
        const fields = { ...load, ...time };
        const runTime = time.run_time?.value;
        // A time that was left as it is would only be read as one of whole seconds.
        const wishes = () => {
            const values = Object.entries(fields).map(([name, field]) => [name, field.value]);
            return Object.fromEntries(values.filter(([name, value]) => name !== 'run_time' || value !== runTime));
        };
        const problem = element('p', { class: 'problem', role: 'alert' });
        openDialog('Edit the load', (close) => [
            element(
                'form',
                {
                    class: 'edit',
                    novalidate: true,
                    onsubmit: (event) => {
                        event.preventDefault();
                        void send(wishes(), fields, problem, close);
                    },
                },
                element('div', { class: 'grid' }, ...Object.values(fields).map((field) => field.root)),
                problem,
                element(
                    'div',
                    { class: 'buttons' },
                    element('button', { type: 'submit', class: 'button primary' }, 'Apply'),
                    element('button', { type: 'button', class: 'button', onclick: close }, 'Cancel'),
                ),
            ),
        ]);
        Object.values(fields)[0]!.input.focus();
        Object.values(fields)[0]!.input.select();
    }
}

async function send(
    wishes: Record<string, string>,
    fields: Record<string, Field>,
    problem: HTMLElement,
    close: () => void,
): Promise<void> {
    try {
        const answer = await post<Answer>('api/edit', wishes);
        if (answer.success) return close();
        const field = fields[answer.field ?? ''];
        field?.complain(answer.message ?? 'That is not possible.', answer.position);
        problem.textContent = field ? '' : (answer.message ?? 'That is not possible.');
    } catch (error) {
        problem.textContent = error instanceof ServerError ? error.message : String(error);
    }
}

function themeButton(): HTMLElement {
    const button = element('button', {
        type: 'button',
        class: 'button plain theme-button',
        onclick: () => {
            const wanted = theme() === 'dark' ? 'light' : 'dark';
            remember('theme', wanted);
            choose(wanted);
        },
    });
    const name = () => {
        const other = theme() === 'dark' ? 'Light' : 'Dark';
        button.textContent = theme() === 'dark' ? '☀' : '☾';
        button.setAttribute('aria-label', `${other} colours`);
        button.title = `${other} colours`;
    };
    name();
    onTheme(name);
    return button;
}
