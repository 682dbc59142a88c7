// SPDX-License-Identifier: MIT
//
// Reports without a run: the built page with data made up here, so that a test may choose what is in it. Numbers follow a fixed
// sequence; two tests see the same.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './browser.mjs';

// As the program does: nothing in the data may end the element it stands in.
export function page(data) {
    const json = JSON.stringify(data).replace(/</g, '\\u003c').replace(/\u2028/g, '\\u2028').replace(/\u2029/g, '\\u2029');
    const [before, after] = readFileSync(join(ROOT, 'webui/dist/report.html'), 'utf8').split('@DATA@');
    return before + json + after;
}

function sequence(seed) {
    let state = seed;
    return () => {
        state = (state * 1103515245 + 12345) % 2147483648;
        return state / 2147483648;
    };
}

function durations(count, p50) {
    const at = { p50: 1, p66: 1.2, p75: 1.4, p80: 1.6, p90: 2.3, p95: 3.4, p98: 6, p99: 11, 'p99.9': 40, 'p99.99': 70 };
    return {
        count, min: p50 * 0.4, mean: p50 * 1.5, max: p50 * 90, standard_deviation: p50, ...Object.fromEntries(Object.entries(at).map(([key, factor]) => [key, p50 * factor])),
        unbounded: [], confidence_95: {}, over_an_hour: 0,
    };
}

function request(method, name, requests, p50, failures) {
    const phase = (share) => ({ count: requests, sum: requests * p50 * share, max: p50 * 30 * share });
    return {
        method, name, requests, failures, failure_ratio: requests ? failures / requests : 0, planned: requests, started: requests, completed: requests - failures, dropped: 0,
        cancelled: 0, cancelled_sent: 0, in_flight: 0, requests_per_second: requests / 300, failures_per_second: failures / 300, current_requests_per_second: 0,
        current_failures_per_second: 0, response_time_ms: durations(requests, p50), service_time_ms: durations(requests, p50 * 0.9), current_response_time_ms: { count: 0 },
        phases_ms: { dns: phase(0.001), connect: phase(0.01), tls: { count: 0, sum: 0, max: 0 }, send: phase(0.02), wait: phase(0.9), receive: phase(0.06) },
        statuses: { 200: requests - failures, 503: failures }, bytes_sent: requests * 300, bytes_received: requests * 900, body_bytes: requests * 700, new_connections: 40,
    };
}

export function course(points, width, perSecond, p50, random = sequence(7)) {
    const seconds = Array.from({ length: points }, (_, place) => place * width);
    const wave = seconds.map((second) => 1 + 0.3 * Math.sin(second / 25) + 0.2 * random());
    const bounds = Array.from({ length: 31 }, (_, place) => 0.5 * 1.35 ** place);
    return {
        seconds, width: seconds.map(() => width), requests: wave.map((one) => Math.round(perSecond * width * Math.min(1, 0.2 + one * 0.6))),
        failures: wave.map(() => (random() > 0.9 ? Math.round(random() * perSecond * 0.05) : 0)), p50: wave.map((one) => p50 * one), p95: wave.map((one) => p50 * one * 3.4),
        p90: wave.map((one) => p50 * one * 2.3), p99: wave.map((one) => p50 * one * (9 + 4 * random())), 'p99.9': wave.map((one) => p50 * one * 40),
        heat: {
            seconds: Array.from({ length: Math.min(points, 120) }, (_, column) => Math.floor(column * points * width / Math.min(points, 120))),
            width: Math.max(1, Math.ceil(points / 120)) * width,
            bounds_ms: bounds,
            counts: Array.from({ length: Math.min(points, 120) }, (_, column) => Array.from({ length: 30 }, (_, row) => {
                const middle = Math.log(p50 * wave[Math.min(column, points - 1)]);
                return Math.round(200 * Math.exp(-((Math.log(bounds[row]) - middle) ** 2) / 0.5) + (row === 20 ? 6 * random() : 0));
            })),
        },
    };
}

