// SPDX-License-Identifier: MIT
//
// The HTML report in a browser, opened from a file: of real runs, and of made-up data where a test wants to choose what is in it.
import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { accessibilityFaults, hostileStrings, PHONE, screenshot, usePages } from './browser.mjs';
import { cicada, startTarget, temporaryFolder } from './program.mjs';
import { page as pageOf, course, run } from './sample.mjs';
import { untilEqual } from './waiting.mjs';

const { open, test } = usePages();
let folder;

before(() => {
    folder = temporaryFolder();
});

after(() => folder?.remove());

function fileOf(name, data) {
    const path = join(folder.path, `${name}.html`);
    writeFileSync(path, pageOf(data));
    return `file://${path}`;
}

const textOf = (page) => page.evaluate(() => document.body.innerText);
const rowsOf = (page, caption) => page.locator(`table:has(caption:text-is("${caption}")) tbody tr:visible th`).allInnerTexts();

test('a report shows each section without an error, a request or a fault of accessibility, in light and dark', async () => {
    const url = fileOf('sample', run());
    for (const colorScheme of ['light', 'dark']) {
        const page = await open(url, { colorScheme });
        const titles = await page.locator('section h2').allInnerTexts();
        assert.deepEqual(titles, ['Summary', 'Checks', 'Findings', 'Statistics', 'Response times', 'Over time', 'Stages', 'Errors', 'Resources',
            'Metrics of the scenario', 'Users and tasks', 'What was run']);
        await untilEqual(() => page.locator('.chart:not(:has(.uplot))').count(), 0, 'charts that are not drawn');
        assert.deepEqual(await page.locator('.chart', { hasText: 'Failures by class' }).locator('.legend-entry').allInnerTexts(), ['http status', 'reset']);
        assert.deepEqual(await accessibilityFaults(page), []);
        await screenshot(page, `report-${colorScheme}`);
    }
});

test('what was run names the options of the scenario, and a report of an older version has none', async () => {
    const page = await open(fileOf('settings', run()));
    const shown = page.locator('#configuration div:has(> h3:text-is("Options of the scenario")) .facts');
    const names = await shown.locator('dt').allInnerTexts();
    const values = await shown.locator('dd').allInnerTexts();
    assert.deepEqual(names.map((name, place) => [name, values[place]]), [['basket_size', '5'], ['filter', 'price=low'], ['token', '***'], ['voucher', '(empty)']]);
    const older = run();
    delete older.plan.settings;
    delete older.tasks;
    const plain = await open(fileOf('no-settings', older));
    assert.doesNotMatch(await textOf(plain), /Options of the scenario|Tasks of a class/);
});

// As the program leaves them out of a report that has no room for them.
function withoutSome(data) {
    for (const one of data.courses) for (const key of ['p90', 'p99.9']) delete one[key];
    return data;
}

test('percentiles over time are shown and hidden in the legend; a report without room for some has the others', async () => {
    const legend = (page) => page.locator('#course .chart:has(.chart-title:text-is("Response times")) .legend-entry');
    const shown = (page) => legend(page).evaluateAll((all) => all.filter((one) => one.ariaPressed === 'true').map((one) => one.innerText));
    const page = await open(fileOf('percentiles', run()));
    assert.deepEqual(await legend(page).allInnerTexts(), ['p50', 'p90', 'p95', 'p99', 'p99.9']);
    assert.deepEqual(await shown(page), ['p50', 'p95', 'p99']);
    await legend(page).filter({ hasText: 'p99.9' }).click();
    await legend(page).filter({ hasText: 'p50' }).press('Enter');
    await untilEqual(() => shown(page), ['p95', 'p99', 'p99.9'], 'the lines');
    await page.emulateMedia({ media: 'print' });
    await untilEqual(() => legend(page).filter({ visible: true }).allInnerTexts(), ['p95', 'p99', 'p99.9'], 'the legend on paper');
    const bare = withoutSome(run());
    assert.deepEqual(await legend(await open(fileOf('few-percentiles', bare))).allInnerTexts(), ['p50', 'p95', 'p99']);
});

