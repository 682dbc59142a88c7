// SPDX-License-Identifier: MIT
//
// A server that plays a made-up run to the built live page: for tests of what the page does with any data, and for work on the page
// without a build of the program.
//
//     node tests/ui/mock/server.mjs [PORT]      plays a run of five minutes, second by second
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MadeUpRun } from './run.mjs';

const PAGE = join(fileURLToPath(new URL('.', import.meta.url)), '..', '..', '..', 'webui', 'dist', 'index.html');

const CLASSES = [
    {
        name: 'Visitor',
        weight: 3,
        fixed_count: 0,
        host: null,
        tasks: [
            { name: 'browse', weight: 2 },
            {
                name: 'shop',
                weight: 1,
                tasks: [
                    { name: 'look', weight: 4 },
                    { name: 'buy', weight: 1 },
                ],
            },
        ],
    },
    { name: 'Buyer', weight: 1, fixed_count: 0, host: null, tasks: [{ name: 'login', weight: 1 }] },
];

const OPTIONS = [
    { name: 'region', value: 'eu', type: 'text', choices: ['eu', 'us'], help: 'Where the service runs' },
    { name: 'verbose', value: 'true', type: 'bool', help: 'Say more' },
    { name: 'api_key', value: null, type: 'text', secret: true, help: 'Of the partner' },
    { name: 'limit', value: '10', type: 'number', help: 'Items on a page' },
    { name: 'tag', value: ['a', 'b'], type: 'text', multiple: true },
];

const RUNS = [3, 2, 1].map((id) => ({
    id,
    label: id === 3 ? 'after the index' : 'nightly',
    title: 'shop.c',
    host: 'http://127.0.0.1:8000',
    start: `2026-11-2${id - 1}T03:00:00.000000Z`,
    duration_s: 300,
    users: 50,
    requests: 60000 + id,
    failure_ratio: id === 2 ? 0.004 : 0,
    p95_ms: 40 - 4 * id,
    verdict: id === 2 ? 'DEGRADED' : 'VALID',
    exit_code: id === 2 ? 1 : 0,
}));

export class MockServer {
    // `run`: a MadeUpRun, or null before the first one. `tick`: milliseconds of a second; 0: only step() moves it.
    constructor({ run = null, tick = 1000, state = {}, runs = RUNS, login = null, base = '/' } = {}) {
        Object.assign(this, {
            run,
            tick,
            runs,
            login,
            base,
            stateChanges: state,
            viewers: new Set(),
            held: null, // a promise that the history waits for
            posts: [],
            asked: [], // what was read
            logsSent: run?.logs.length ?? 0,
            token: 'token-of-the-mock',
        });
        this.server = createServer((request, response) => void this.answer(request, response));
        this.timer = tick > 0 ? setInterval(() => this.step(), tick) : null;
    }

    async listen(port = 0) {
        await new Promise((done) => this.server.listen(port, '127.0.0.1', done));
        this.url = `http://127.0.0.1:${this.server.address().port}${this.base}`;
        return this;
    }

    async close() {
        clearInterval(this.timer);
        this.drop();
        this.server.closeAllConnections();
        await new Promise((done) => this.server.close(done));
    }

    // Cuts the streams of all viewers.
    drop() {
        for (const viewer of this.viewers) viewer.destroy();
        this.viewers.clear();
    }

    step() {
        if (!this.run || this.run.state === 'stopped') return;
        this.run.step();
        this.send('second', this.run.frame(this.logsSent, this.stateChanges.resource));
        this.logsSent = this.run.logs.length;
    }

    send(event, data) {
        for (const viewer of this.viewers) viewer.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    }

    news(message) {
        this.send('state', { run: this.run?.number ?? 0, state: this.run?.state ?? 'ready', message });
    }

