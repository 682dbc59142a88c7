// SPDX-License-Identifier: MIT
//
// A made-up run for the mock server: the same numbers each time, in the shapes of docs/json.md and docs/web.md, from names that the test
// chooses. It is worked out second by second, so that a page can be shown any part of it.

// Park and Miller's generator: the same sequence each time.
function randomFrom(seed) {
    let state = seed % 2147483647 || 1;
    return () => {
        state = (state * 48271) % 2147483647;
        return state / 2147483647;
    };
}

const times = (median, count) =>
    count === 0
        ? { count: 0 }
        : {
              count,
              min: median * 0.4,
              mean: median * 1.2,
              max: median * 9,
              standard_deviation: median * 0.7,
              p50: median,
              p66: median * 1.2,
              p75: median * 1.4,
              p80: median * 1.6,
              p90: median * 2.1,
              p95: median * 2.9,
              p98: median * 3.8,
              p99: median * 4.6,
              'p99.9': median * 7,
              'p99.99': median * 8.6,
          };

export const NAMES = [
    ['GET', '/items'],
    ['GET', '/items/[id]'],
    ['POST', '/login'],
    ['GET', '/health'],
    ['POST', '/orders'],
    ['PUT', '/cart'],
    ['DELETE', '/cart/[id]'],
    ['GET', '/search?q=[words]'],
];

export class MadeUpRun {
    constructor({
        names = NAMES,
        seconds = 0,
        users = 50,
        runTime = 300,
        errors = null,
        title = 'shop.c',
        host = 'http://127.0.0.1:8000',
        checks = null,
        logs = [],
        number = 1,
    } = {}) {
        Object.assign(this, { number, title, host, target: users, runTime, logs: [...logs] });
        this.random = randomFrom(7);
        this.state = number > 0 ? 'spawning' : 'ready';
        this.paused = false;
        this.epoch = 1;
        this.frameNumber = 0;
        this.series = [];
        this.resources = [];
        this.rows = names.map(([method, name], place) => ({
            method,
            name,
            median: 4 + ((place * 7) % 40),
            share: 1 / (1 + place),
            requests: 0,
            failures: 0,
            now: 0,
            failing: 0,
            course: [],
        }));
        this.errors = (
            errors ?? [
                ['http_status', 503, '503 Service Unavailable'],
                ['timeout_first_byte', 0, 'no answer within 30 s'],
                ['refused', 0, 'connection refused'],
            ]
        ).map(([kind, status, text], place) => ({
            method: this.rows[place % this.rows.length].method,
            name: this.rows[place % this.rows.length].name,
            error: text,
            class: kind,
            status,
            occurrences: 0,
            first_seen_s: 0,
            last_seen_s: 0,
        }));
        this.checks = checks ?? ['p95 < 60ms', 'fail_ratio < 1%', 'rps > 100/s for "GET /items"'];
        for (let second = 0; second < seconds; second++) this.step();
    }

    get second() {
        return this.series.length;
    }