function distribution(p50) {
    const points = [];
    for (let nines = 0; nines < 4.4; nines += 0.06) {
        const percentile = 100 * (1 - 10 ** -nines);
        points.push([percentile, p50 * (0.5 + 0.9 * nines ** 2 + (nines > 2 ? 12 * (nines - 2) : 0)), Math.round(40000 * (1 - 10 ** -nines))]);
    }
    points.push([100, p50 * 90, 40000]);
    return points;
}

// A run of five minutes in three stages. `rename` may change each text that comes from outside.
export function run(rename = (text) => text) {
    const random = sequence(3);
    const names = [['GET', '/api/v1/items'], ['POST', '/api/v1/auth/login'], ['GET', '/api/v1/items/[id]'], ['PUT', '/api/v1/cart'], ['DELETE', '/api/v1/cart/[id]'], ['GET', '/health']];
    const requests = names.map(([method, name], place) => request(rename(method), rename(name), 4000 + place * 1500, 4 + place * 3, place === 3 ? 41 : 0));
    const total = { ...request('', 'Aggregated', 46500, 8, 41) };
    const series = Array.from({ length: 300 }, (_, second) => ({
        second, seconds: 1, users: Math.min(100, Math.floor(second / 100 + 1) * 40), requests: 155, failures: 0, bytes_received: 100000, response_mean_ms: 8, response_p50_ms: 8,
        response_p95_ms: 30, response_p99_ms: 80, response_max_ms: 300, service_p50_ms: 7, service_p95_ms: 28, service_p99_ms: 78, lag_max_ms: 0.2 + random(),
        warmup: second < 20, paused: second >= 240 && second < 260, cpu: 0.15 + 0.1 * random(),
        ...(second >= 100 && second < 141 ? { failures: 1, errors: { [second < 138 ? 'http_status' : 'reset']: 1 } } : {}),
    }));
    const measure = (mean) => ({ seconds: 300, mean, max: mean * 1.4, last: mean, p95: mean * 1.2, slope: { per_second: mean / 1e5, low: mean / 2e5, high: mean / 5e4 } });
    const resource = (name, cpu, memory) => ({
        name: rename(name), source: rename('pid:42'), seconds: 300, missing_seconds: 0, restarts: 0, memory_limit: null, connections_limit: null,
        measures: { cpu: measure(cpu), memory: measure(memory), connections: measure(64) },
        series: Array.from({ length: 300 }, (_, second) => ({ second, seconds: 1, steady: second > 50, cpu: cpu * (1 + 0.3 * random()), memory: memory * (1 + second / 3000), connections: 64 })),
    });
    const check = (text, result, value, limit, unit, margin) => ({ check: rename(text), result, value, limit, unit, margin, samples: 46500, samples_needed: 368, ended_run: false });
    return {
        schema: 'cicada-run', schema_version: 1,
        run: {
            title: rename('checkout.c'), host: rename('https://shop.example.com'), command_line: rename('cicada -f checkout.c -H https://shop.example.com -u 100 --headless --html report.html'),
            version: 'cicada 0.1.0', libraries: 'OpenSSL 3.0.17, c-ares 1.18.1', machine: rename('loader-1'), system: 'Linux 6.1, 8 CPUs', state: 'stopped',
            stop_reason: rename('run time limit reached'), start: '2026-01-31T12:00:00.000000Z', end: '2026-01-31T12:05:00.000000Z', taken: '2026-01-31T12:05:00.000000Z',
            duration_s: 300.002, measured_s: 280.002, reset: false, exit_code: 3,
        },
        plan: {
            scenario_file: rename('checkout.c'), url: null, url_method: null, host: rename('https://shop.example.com'), users: 100, spawn_rate: 10, stages: [], rate: null, arrivals: null,
            max_users: 0, iterations_limit: null, shaped: false, warmup_s: 20, run_time_s: 300, stop_timeout_s: 0, user_classes: [], tags: [rename('read')], exclude_tags: [],
            seed: '17396053752800232191', profile: rename('nightly'), monitors: [], costs: [],
            settings: [`basket_size=${rename('5')}`, rename('filter=price=low'), 'token=***', 'voucher='], http: {},
        },
        users: { current: 0, target: 100, peak: 100, classes: ['Buyer', 'Visitor'].map((name) => ({ name: rename(name), weight: 1, fixed_count: 0, current: 0, target: 50, requests: 23000, failures: 20, traffic_share: 0.5 })) },
        iterations: { planned: 9000, begun: 9000, waiting: 0, running: 0, finished: 9000, interrupted: 0, dropped_no_user: 0, dropped_late: 0, arrivals: false, limit: 0, drop_share: 0 },
        total, requests, warmup: { running: false, seconds: 20, requests: 3000, failures: 0 },
        stages: ['low', 'middle', 'high'].map((name, place) => ({
            number: place + 1, name: rename(name), wanted_users: (place + 1) * 33, users_per_second: 10, arrivals_per_second: 0, users: (place + 1) * 33, start_s: place * 100, measured_s: 100,
            running: false, total: request('', 'Aggregated', 15500, 6 + 2 * place, place * 20),
        })),
        errors: [
            { method: rename('PUT'), name: rename('/api/v1/cart'), error: rename('503 Service Unavailable'), class: 'http_status', status: 503, occurrences: 38, first_seen_s: 41, last_seen_s: 290 },
            { method: rename('GET'), name: rename('/health'), error: rename('connection reset by the server'), class: 'reset', status: 0, occurrences: 3, first_seen_s: 100, last_seen_s: 101 },
        ],
        causes: [{ id: 'status_503', generator: false, count: 38, text: rename('38 requests got 503: the service says that it is overloaded.') }],
        checks: [check('p95 < 50ms', 'pass', 27.2, 50, 'ms', 0.456), check('fail_ratio < 0.05%', 'fail', 0.00088, 0.0005, 'share', -0.763), check('rps > 100', 'pass', 155, 100, 'per_second', 0.55)],
        verdict: { level: 'DEGRADED', reasons: [{ id: 'lag', level: 'DEGRADED', value: 0.01, limit: 0.005, text: rename('Timers fired 10 ms late at p99.') }] },
        metrics: [{ name: rename('cart_value'), count: 900, sum: 45000, min: 1, max: 310, last: 40, p50: 44, p95: 120, p99: 250 }],
        generator: { cpu: 0.2, cpu_seconds: 60, memory_bytes: 3e7, connections: 40, lag_mean_ms: 0.1, lag_p50_ms: 0.08, lag_p99_ms: 0.6, lag_max_ms: 3, step_max_ms: 2 },
        resources: [resource('generator', 0.2, 3e7), resource('api', 1.6, 4e8), resource('database', 0.9, 9e8)],
        beyond_limits: { names: 0, errors: 0, negative_durations: 0 }, series,
        courses: [course(300, 1, 155, 8), ...requests.map((one, place) => course(150, 2, one.requests / 300, 4 + place * 3))],
        distributions: [{ response: distribution(8), service: distribution(7) }, ...requests.map((_, place) => ({ response: distribution(4 + place * 3), service: distribution(3.5 + place * 3) }))],
        selection: { names: requests.length, whole: requests.length, together: 0 },
        findings: ['**Bring within its limit**: ' + rename('fail\\_ratio \\< 0\\.05%') + ' was 0.088 %, allowed 0.05 %, margin -76 %', '**Watch** the cart'],
        tasks: {
            per_class: { [rename('Buyer')]: { ratio: 1, tasks: { [rename('login')]: { ratio: 0.25 }, [rename('cart')]: { ratio: 0.75 } } } },
            total: { [rename('Buyer')]: { ratio: 0.5, tasks: { [rename('login')]: { ratio: 0.125 }, [rename('cart')]: { ratio: 0.375 } } } },
        },
    };
}
