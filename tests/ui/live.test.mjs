// SPDX-License-Identifier: MIT
//
// The live page before a server that plays a made-up run: what it shows, what it asks for, and what it does when the server goes away.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { accessibilityFaults, assertClean, launch, open, PHONE, ROOT, screenshot } from './browser.mjs';
import { MadeUpRun } from './mock/run.mjs';
import { MockServer } from './mock/server.mjs';

const TABS = ['Statistics', 'Charts', 'Failures', 'Exceptions', 'Checks', 'Ratio', 'Logs', 'Downloads', 'Past runs'];
const LIMIT_BYTES = 150_000; // of the page, compressed

let browser;
const servers = [];

before(async () => {
    browser = await launch();
});

after(async () => {
    await browser?.close();
    await Promise.all(servers.map((server) => server.close()));
});

async function serve(options) {
    const server = await new MockServer({ tick: 0, ...options }).listen();
    servers.push(server);
    return server;
}

const running = (seconds = 120) => serve({ run: new MadeUpRun({ seconds }) });
const tab = (page, name) => page.getByRole('tab', { name }).click();
const selectedTab = (page) => page.locator('[role=tab][aria-selected=true]').evaluate((one) => one.firstChild.data);
const figure = (page, name) => page.locator('.figure', { hasText: name }).locator('.figure-value');
const names = (page) => page.locator('table:has(caption:text-is("Requests")) tbody tr:visible th').allInnerTexts();

// Until the page has opened its stream and loaded the history.
async function connected(page, server, viewers = 1) {
    for (let tries = 0; server.viewers.size < viewers && tries < 400; tries++) await page.waitForTimeout(25);
    assert.equal(server.viewers.size, viewers);
    await page.locator('.pill').waitFor();
}

