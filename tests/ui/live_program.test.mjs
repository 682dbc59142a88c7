// SPDX-License-Identifier: MIT
//
// The live page as the program serves it, with runs against the target server: everything a user does from the first start to comparing
// two runs.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { accessibilityFaults, PHONE, screenshot, usePages } from './browser.mjs';
import { chooseRun, figure, note, pill, tab } from './live.mjs';
import { startTarget, startWeb, temporaryFolder } from './program.mjs';
import { until, untilEqual } from './waiting.mjs';

const SCENARIO = `
#include <cicada.h>

static int look(cic_user *u) { cic_get(u, "/health"); return CIC_OK; }
static int miss(cic_user *u) { cic_get(u, "/there/is/nothing"); return CIC_OK; }

static const cic_user_class visitor = CIC_USER(.name = "Visitor", .weight = 3, .wait = CIC_CONSTANT(0.05), .tasks = CIC_TASKS({1, "look", look}));
static const cic_user_class stray = CIC_USER(.name = "Stray", .weight = 1, .wait = CIC_CONSTANT(0.05), .tasks = CIC_TASKS({1, "miss", miss}));

CIC_SCENARIO(.users = CIC_USERS(&visitor, &stray));
`;

let web = null; // of the present test
const { open, test } = usePages(() => `\n--- cicada said:\n${web?.said()}`);
let folder;
let target;

before(async () => {
    folder = temporaryFolder();
    writeFileSync(join(folder.path, 'shop.c'), SCENARIO);
    target = await startTarget(folder.path, '--no-rate-limits');
});

after(() => {
    target?.stop();
    folder?.remove();
});

// A cicada of its own for a test.
async function serve(context, words, more = {}) {
    web = await startWeb(folder.path, ['-f', 'shop.c', '-H', target.url, ...words], more);
    context.after(() => web.stop());
    return web.url;
}

// Of all requests; 0 while the page knows of none.
const total = async (page) => Number((await note(page, 'Requests').innerText()).replace(/\D/g, ''));

async function start(page, values = {}) {
    for (const [name, value] of Object.entries(values)) await page.getByRole('textbox', { name, exact: true }).fill(value);
    await page.getByRole('button', { name: 'Start the run' }).click();
    await page.getByRole('tab', { name: 'Statistics', selected: true }).waitFor();
}

test('start, watch, edit, pause, resume, reset, stop, and the history after a reload', async (context) => {
    const url = await serve(context, ['-u', '4', '-r', '4']);
    const page = await open(url);
    await page.getByText('At most 4 users; it goes on until you stop it.').waitFor();
    assert.deepEqual(await accessibilityFaults(page), []);
    await screenshot(page, 'program-start');
    await start(page);
    await pill(page, 'Running');
    const other = await open(`${url}#charts`, { viewport: PHONE });
    await pill(other, 'Running');
    await page.getByRole('button', { name: 'GET /health' }).waitFor();
    await until(async () => (await total(page)) > 20, 'requests');
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('dialog').getByLabel('Users').fill('8');
    await page.keyboard.press('Enter');
    await untilEqual(() => figure(page, 'Users').innerText(), '8', 'users');
    await page.getByRole('button', { name: 'Pause' }).click();
    await pill(other, 'Paused');
    await other.getByRole('button', { name: 'Resume' }).click();
    await pill(page, 'Running');
    await tab(page, 'Failures');
    await page.getByText('404 Not Found').first().waitFor();
    await tab(page, 'Charts');
    await page.locator('.uplot').nth(4).waitFor();
    await page.waitForTimeout(3500); // a picture of more than a point
    await screenshot(page, 'program-charts');
    await screenshot(other, 'program-phone');
    const before = await total(page);
    await page.reload();
    await page.getByRole('tab', { name: 'Charts', selected: true }).waitFor();
    await until(async () => (await total(page)) >= before, 'the counts of before');
    await page.getByRole('button', { name: 'Pause' }).click(); // so that the counts do not grow again before somebody looks
    await pill(page, 'Paused');
    await page.getByRole('button', { name: 'Reset' }).click();
    await until(async () => (await total(page)) < before, 'smaller counts');
    await page.getByRole('button', { name: 'Resume' }).click();
    await pill(page, 'Running');
    await page.getByRole('button', { name: 'Stop' }).click();
    await pill(page, 'Stopped');
    await pill(other, 'Stopped');
    await tab(page, 'Ratio');
    await page.getByText('Tasks of all users').waitFor();
    await tab(page, 'Logs');
    await page.locator('.log').getByText('web interface').waitFor();
});