    step() {
        const second = this.second;
        const users = Math.min(this.target, Math.round((second + 1) * 5));
        this.users = users;
        this.state = this.paused ? 'paused' : users < this.target ? 'spawning' : 'running';
        const wave = 1 + 0.25 * Math.sin(second / 23) + 0.08 * this.random();
        const point = {
            second,
            seconds: 1,
            users,
            requests: 0,
            failures: 0,
            bytes_received: 0,
            warmup: second < 10,
            paused: this.paused,
        };
        const trouble = second % 90 > 60 && second % 90 < 72;
        for (const row of this.rows) {
            row.now = this.paused ? 0 : Math.round(users * 4 * row.share * wave);
            row.failing = trouble ? Math.round(row.now * 0.04) : 0;
            row.requests += row.now;
            row.failures += row.failing;
            row.slow = row.median * wave * (trouble ? 2.2 : 1);
            row.course.push([row.now, row.failing, row.slow]);
            point.requests += row.now;
            point.failures += row.failing;
        }
        const errors = this.blame(second, point.failures);
        if (point.failures > 0) point.errors = errors;
        const slow = 12 * wave * (trouble ? 2.2 : 1);
        Object.assign(point, {
            bytes_received: point.requests * 800,
            response_mean_ms: slow * 1.2,
            response_p50_ms: slow,
            response_p95_ms: slow * 2.9,
            response_p99_ms: slow * 4.6 * (1 + 0.3 * this.random()),
            response_max_ms: slow * 9,
            service_p50_ms: slow * 0.9,
            service_p95_ms: slow * 2.7,
            service_p99_ms: slow * 4.2,
            lag_max_ms: 0.1 + 0.4 * this.random() ** 4,
            cpu: 0.12 + (0.1 * wave * users) / this.target,
        });
        this.series.push(point);
        this.resources.push({ second, cpu: 0.6 * wave, memory: 210e6 + second * 2e4 });
        if (second % 20 === 0)
            this.logs.push(
                `[2026-11-21 07:${String(Math.floor(second / 60) % 60).padStart(2, '0')}:${String(second % 60).padStart(2, '0')}] host/${trouble ? 'WARNING' : 'INFO'}/cicada: ${users} users`,
            );
        return point;
    }

    // Spreads the failures of a second over the errors, and returns them by class.
    blame(second, failures) {
        const classes = {};
        for (let left = failures, place = 0; left > 0; place = (place + 1) % this.errors.length) {
            const error = this.errors[place];
            const part = Math.min(left, Math.ceil(failures / this.errors.length));
            if (error.occurrences === 0) error.first_seen_s = second;
            error.occurrences += part;
            error.last_seen_s = second;
            classes[error.class] = (classes[error.class] ?? 0) + part;
            left -= part;
        }
        return classes;
    }

    reset() {
        this.epoch++;
        for (const row of this.rows) row.requests = row.failures = 0;
        for (const error of this.errors) error.occurrences = 0;
    }

    stop() {
        this.state = 'stopped';
        this.paused = false;
    }

    request(row) {
        const elapsed = Math.max(1, this.second);
        return {
            method: row.method,
            name: row.name,
            requests: row.requests,
            failures: row.failures,
            failure_ratio: row.requests ? row.failures / row.requests : 0,
            requests_per_second: row.requests / elapsed,
            failures_per_second: row.failures / elapsed,
            current_requests_per_second: row.now,
            current_failures_per_second: row.failing,
            response_time_ms: times(row.slow ?? 1, row.requests),
            service_time_ms: times((row.slow ?? 1) * 0.9, row.requests),
            current_response_time_ms: times(row.slow ?? 1, row.now),
            body_bytes: row.requests * 640,
            bytes_sent: row.requests * 120,
            bytes_received: row.requests * 800,
            new_connections: this.users ?? 0,
            statuses: { 200: row.requests - row.failures, 503: row.failures },
            phases_ms: Object.fromEntries(
                [
                    ['dns', 0.2],
                    ['connect', 0.6],
                    ['tls', 0],
                    ['send', 0.05],
                    ['wait', 8],
                    ['receive', 0.8],
                ].map(([name, mean]) => [name, { count: mean ? row.requests : 0, sum: mean * row.requests, max: mean * 12 }]),
            ),
        };
    }

    get total() {
        const sum = (key) => this.rows.reduce((all, row) => all + row[key], 0);
        return this.request({
            method: '',
            name: 'Aggregated',
            requests: sum('requests'),
            failures: sum('failures'),
            now: sum('now'),
            failing: sum('failing'),
            slow: this.series.at(-1)?.response_p50_ms ?? 1,
        });
    }

    get judged() {
        const total = this.total;
        const values = [
            [total.response_time_ms.p95 ?? null, 60, 'ms'],
            [total.failure_ratio, 0.01, 'share'],
            [total.current_requests_per_second, 100, 'per_second'],
        ];
        return this.checks.map((check, place) => {
            const [value, limit, unit] = values[place % 3];
            const margin = value === null ? null : place % 3 === 2 ? (value - limit) / limit : (limit - value) / limit;
            return {
                check,
                result: value === null ? 'wait' : margin >= 0 ? 'pass' : 'fail',
                value,
                limit,
                unit,
                margin,
                samples: total.requests,
                samples_needed: place === 0 ? 73 : 0,
                ended_run: false,
            };
        });
    }