async function sideways(page) {
    return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

test('the page is small', () => {
    const size = gzipSync(readFileSync(join(ROOT, 'webui', 'dist', 'index.html')), { level: 9 }).length;
    console.log(`# measured: the live page has ${size} bytes compressed`);
    assert.ok(size < LIMIT_BYTES, `${size} bytes, at most ${LIMIT_BYTES}`);
});

test('each tab opens without an error or a fault of accessibility, in light, dark and on a phone', async () => {
    const server = await running();
    for (const [kind, options] of [
        ['light', {}],
        ['dark', { colorScheme: 'dark' }],
        ['phone', { viewport: PHONE }],
    ]) {
        const page = await open(browser, server.url, options);
        await page.getByRole('tab', { name: 'Statistics' }).waitFor();
        for (const name of TABS) {
            await tab(page, name);
            await page.waitForTimeout(name === 'Charts' ? 600 : 150);
            assert.deepEqual(await accessibilityFaults(page), [], `${name}, ${kind}`);
            assert.equal(await sideways(page), 0, `${name} scrolls sideways, ${kind}`);
            await screenshot(page, `live-${name.toLowerCase().replace(' ', '-')}-${kind}`);
        }
        assertClean(page);
        await page.context().close();
    }
});

test('the start form draws the curve, names the field and the place of a mistake, and sends what was chosen', async () => {
    const server = await serve();
    const page = await open(browser, server.url);
    await page.getByText('At most 50 users; 5 min in all.').waitFor();
    await page.getByRole('radio', { name: 'Stages' }).check();
    const stages = page.getByRole('textbox', { name: 'Stages' });
    await stages.fill('100');
    await page.locator('.problem', { hasText: 'the rate is missing' }).first().waitFor();
    assert.equal(await page.locator('.caret').first().innerText(), '100\n   ^');
    assert.equal(await stages.getAttribute('aria-invalid'), 'true');
    await page.getByRole('button', { name: 'Start the run' }).click();
    await page.locator('textarea[aria-invalid]:focus').waitFor();
    await screenshot(page, 'live-start-mistake');
    assert.deepEqual(await accessibilityFaults(page), []);
    await page.getByRole('button', { name: 'Steps' }).click();
    await page.getByText('At most 500 users').waitFor();
    await page.getByRole('radio', { name: 'Arrival rate' }).check();
    await page.getByRole('textbox', { name: 'Arrival rate' }).fill('20/s');
    await page.getByText('At most 20.0/s').waitFor();
    await page.getByRole('radio', { name: 'Users' }).check();
    await page.getByRole('textbox', { name: 'Users', exact: true }).fill('70');
    await page.getByLabel('Buyer', { exact: true }).uncheck();
    await page.getByRole('button', { name: 'Add a check' }).click();
    await page.getByLabel('Check 2', { exact: true }).fill('p99');
    await page.locator('.check .caret').waitFor();
    await page.getByLabel('Check 2', { exact: true }).fill('p99 < 1s');
    await page.getByLabel('region').selectOption('us');
    await page.getByLabel('api_key').fill('s3cret');
    await screenshot(page, 'live-start');
    await page.getByRole('button', { name: 'Start the run' }).click();
    await page.getByRole('tab', { name: 'Statistics', selected: true }).waitFor();
    const { body } = server.posts.findLast((post) => post.path === 'api/start');
    assert.equal(body.users, '70');
    assert.equal(body.stages, '');
    assert.equal(body.rate, '');
    assert.deepEqual(body.user_classes, ['Visitor']);
    assert.deepEqual(body.checks, ['p95 < 60ms', 'p99 < 1s']);
    assert.deepEqual(Object.fromEntries(body.options.map((option) => [option.name, option.value])), {
        region: 'us',
        verbose: 'true',
        api_key: 's3cret',
        limit: '10',
        tag: ['a', 'b'],
    });
    assertClean(page);
    await page.context().close();
});

test('what is entered wrongly while it runs is said in the dialog, which keeps the focus and closes with Escape', async () => {
    const server = await running();
    const page = await open(browser, server.url);
    const edit = page.getByRole('button', { name: 'Edit' });
    await edit.click();
    const dialog = page.getByRole('dialog', { name: 'Edit the load' });
    await dialog.getByLabel('Users').fill('many');
    await dialog.getByRole('button', { name: 'Apply' }).click();
    await dialog.getByText('users has to be a number').waitFor();
    for (let presses = 0; presses < 12; presses++) {
        await page.keyboard.press('Tab');
        assert.ok(
            await page.evaluate(
                () =>
                    document.activeElement === document.body || document.querySelector('dialog').contains(document.activeElement),
            ),
        );
    }
    await screenshot(page, 'live-edit', false);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Edit');
    await edit.click();
    await dialog.getByLabel('Users').fill('80');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    assert.deepEqual(server.posts.at(-1), { path: 'api/edit', body: { users: '80', spawn_rate: '5' } });
    assertClean(page);
    await page.context().close();
});

test('arrows, Home and End move among the tabs, of which one takes part in the order of the Tab key', async () => {
    const server = await running();
    const page = await open(browser, server.url);
    await page.getByRole('tab', { name: 'Statistics' }).focus();
    for (const [key, name] of [
        ['ArrowRight', 'Charts'],
        ['ArrowRight', 'Failures'],
        ['ArrowLeft', 'Charts'],
        ['End', 'Past runs'],
        ['ArrowRight', 'Statistics'],
        ['Home', 'Statistics'],
    ]) {
        await page.keyboard.press(key);
        assert.equal(await selectedTab(page), name);
        assert.ok(await page.evaluate(() => document.activeElement.getAttribute('aria-selected') === 'true'));
    }
    assert.equal(await page.locator('[role=tab][tabindex="0"]').count(), 1);
    assertClean(page);
    await page.context().close();
});

test('a tab chosen before the history is there stays chosen', async () => {
    const server = await running();
    let release;
    server.held = new Promise((done) => (release = done));
    const page = await open(browser, server.url);
    await page.getByRole('tab', { name: 'Charts' }).waitFor();
    assert.equal(await selectedTab(page), 'Statistics');
    await tab(page, 'Charts');
    release();
    await page.getByText('2:00 of 5:00').waitFor();
    assert.equal(await selectedTab(page), 'Charts');
    assertClean(page);
    await page.context().close();
});

test('frames change the numbers, the table sorts and searches, percentiles can be chosen', async () => {
    const server = await running();
    const page = await open(browser, server.url);
    await connected(page, server);
    await page.getByText('2:00 of 5:00').waitFor();
    const before = await figure(page, 'Requests').locator('xpath=../span[2]').innerText();
    server.step();
    await page.getByText('2:01 of 5:00').waitFor();
    assert.notEqual(await figure(page, 'Requests').locator('xpath=../span[2]').innerText(), before);
    await page
        .getByRole('region', { name: 'Requests' })
        .getByRole('columnheader', { name: 'Requests' })
        .getByRole('button')
        .click();
    assert.deepEqual((await names(page)).slice(0, 2), ['GET /items', 'GET /items/[id]']);
    assert.equal((await names(page)).at(-1), 'All requests');
    await page.getByRole('searchbox', { name: 'Search in Requests' }).fill('cart');
    assert.deepEqual((await names(page)).sort(), ['All requests', 'DELETE /cart/[id]', 'PUT /cart']);
    await page.getByText('Percentiles', { exact: true }).click();
    await page.getByRole('checkbox', { name: 'p99.9', exact: true }).check();
    await page.getByRole('columnheader', { name: 'p99.9' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('radio', { name: 'Service times' }).check();
    assertClean(page);
    await page.context().close();
});

test('a name opens its distribution, and its charts from there; a zoom is shared by all charts', async () => {
    const server = await running();
    const page = await open(browser, server.url);
    await page.getByRole('button', { name: 'POST /login' }).click();
    const dialog = page.getByRole('dialog', { name: 'POST /login' });
    await dialog.locator('.uplot').waitFor();
    await dialog.getByText('Wait for the first byte').waitFor();
    assert.deepEqual(await accessibilityFaults(page), []);
    await screenshot(page, 'live-name', false);
    await dialog.getByRole('button', { name: 'Show its charts' }).click();
    await page.getByRole('tab', { name: 'Charts', selected: true }).waitFor();
    assert.equal(
        await page.getByRole('combobox', { name: 'Requests' }).evaluate((select) => select.selectedOptions[0].text),
        'POST /login',
    );
    await page.waitForTimeout(300);
    const area = await page.locator('.u-over').first().boundingBox();
    await page.mouse.move(area.x + area.width * 0.3, area.y + 60);
    await page.mouse.down();
    await page.mouse.move(area.x + area.width * 0.6, area.y + 60, { steps: 5 });
    await page.mouse.up();
    await page.getByRole('radio', { name: 'Chosen part', checked: true }).waitFor();
    await screenshot(page, 'live-zoom');
    await page.getByRole('radio', { name: 'Whole run' }).check();
    assertClean(page);
    await page.context().close();
});

test('failures by class are the history of the run, for whoever comes and over a reload', async () => {
    const server = await running(70); // trouble since second 61
    const page = await open(browser, `${server.url}#charts`);
    const chart = (where) => where.locator('.chart', { hasText: 'Failures by class' });
    const labels = ['http status', 'refused', 'timeout first byte'];
    const ofBlue = (where) => // the pixels of the first line: drawn only where there are failures
        chart(where)
            .locator('canvas')
            .evaluate((canvas) => {
                const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
                let count = 0;
                for (let at = 0; at < data.length; at += 4) count += data[at + 2] > data[at] + 80 && data[at + 3] > 128;
                return count;
            });
    await connected(page, server);
    server.step();
    await page.getByText('1:11 of 5:00').waitFor();
    assert.deepEqual(await chart(page).locator('.legend-entry').allInnerTexts(), labels);
    const before = await ofBlue(page);
    assert.ok(before > 50, `${before} pixels of the first class`);
    await page.reload();
    await connected(page, server);
    await chart(page).locator('.legend-entry').first().waitFor();
    assert.deepEqual(await chart(page).locator('.legend-entry').allInnerTexts(), labels);
    assert.equal(await ofBlue(page), before);
    const second = await open(browser, `${server.url}#charts`);
    await chart(second).locator('.legend-entry').first().waitFor();
    assert.equal(await ofBlue(second), before);
    for (const one of [page, second]) {
        assertClean(one);
        await one.context().close();
    }
});

test('a lost frame or a lost connection makes the page load the history again, also after a reload', async () => {
    const server = await running();
    const page = await open(browser, server.url);
    await connected(page, server);
    server.drop();
    await page.getByText('The connection to Cicada is lost').waitFor();
    for (let second = 0; second < 20; second++) server.step();
    await page.getByText('2:20 of 5:00').waitFor();
    await page.getByText('The connection to Cicada is lost').waitFor({ state: 'hidden' });
    await connected(page, server);
    server.run.step();
    server.run.frame(0); // which nobody gets
    server.step();
    await page.getByText('2:22 of 5:00').waitFor();
    await page.goto(`${server.url}#failures`);
    await page.reload();
    await page.getByRole('tab', { name: 'Failures', selected: true }).waitFor();
    await page.getByText('2:22 of 5:00').waitFor();
    await page.getByText('503 Service Unavailable').waitFor();
    assert.deepEqual(
        page.faults.filter((fault) => !/ERR_|Failed to load/.test(fault)),
        [],
    );
    await page.context().close();
});

test('the state decides which buttons there are, for all viewers', async () => {
    const server = await running();
    const pages = [await open(browser, server.url), await open(browser, server.url)];
    await connected(pages[0], server, 2);
    const buttons = (page) =>
        page
            .locator('.bar-buttons .button:visible')
            .evaluateAll((all) => all.map((one) => one.textContent).filter((text) => text.length > 1));
    assert.deepEqual(await buttons(pages[0]), ['Edit', 'Pause', 'Reset', 'Stop']);
    await pages[0].getByRole('button', { name: 'Pause' }).click();
    await pages[1].getByText('Paused').waitFor();
    assert.deepEqual(await buttons(pages[1]), ['Resume', 'Reset', 'Stop']);
    await pages[1].getByRole('button', { name: 'Resume' }).click();
    await pages[0].locator('.pill', { hasText: 'Running' }).waitFor();
    await pages[0].getByRole('button', { name: 'Stop' }).click();
    await pages[1].getByText('Stopped').waitFor();
    assert.deepEqual(await buttons(pages[1]), ['New run']);
    await pages[1].getByRole('button', { name: 'New run' }).click();
    await pages[1].getByRole('button', { name: 'Start the run' }).click();
    await pages[0].getByRole('button', { name: 'Stop' }).waitFor();
    for (const page of pages) {
        assertClean(page);
        await page.context().close();
    }
});

test('two past runs are found, chosen and compared side by side', async () => {
    const server = await running();
    const page = await open(browser, `${server.url}#runs`);
    await page.getByRole('button', { name: '2', exact: true }).click();
    assert.equal(await page.getByRole('link', { name: 'Open report' }).getAttribute('href'), 'api/runs/2/report');
    await page.getByRole('button', { name: '3', exact: true }).click();
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.getByText('regression', { exact: true }).first().waitFor();
    await page.getByRole('heading', { name: 'Run 3 against run 2' }).waitFor();
    assert.deepEqual(await accessibilityFaults(page), []);
    await page.waitForTimeout(200);
    await screenshot(page, 'live-comparison');
    await page.getByRole('button', { name: '← Past runs' }).click();
    await page.getByRole('searchbox', { name: 'Search in past runs' }).fill('after the index');
    await page.getByRole('button', { name: '2', exact: true }).waitFor({ state: 'detached' });
    assertClean(page);
    await page.context().close();
});

test('a server that wants a login gets one, below its path; a wrong password is said', async () => {
    const server = await serve({
        run: new MadeUpRun({ seconds: 20 }),
        login: { user: 'ada', password: 'right' },
        base: '/load/',
    });
    const page = await open(browser, server.url);
    await page.getByLabel('User').fill('ada');
    await page.getByLabel('Password').fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('User or password is wrong.').waitFor();
    assert.deepEqual(await accessibilityFaults(page), []);
    await screenshot(page, 'live-login', false);
    await page.getByLabel('Password').fill('right');
    await page.keyboard.press('Enter');
    await page.getByRole('tab', { name: 'Statistics' }).waitFor();
    await page.getByRole('button', { name: 'Log out' }).waitFor();
    assert.deepEqual(
        page.faults.filter((fault) => !fault.includes('401')),
        [],
    );
    await page.context().close();
});

test('colours follow the system until somebody chooses, and the choice is kept', async () => {
    const server = await running(10);
    const page = await open(browser, server.url, { colorScheme: 'dark' });
    const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
    await page.getByRole('button', { name: 'Light colours' }).click();
    assert.equal(await theme(), 'light');
    await page.reload();
    await page.getByRole('button', { name: 'Dark colours' }).waitFor();
    assert.equal(await theme(), 'light');
    assertClean(page);
    await page.context().close();
});