    get state() {
        return {
            schema: 'cicada-ui',
            schema_version: 1,
            version: 'cicada 0.1.0',
            title: 'shop.c',
            host: 'http://127.0.0.1:8000',
            state: this.run?.state ?? 'ready',
            run: this.run?.number ?? 0,
            token: this.token,
            user: this.login?.user ?? null,
            store: true,
            class_picker: true,
            shaped: false,
            full_history: false,
            percentiles: ['p50', 'p66', 'p75', 'p80', 'p90', 'p95', 'p98', 'p99', 'p99.9', 'p99.99'],
            classes: CLASSES,
            options: OPTIONS,
            form: {
                users: 50,
                spawn_rate: 5,
                host: 'http://127.0.0.1:8000',
                run_time: '5m',
                stages: '',
                rate: '',
                arrivals: '',
                max_users: '',
                warmup: '',
                iterations: '',
                profile: '',
                checks: ['p95 < 60ms'],
            },
            ...this.stateChanges,
        };
    }

    async answer(request, response) {
        const url = new URL(request.url, 'http://mock');
        const body = await textOf(request);
        const json = (status, value) => {
            response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
            response.end(JSON.stringify(value));
        };
        if (!url.pathname.startsWith(this.base)) return json(404, { message: 'nothing is here' });
        const path = url.pathname.slice(this.base.length);
        if (path === '') {
            response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
            return response.end(readFileSync(PAGE));
        }
        if (path === 'login') return this.logIn(new URLSearchParams(body), response, json);
        if (this.login && !(request.headers.cookie ?? '').includes('cicada=mock')) return json(401, { message: 'Log in first.' });
        if (request.method === 'POST') return this.change(path, request, body, json);
        if (path === 'api/events') return this.join(response);
        this.asked.push(path + url.search);
        if (path === 'api/run') await this.held;
        return this.show(path, url.searchParams, response, json);
    }

    logIn(form, response, json) {
        if (form.get('username') !== this.login?.user || form.get('password') !== this.login?.password)
            return json(401, { success: false, message: 'User or password is wrong.' });
        response.setHeader('Set-Cookie', 'cicada=mock; HttpOnly; SameSite=Strict; Path=/');
        return json(200, { success: true });
    }

    join(response) {
        response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
        response.write(': here\n\n');
        this.viewers.add(response);
        response.on('close', () => this.viewers.delete(response));
    }

    show(path, query, response, json) {
        const past = /^api\/runs\/(\d+)$/.exec(path);
        const run = this.run;
        if (path === 'api/state') return json(200, this.state);
        if (path === 'api/run') {
            const document = (run ?? new MadeUpRun({ number: 0 })).document(this.stateChanges.resource);
            return json(200, { ...document, exceptions: this.stateChanges.exceptions ?? [] });
        }
        if (path === 'api/course') return json(200, run.course(query.get('method'), query.get('name'), query.get('percentiles')?.split(',')));
        if (path === 'api/distribution') return json(200, run.distribution());
        if (path === 'api/runs') {
            const runs = this.runs.filter((one) => JSON.stringify(one).includes(query.get('search') ?? ''));
            return json(200, { runs: runs.slice(0, Number(query.get('limit'))), found: runs.length });
        }
        if (past)
            return json(
                200,
                new MadeUpRun({ seconds: 120, number: Number(past[1]), users: 20 + 10 * Number(past[1]) }).document(),
            );
        if (path === 'api/compare') return json(200, comparison(query.get('base'), query.get('new'), this.run));
        return json(404, { message: 'nothing is here' });
    }