    get common() {
        const classes = [
            ['Visitor', 3],
            ['Buyer', 1],
        ].map(([name, weight]) => ({
            name,
            weight,
            fixed_count: 0,
            current: Math.round(((this.users ?? 0) * weight) / 4),
            target: Math.round((this.target * weight) / 4),
            requests: Math.round((this.total.requests * weight) / 4),
            failures: Math.round((this.total.failures * weight) / 4),
            traffic_share: weight / 4,
        }));
        const failures = this.total.failures;
        return {
            users: {
                current: this.state === 'stopped' ? 0 : (this.users ?? 0),
                target: this.target,
                peak: this.users ?? 0,
                classes,
            },
            total: this.total,
            checks: this.judged,
            verdict: { level: 'VALID', reasons: [] },
            causes:
                failures > 0
                    ? [
                          {
                              id: 'status_503',
                              generator: false,
                              count: failures,
                              text: `${failures} requests were answered 503: the service, or what stands before it, had no worker free.`,
                          },
                      ]
                    : [],
            generator: {
                cpu: 0.2,
                cpu_seconds: 9,
                memory_bytes: 31e6,
                connections: this.users ?? 0,
                lag_mean_ms: 0.1,
                lag_p50_ms: 0.1,
                lag_p99_ms: 0.4,
                lag_max_ms: 0.9,
                step_max_ms: 0.3,
            },
            iterations: {
                planned: 0,
                begun: 0,
                waiting: 0,
                dropped_no_user: 0,
                dropped_late: 0,
                finished: 0,
                interrupted: 0,
                running: 0,
                arrivals: false,
                limit: 0,
                drop_share: 0,
            },
        };
    }

    get stages() {
        return [
            { number: 1, name: 'ramp', start_s: 0, wanted_users: this.target },
            { number: 2, name: 'peak', start_s: 60, wanted_users: this.target * 2 },
        ]
            .filter((stage) => stage.start_s <= this.second)
            .map((stage, place, all) => ({
                ...stage,
                users_per_second: 5,
                arrivals_per_second: 0,
                users: this.users ?? 0,
                measured_s: 60,
                running: place === all.length - 1 && this.state !== 'stopped',
                total: this.total,
            }));
    }

    resource(name) {
        const last = this.resources.at(-1) ?? { cpu: 0, memory: 0 };
        const measure = (value) => ({ seconds: this.second, mean: value, max: value, last: value, p95: value });
        return {
            name,
            source: 'pid:1',
            seconds: this.second,
            missing_seconds: 0,
            restarts: 0,
            memory_limit: null,
            connections_limit: null,
            measures: { cpu: measure(last.cpu), memory: measure(last.memory) },
            series: this.resources.map((one) => ({
                second: one.second,
                seconds: 1,
                steady: true,
                cpu: one.cpu,
                memory: one.memory,
            })),
        };
    }