test('where not every error is listed, the report says so', async () => {
    const whole = await open(fileOf('errors', run()));
    assert.doesNotMatch(await textOf(whole), /most frequent are listed/);
    const data = run();
    Object.assign(data.selection, { errors: 1000, exceptions: 200 });
    const page = await open(fileOf('errors-cut', data));
    await page.getByText(`Of 1,000 kinds of error, the ${data.errors.length} most frequent are listed. The JSON report has all of them.`).waitFor();
    await page.getByText(/Of 200 kinds of exception, the \d+ most frequent are listed/).waitFor();
});

test('where not every request is whole, the statistics say so', async () => {
    const whole = await open(fileOf('whole', run()));
    assert.doesNotMatch(await textOf(whole), /only their row|stand together/);
    const data = run();
    const { method, name, requests, failures, failure_ratio, requests_per_second, failures_per_second, response_time_ms, service_time_ms, body_bytes } = data.requests[0];
    const brief = { method, name, requests, failures, failure_ratio, requests_per_second, failures_per_second, response_time_ms, service_time_ms, body_bytes };
    data.requests.push({ ...brief, name: '/seldom' }, { ...brief, method: '', name: '(2742 other requests together)' });
    data.courses.push(null, null);
    data.distributions.push(null, null);
    data.selection = { names: 2749, whole: 6, together: 2742 };
    const page = await open(fileOf('selection', data));
    assert.match(await page.locator('#statistics').innerText(), /Of 2,749 requests, 6 with the most calls or failures have charts and distributions; 1 only their row; the other 2,742 stand together in one row/);
    assert.ok((await rowsOf(page, 'Statistics')).includes('(2742 other requests together)'));
    await page.locator('#statistics').getByRole('button', { name: `${method} /seldom`, exact: true }).click();
    assert.deepEqual(await accessibilityFaults(page), []);
});

test('a report fits a phone', async () => {
    const page = await open(fileOf('phone', run()), { viewport: PHONE });
    const wider = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    await untilEqual(wider, 0, 'pixels wider than the phone');
    assert.deepEqual(await accessibilityFaults(page), []);
    await screenshot(page, 'report-phone');
});