    change(path, request, body, json) {
        const said = body ? JSON.parse(body) : {};
        this.posts.push({ path, body: said });
        if (request.headers['x-cicada-token'] !== this.token) return json(403, { message: 'the token is not that of this page' });
        switch (path) {
            case 'api/preview':
                return json(200, preview(said));
            case 'api/check-syntax':
                return json(
                    200,
                    said.check.includes('<') || said.check.includes('>')
                        ? { success: true }
                        : {
                              success: false,
                              message: 'a comparison is missing: write <, <=, >, >=, == or !=',
                              position: said.check.length,
                          },
                );
            case 'api/start':
                return json(200, this.start(said));
            case 'api/edit':
                if (!(Number(said.users) > 0))
                    return json(200, { success: false, message: 'users has to be a number', field: 'users', position: 0 });
                this.run.target = Number(said.users);
                break;
            case 'api/stop':
                this.run.stop();
                break;
            case 'api/reset':
                this.run.reset();
                break;
            case 'api/pause':
            case 'api/resume':
                this.run.paused = path === 'api/pause';
                this.run.state = this.run.paused ? 'paused' : 'running';
                break;
            default:
                return json(404, { message: 'nothing is here' });
        }
        this.news('');
        return json(200, { success: true, message: '' });
    }

    start(said) {
        const mistake = /^[^:]*/.exec(said.stages)[0];
        if (said.stages && !said.stages.includes(':'))
            return { success: false, message: 'the rate is missing', field: 'stages', position: mistake.length };
        this.run = new MadeUpRun({ number: (this.run?.number ?? 0) + 1, users: Number(said.users) || 50, checks: said.checks });
        this.logsSent = 0;
        this.run.step();
        this.news('The run has started.');
        return { success: true, message: 'The run has started.' };
    }
}

function preview(said) {
    if (said.rate)
        return {
            success: true,
            unit: 'arrivals',
            points: [
                [0, parseFloat(said.rate)],
                [300, parseFloat(said.rate)],
            ],
        };
    if (said.stages) {
        if (!said.stages.includes(':'))
            return { success: false, message: 'the rate is missing', field: 'stages', position: said.stages.length };
        return {
            success: true,
            unit: 'users',
            points: [
                [0, 0],
                [20, 100],
                [80, 100],
                [105, 500],
                [405, 500],
            ],
        };
    }
    const [users, rate] = [Number(said.users), Number(said.spawn_rate)];
    if (!(users > 0)) return { success: false, message: 'users has to be a number above 0', field: 'users', position: 0 };
    return {
        success: true,
        unit: 'users',
        points: [
            [0, 0],
            [users / rate, users],
            [300, users],
        ],
    };
}

function comparison(base, now, run) {
    const rows = (run ?? new MadeUpRun({ seconds: 5 })).rows;
    const metric = (name, result, baseValue, nowValue) => ({
        metric: name,
        result,
        reason: null,
        unit: 'ms',
        base: baseValue,
        now: nowValue,
        difference: nowValue - baseValue,
        difference_low: nowValue - baseValue - 1,
        difference_high: nowValue - baseValue + 1,
        relative: nowValue / baseValue - 1,
        relative_low: nowValue / baseValue - 1.03,
        relative_high: nowValue / baseValue - 0.97,
        p: 0.001,
        visible: true,
    });
    return {
        schema: 'cicada-comparison',
        schema_version: 1,
        result: 'regression',
        counts: { regression: 1, improvement: 1, 'no difference': rows.length * 2 - 2, 'not enough data': 0 },
        base: { label: `run ${base}`, runs: 1 },
        now: { label: `run ${now}`, runs: 1 },
        notes: ['The loads differ: 40 and 50 users.'],
        only_base: [],
        only_now: ['GET /new'],
        tolerances: {},
        names: rows.map((row, place) => ({
            method: row.method,
            name: row.name,
            base_requests: 1000,
            now_requests: 1100,
            ks_distance: 0.2,
            metrics: [
                metric('p50', place === 1 ? 'improvement' : 'no difference', 10, place === 1 ? 8 : 10.1),
                metric('p95', place === 0 ? 'regression' : 'no difference', 20, place === 0 ? 31 : 20.2),
            ],
        })),
    };
}

async function textOf(request) {
    let text = '';
    for await (const piece of request) text += piece;
    return text;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    const server = await new MockServer({ run: new MadeUpRun({ seconds: 150 }) }).listen(Number(process.argv[2] ?? 0));
    console.log(server.url);
}