    document(resourceName) {
        return {
            schema: 'cicada-run',
            schema_version: 1,
            run: {
                number: this.number,
                epoch: this.epoch,
                frame: this.frameNumber,
                paused: this.paused,
                title: this.title,
                host: this.host,
                command_line: 'cicada -f shop.c',
                version: 'cicada 0.1.0',
                libraries: '',
                machine: 'vm',
                system: 'Linux',
                state: this.state,
                stop_reason: this.state === 'stopped' ? 'stopped' : null,
                start: '2026-11-21T07:00:00.000000Z',
                end: null,
                taken: null,
                duration_s: this.second,
                measured_s: this.second,
                reset: false,
                exit_code: 0,
            },
            plan: {
                scenario_file: 'shop.c',
                url: null,
                host: this.host,
                users: this.target,
                spawn_rate: 5,
                rate: null,
                stages: [],
                run_time_s: this.runTime,
                warmup_s: 10,
                profile: null,
                user_classes: [],
            },
            ...this.common,
            requests: this.rows.map((row) => this.request(row)),
            warmup: { running: this.second <= 10, seconds: 10, requests: 0, failures: 0 },
            stages: this.stages,
            errors: this.errors.filter((error) => error.occurrences > 0),
            metrics: [],
            resources: [this.resource('generator'), this.resource(resourceName ?? 'api')],
            series: this.series,
            logs: this.logs,
            tasks: {
                per_class: {
                    Visitor: {
                        ratio: 0.75,
                        tasks: {
                            browse: { ratio: 0.5 },
                            shop: { ratio: 0.25, tasks: { look: { ratio: 0.2 }, buy: { ratio: 0.05 } } },
                        },
                    },
                    Buyer: { ratio: 0.25, tasks: { login: { ratio: 0.25 } } },
                },
                total: {
                    browse: { ratio: 0.5 },
                    shop: { ratio: 0.25, tasks: { look: { ratio: 0.2 }, buy: { ratio: 0.05 } } },
                    login: { ratio: 0.25 },
                },
            },
        };
    }

    frame(logsBefore, resourceName) {
        return {
            run: this.number,
            epoch: this.epoch,
            frame: ++this.frameNumber,
            state: this.state,
            paused: this.paused,
            at_s: this.second,
            measured_s: this.second,
            ...this.common,
            requests: this.rows.map((row) => this.request(row)),
            errors: this.errors.filter((error) => error.occurrences > 0),
            series: this.series.slice(-1),
            resources: ['generator', resourceName ?? 'api'].map((name) => ({
                name,
                cpu: this.resources.at(-1).cpu,
                memory: this.resources.at(-1).memory,
            })),
            stages: this.stages,
            logs: this.logs.slice(logsBefore),
            run_time_left_s: Math.max(0, this.runTime - this.second),
        };
    }

    // In at most 600 points, as the server hands it out.
    course(method, name, percentiles = ['p50', 'p95', 'p99']) {
        const rows = name ? this.rows.filter((row) => row.method === method && row.name === name) : this.rows;
        const width = Math.max(1, Math.ceil(this.second / 600));
        const slots = Array.from({ length: Math.ceil(this.second / width) }, (_, place) => place * width);
        const sum = (start, at) =>
            rows.reduce(
                (all, row) => all + row.course.slice(start, start + width).reduce((some, point) => some + point[at], 0),
                0,
            );
        const starts = slots.filter((start) => sum(start, 0) > 0); // the server has no point where nothing finished
        const slow = (start) => rows[0]?.course[start]?.[2] ?? 1;
        const bounds = Array.from({ length: 31 }, (_, row) => 10 ** (row / 10));
        const heatWidth = Math.max(1, Math.ceil(this.second / 120));
        const heatStarts = Array.from({ length: Math.ceil(this.second / heatWidth) }, (_, place) => place * heatWidth);
        return {
            seconds: starts,
            width: starts.map(() => width),
            requests: starts.map((start) => sum(start, 0)),
            failures: starts.map((start) => sum(start, 1)),
            ...Object.fromEntries(percentiles.map((one) => [one, starts.map((start) => times(slow(start), 1)[one])])),
            heat: {
                seconds: heatStarts,
                width: heatWidth,
                bounds_ms: bounds,
                counts: heatStarts.map((start) =>
                    bounds.slice(1).map((bound) => Math.round(200 * Math.exp(-4 * Math.log(bound / slow(start)) ** 2))),
                ),
            },
        };
    }

    distribution() {
        const median = this.series.at(-1)?.response_p50_ms ?? 1;
        const points = (factor) =>
            Array.from({ length: 60 }, (_, place) => {
                const share = place === 59 ? 1 : 1 - 0.82 ** place;
                return [share * 100, median * factor * (0.4 + (place * place) / 300), Math.round(share * this.total.requests)];
            });
        return { response: points(1), service: points(0.85) };
    }
}