test('a report prints light and whole, without what cannot be pressed on paper', async () => {
    const page = await open(fileOf('print', run()), { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    await page.waitForFunction(() => document.documentElement.dataset.theme === 'light');
    assert.equal(await page.locator('nav').isVisible(), false);
    await page.setViewportSize({ width: 700, height: 1000 });
    await screenshot(page, 'report-print');
    const pdf = await page.pdf({ format: 'A4', path: join(folder.path, 'report.pdf') });
    assert.ok(pdf.length > 20_000, `${pdf.length} bytes`);
    await page.emulateMedia({ media: 'screen', colorScheme: 'dark' });
    await page.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
});

test('a table sorts by pointer and by keyboard, and finds', async () => {
    const page = await open(fileOf('table', run()));
    const table = 'Statistics';
    const heading = page.locator('#statistics').getByRole('button', { name: 'Requests', exact: true });
    await heading.click();
    const byCount = await rowsOf(page, table);
    assert.equal(byCount[0], 'GET /health');
    assert.equal(byCount.at(-1), 'All requests');
    await page.locator('#statistics').getByRole('button', { name: 'Requests', exact: true }).focus();
    await page.keyboard.press('Enter');
    assert.equal((await rowsOf(page, table))[0], 'GET /api/v1/items');
    await page.getByRole('searchbox', { name: 'Search in Statistics' }).fill('cart put');
    assert.deepEqual(await rowsOf(page, table), ['PUT /api/v1/cart', 'All requests']);
});

test('a request that is chosen is the one that curves and charts show', async () => {
    const page = await open(fileOf('choice', run()));
    await page.locator('#statistics').getByRole('button', { name: 'PUT /api/v1/cart', exact: true }).click();
    const chosen = await page.locator('select:has(option:text-is("All requests"))').evaluateAll((fields) => fields.map((field) => field.value));
    assert.deepEqual(chosen, ['PUT /api/v1/cart', 'PUT /api/v1/cart']);
    assert.match(await page.locator('#distribution').innerText(), /503\s+41/);
});

test('a part of the time that is chosen in one chart is shown by all, and left again', async () => {
    const page = await open(fileOf('zoom', run()));
    const over = page.locator('#course .u-over').first();
    await over.scrollIntoViewIfNeeded();
    const box = await over.boundingBox();
    await page.mouse.move(box.x + box.width * 0.25, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + 60, { steps: 5 });
    await page.mouse.up();
    const whole = page.getByRole('button', { name: 'Show the whole run' });
    await whole.waitFor();
    await screenshot(page, 'report-zoom', false);
    await whole.click();
    await whole.waitFor({ state: 'hidden' });
    const stage = page.getByRole('combobox', { name: 'Stage' });
    await stage.selectOption('middle');
    await whole.waitFor();
    await whole.click();
    await untilEqual(() => stage.inputValue(), 'Whole run', 'the stage');
});

test('hostile texts run nothing and stay intact, wherever data may have them', async () => {
    const hostile = hostileStrings();
    let next = 0;
    const data = run(() => hostile[next++ % hostile.length]);
    data.requests = hostile.map((name, place) => ({ ...data.requests[place % 6], method: hostile[(place + 1) % 100], name }));
    data.errors = hostile.map((error, place) => ({ ...data.errors[0], error, name: hostile[(place + 3) % 100] }));
    data.findings = hostile;
    data.courses = [data.courses[0], ...hostile.map(() => data.courses[1])];
    data.distributions = [data.distributions[0], ...hostile.map(() => data.distributions[1])];
    const page = await open(fileOf('hostile', data));
    const shown = await page.locator('#statistics tbody th').evaluateAll((cells) => cells.map((cell) => cell.textContent));
    for (const [place, name] of hostile.entries())
        assert.ok(shown.includes(`${hostile[(place + 1) % 100]} ${name}`), `not shown: ${JSON.stringify(name)}`);
    const errors = await page.locator('#errors tbody th').evaluateAll((cells) => cells.map((cell) => cell.textContent));
    for (const error of hostile)
        assert.ok(errors.includes(error), `not shown: ${JSON.stringify(error)}`);
    const strange = await page.evaluate(() => document.querySelectorAll('main :is(script, img, iframe, object, embed, base, link, meta, style, form, template, math)').length);
    assert.equal(strange, 0);
});

const SCENARIO = (names) => `#include <cicada.h>
static const char *const names[] = {${names.map((name) => `"${[...Buffer.from(name)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')}"`).join(',\n')}};
struct session { unsigned next; };
static int step(cic_user *u)
{
    struct session *me = cic_data(u);
    const char *name = names[me->next++ % (sizeof names / sizeof *names)];
    cic_response *r = cic_get(u, "/health", .name = name);
    if (me->next % 3 == 0)
        cic_fail(r, "%s", name);
    return CIC_OK;
}
static const cic_user_class visitor = CIC_USER(.name = "Visitor", .wait = CIC_CONSTANT(0.002), .data_size = sizeof(struct session), .tasks = CIC_TASKS({1, "step", step}));
CIC_SCENARIO(.users = CIC_USERS(&visitor));
`;

test('the report of a real run shows the numbers of its JSON document, and hostile names stay text', async () => {
    const hostile = hostileStrings().filter((name) => !name.includes('\0'));
    const target = await startTarget(folder.path);
    writeFileSync(join(folder.path, 's.c'), SCENARIO(hostile));
    const done = await cicada(folder.path, '-f', 's.c', '-H', target.url, '-u', '4', '-r', '100', '-t', '3s', '--headless', '--html', 'deep/er/run.html', '--json-file', 'run',
        '--check', 'p95 < 10s', '--exit-code-on-error', '0');
    target.stop();
    assert.equal(done.code, 0, done.output);
    const document = JSON.parse(readFileSync(join(folder.path, 'run.json'), 'utf8'));
    const page = await open(`file://${join(folder.path, 'deep/er/run.html')}`);
    const shown = await page.locator('#statistics tbody th').evaluateAll((cells) => cells.map((cell) => cell.textContent));
    assert.equal(shown.length, document.requests.length + 1);
    for (const request of document.requests)
        assert.ok(shown.includes(`${request.method} ${request.name}`), `not shown: ${JSON.stringify(request.name)}`);
    const tiles = await page.locator('.tiles').innerText();
    assert.ok(tiles.includes(document.total.requests.toLocaleString('en')), tiles);
    assert.match(await textOf(page), /Passed|Not decided/);
    await screenshot(page, 'report-real');
});

test('a comparison of real runs shows what differs and the curves of both sides', async () => {
    const target = await startTarget(folder.path);
    writeFileSync(join(folder.path, 's.c'), SCENARIO(hostileStrings().slice(0, 10)));
    for (const name of ['before', 'after']) {
        const done = await cicada(folder.path, '-f', 's.c', '-H', target.url, '-u', '4', '-r', '100', '-t', '2s', '--headless', '--json-file', name, '--exit-code-on-error', '0');
        assert.equal(done.code, 0, done.output);
    }
    target.stop();
    const done = await cicada(folder.path, 'compare', 'before.json', 'after.json', '--html', 'difference.html', '--json-file', 'difference');
    assert.ok([0, 5].includes(done.code), done.output);
    const difference = JSON.parse(readFileSync(join(folder.path, 'difference.json'), 'utf8'));
    for (const [colorScheme, name] of [['light', 'comparison-light'], ['dark', 'comparison-dark']]) {
        const page = await open(`file://${join(folder.path, 'difference.html')}`, { colorScheme });
        assert.match(await textOf(page), new RegExp(difference.result, 'i'));
        const shown = await page.locator('#comparison tbody th').evaluateAll((cells) => [...new Set(cells.map((cell) => cell.textContent))]);
        for (const one of difference.names.filter((compared) => compared.method !== ''))
            assert.ok(shown.includes(`${one.method} ${one.name}`), `not shown: ${JSON.stringify(one.name)}`);
        assert.deepEqual(await page.locator('#distribution .legend-entry').allInnerTexts(), [difference.base.label, difference.now.label]);
        assert.deepEqual(await accessibilityFaults(page), []);
        await screenshot(page, name);
    }
});

test('half an hour with a hundred names stays under 2 MB and opens at once', async (t) => {
    const data = run();
    const names = Array.from({ length: 100 }, (_, place) => `/api/v1/resource-${place}/items/[id]`);
    data.requests = names.map((name, place) => ({ ...data.requests[place % 6], name }));
    data.courses = [course(400, 5, 155, 8), ...names.map((_, place) => ({ ...course(120, 15, 4, 3 + place), heat: undefined }))];
    withoutSome(data);
    data.distributions = [data.distributions[0], ...names.map((_, place) => data.distributions[1 + (place % 6)])];
    const url = fileOf('large', data);
    const size = statSync(url.slice('file://'.length)).size;
    const page = await open(url);
    const painted = await page.evaluate(() => new Promise((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now())));
    }));
    t.diagnostic(`measured: ${(size / 1e6).toFixed(2)} MB, painted ${painted.toFixed(0)} ms after the navigation began`);
    assert.ok(size < 2_000_000, `${size} bytes`);
});
