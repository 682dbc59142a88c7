// SPDX-License-Identifier: MIT
//
// The live page as the program serves it, with runs against the target server: everything a user does from the first start to comparing
// two runs.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { accessibilityFaults, assertClean, launch, open, PHONE, screenshot } from './browser.mjs';
import { startTarget, startWeb, temporaryFolder, until } from './program.mjs';

const SCENARIO = `
#include <cicada.h>

static int look(cic_user *u) { cic_get(u, "/health"); return CIC_OK; }
static int miss(cic_user *u) { cic_get(u, "/there/is/nothing"); return CIC_OK; }

static const cic_user_class visitor = CIC_USER(.name = "Visitor", .weight = 3, .wait = CIC_CONSTANT(0.05), .tasks = CIC_TASKS({1, "look", look}));
static const cic_user_class stray = CIC_USER(.name = "Stray", .weight = 1, .wait = CIC_CONSTANT(0.05), .tasks = CIC_TASKS({1, "miss", miss}));

CIC_SCENARIO(.users = CIC_USERS(&visitor, &stray));
`;

let browser;
let folder;
let target;

before(async () => {
    folder = temporaryFolder();
    writeFileSync(join(folder.path, 'shop.c'), SCENARIO);
    target = await startTarget(folder.path, '--no-rate-limits');
    browser = await launch();
});

after(async () => {
    await browser?.close();
    target?.stop();
    folder?.remove();
});

// Runs `act` with a cicada of its own.
async function withWeb(words, act, more = {}) {
    const web = await startWeb(folder.path, ['-f', 'shop.c', '-H', target.url, ...words], more);
    try {
        await act(web);
    } catch (error) {
        error.message += `\n${web.said()}`;
        throw error;
    } finally {
        await web.stop();
    }
}

const pill = (page, word) => page.locator('.pill', { hasText: word }).waitFor();
const noteOf = (page, name) => page.locator('.figure', { hasText: name }).locator('.figure-note');
const total = async (page) => Number((await noteOf(page, 'Requests').innerText()).replace(/\D/g, ''));
const tab = (page, name) => page.getByRole('tab', { name }).click();

async function start(page, values = {}) {
    for (const [name, value] of Object.entries(values)) await page.getByRole('textbox', { name, exact: true }).fill(value);
    await page.getByRole('button', { name: 'Start the run' }).click();
    await page.getByRole('tab', { name: 'Statistics', selected: true }).waitFor();
}

test('start, watch, edit, pause, resume, reset, stop, and the history after a reload', async () => {
    await withWeb(['-u', '4', '-r', '4'], async (web) => {
        const page = await open(browser, web.url);
        await page.getByText('At most 4 users; it goes on until you stop it.').waitFor();
        assert.deepEqual(await accessibilityFaults(page), []);
        await screenshot(page, 'program-start');
        await start(page);
        await pill(page, 'Running');
        const other = await open(browser, `${web.url}#charts`, { viewport: PHONE });
        await pill(other, 'Running');
        await page.getByRole('button', { name: 'GET /health' }).waitFor();
        await until(async () => (await total(page)) > 20, 'requests');
        await page.getByRole('button', { name: 'Edit' }).click();
        await page.getByRole('dialog').getByLabel('Users').fill('8');
        await page.keyboard.press('Enter');
        await until(
            async () => (await page.locator('.figure', { hasText: 'Users' }).locator('.figure-value').innerText()) === '8',
            '8 users',
        );
        await page.getByRole('button', { name: 'Pause' }).click();
        await pill(other, 'Paused');
        await other.getByRole('button', { name: 'Resume' }).click();
        await pill(page, 'Running');
        await tab(page, 'Failures');
        await page.getByText('404 Not Found').first().waitFor();
        await tab(page, 'Charts');
        await page.locator('.uplot').nth(4).waitFor();
        await page.waitForTimeout(3500);
        await screenshot(page, 'program-charts');
        await screenshot(other, 'program-phone');
        const before = await total(page);
        await page.reload();
        await page.getByRole('tab', { name: 'Charts', selected: true }).waitFor();
        assert.ok((await total(page)) >= before);
        await page.getByRole('button', { name: 'Reset' }).click();
        await until(async () => (await total(page)) < before, 'smaller counts');
        await page.getByRole('button', { name: 'Stop' }).click();
        await pill(page, 'Stopped');
        await pill(other, 'Stopped');
        await tab(page, 'Ratio');
        await page.getByText('Tasks of all users').waitFor();
        await tab(page, 'Logs');
        await page.locator('.log').getByText('web interface').waitFor();
        for (const one of [page, other]) {
            assertClean(one);
            await one.context().close();
        }
    });
});