test('what is entered wrongly is said at its field, with a caret', async (context) => {
    const url = await serve(context, ['-u', '2', '-r', '2', '--class-picker']);
    const page = await open(url);
    await page.getByRole('radio', { name: 'Stages' }).check();
    await page.getByRole('textbox', { name: 'Stages' }).fill('100:10:1m,500:20');
    await page.getByRole('button', { name: 'Start the run' }).click();
    await page.locator('textarea[aria-invalid]').waitFor();
    await until(
        async () => /^100:10:1m,500:20\n {10,16}\^$/.test(await page.locator('.caret').first().innerText()),
        'a caret under the second stage',
    );
    await page.getByRole('textbox', { name: 'Stages' }).fill('2:0:1s,4:0:1s');
    await page.getByText('At most 4 users; 2.00 s in all.').waitFor();
    await page.getByRole('button', { name: 'Add a check' }).click();
    await page.getByLabel('Check 1', { exact: true }).fill('p95 < 200ns');
    await page.locator('.check .caret').waitFor();
    await screenshot(page, 'program-mistake');
    await page.getByLabel('Check 1', { exact: true }).fill('fail_ratio < 1%');
    await page.getByLabel('Visitor', { exact: true }).uncheck();
    await start(page);
    await pill(page, 'Stopped');
    await tab(page, 'Checks');
    await page.getByRole('cell', { name: 'FAIL' }).waitFor();
    await tab(page, 'Statistics');
    await page.getByText('GET /there/is/nothing').waitFor();
    assert.equal(await page.getByText('GET /health').count(), 0);
});

test('an arrival rate is drawn, kept and changed', async (context) => {
    const url = await serve(context, ['-t', '1m']);
    const page = await open(url);
    await page.getByRole('radio', { name: 'Arrival rate' }).check();
    await page.getByRole('textbox', { name: 'Arrival rate' }).fill('20/s');
    await page.getByText('At most 20.0/s; 1 min in all.').waitFor();
    await start(page);
    await pill(page, 'Running');
    await page.locator('.figure', { hasText: 'Iterations' }).getByText('dropped').waitFor();
    await page.getByRole('button', { name: 'Edit' }).click();
    const rate = page.getByRole('dialog').getByLabel('Arrival rate');
    await untilEqual(() => rate.inputValue(), '20/s', 'the rate');
    await rate.fill('fast');
    await page.keyboard.press('Enter');
    await page.locator('dialog [aria-invalid]').waitFor();
    await rate.fill('40/s');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'GET /health' }).waitFor();
    await screenshot(page, 'program-arrivals', false);
    await page.getByRole('button', { name: 'Stop' }).click();
    await pill(page, 'Stopped');
});

test('two runs are kept, opened and compared, and files are downloaded', async (context) => {
    const url = await serve(context, ['-u', '3', '-r', '3', '-t', '3s', '--store', 'runs.db', '--csv', 'run', '--csv-full-history']);
    const page = await open(url);
    await page.getByText('More', { exact: true }).click();
    await start(page, { Label: 'first' });
    await pill(page, 'Stopped');
    await page.getByRole('button', { name: 'New run' }).click();
    await start(page, { Users: '6' });
    await pill(page, 'Stopped');
    await tab(page, 'Past runs');
    await chooseRun(page, 1).check();
    await chooseRun(page, 2).check();
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.getByRole('heading', { name: 'Run 2 against run 1' }).waitFor();
    await page.getByText('95 % interval').waitFor();
    await page.locator('.uplot').nth(1).waitFor();
    await screenshot(page, 'program-comparison');
    await page.getByRole('button', { name: '← Past runs' }).click();
    await chooseRun(page, 1).uncheck();
    const [report] = await Promise.all([
        page.context().waitForEvent('page'),
        page.getByRole('link', { name: 'Open report' }).click(),
    ]);
    await report.getByRole('heading', { name: 'Statistics' }).waitFor();
    await report.close();
    await tab(page, 'Downloads');
    for (const name of ['HTML report', 'Requests as CSV', 'Failures as CSV', 'Full history as CSV', 'Run as JSON']) {
        const [download] = await Promise.all([
            page.waitForEvent('download'),
            page.getByRole('link', { name, exact: true }).click(),
        ]);
        const text = readFileSync(await download.path(), 'utf8');
        assert.ok(text.includes('/health') || name === 'Failures as CSV', `${name}: ${text.slice(0, 200)}`);
    }
});

test('below a path and with a login', async (context) => {
    const url = await serve(context, ['-u', '1', '--web-login', '--web-base-path', '/load'], { CICADA_WEB_AUTH: 'ada:right' });
    assert.ok(url.endsWith('/load/'), url);
    const page = await open(url.replace(/\/$/, ''), { allowed: /401/ });
    await page.getByLabel('User').fill('ada');
    await page.getByLabel('Password').fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('User or password is wrong.').waitFor();
    await page.getByLabel('Password').fill('right');
    await page.keyboard.press('Enter');
    await start(page);
    await pill(page, 'Running');
    await page.getByRole('button', { name: 'Stop' }).click();
    await pill(page, 'Stopped');
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByLabel('Password').waitFor();
});