test('what is entered wrongly is said at its field, with a caret', async () => {
    await withWeb(['-u', '2', '-r', '2', '--class-picker'], async (web) => {
        const page = await open(browser, web.url);
        await page.getByRole('radio', { name: 'Stages' }).check();
        await page.getByRole('textbox', { name: 'Stages' }).fill('100:10:1m,500:20');
        await page.getByRole('button', { name: 'Start the run' }).click();
        await page.locator('textarea[aria-invalid]').waitFor();
        assert.match(await page.locator('.caret').first().innerText(), /^100:10:1m,500:20\n {10,16}\^$/);
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
        assertClean(page);
        await page.context().close();
    });
});

test('an arrival rate is drawn, kept and changed', async () => {
    await withWeb(['-t', '1m'], async (web) => {
        const page = await open(browser, web.url);
        await page.getByRole('radio', { name: 'Arrival rate' }).check();
        await page.getByRole('textbox', { name: 'Arrival rate' }).fill('20/s');
        await page.getByText('At most 20.0/s; 1 min in all.').waitFor();
        await start(page);
        await pill(page, 'Running');
        await page.locator('.figure', { hasText: 'Iterations' }).getByText('0 dropped').waitFor();
        await page.getByRole('button', { name: 'Edit' }).click();
        const rate = page.getByRole('dialog').getByLabel('Arrival rate');
        assert.equal(await rate.inputValue(), '20/s');
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
        assertClean(page);
        await page.context().close();
    });
});

test('two runs are kept, opened and compared, and files are downloaded', async () => {
    await withWeb(['-u', '3', '-r', '3', '-t', '3s', '--store', 'runs.db'], async (web) => {
        const page = await open(browser, web.url);
        await start(page, { Label: 'first' }).catch(async () => {
            await page.getByText('More', { exact: true }).click();
            await start(page, { Label: 'first' });
        });
        await pill(page, 'Stopped');
        await page.getByRole('button', { name: 'New run' }).click();
        await start(page, { Users: '6' });
        await pill(page, 'Stopped');
        await tab(page, 'Past runs');
        await page.getByRole('button', { name: '1', exact: true }).click();
        await page.getByRole('button', { name: '2', exact: true }).click();
        await page.getByRole('button', { name: 'Compare' }).click();
        await page.getByRole('heading', { name: 'Run 2 against run 1' }).waitFor();
        await page.getByText('95 % interval').waitFor();
        await page.waitForTimeout(200);
        await screenshot(page, 'program-comparison');
        await page.getByRole('button', { name: '← Past runs' }).click();
        await page.getByRole('button', { name: '✓ 1', exact: true }).click();
        const [report] = await Promise.all([
            page.context().waitForEvent('page'),
            page.getByRole('link', { name: 'Open report' }).click(),
        ]);
        await report.getByRole('heading', { name: 'Statistics' }).waitFor();
        await report.close();
        await tab(page, 'Downloads');
        for (const name of ['HTML report', 'Requests as CSV', 'Failures as CSV', 'Run as JSON']) {
            const [download] = await Promise.all([
                page.waitForEvent('download'),
                page.getByRole('link', { name, exact: true }).click(),
            ]);
            const text = readFileSync(await download.path(), 'utf8');
            assert.ok(text.includes('/health') || name === 'Failures as CSV', `${name}: ${text.slice(0, 200)}`);
        }
        assertClean(page);
        await page.context().close();
    });
});

test('below a path and with a login', async () => {
    await withWeb(
        ['-u', '1', '--web-login', '--web-base-path', '/load'],
        async (web) => {
            assert.ok(web.url.endsWith('/load/'), web.url);
            const page = await open(browser, web.url.replace(/\/$/, ''));
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
            assert.deepEqual(
                page.faults.filter((fault) => !fault.includes('401')),
                [],
            );
            await page.context().close();
        },
        { CICADA_WEB_AUTH: 'ada:right' },
    );
});
