// SPDX-License-Identifier: MIT
//
// The live page before a server that plays a made-up run: what it shows, what it asks for, and what it does when the server goes away.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { accessibilityFaults, PHONE, ROOT, screenshot, usePages } from './browser.mjs';
import { chart, chooseRun, connected, figure, focused, names, note, pill, selectedTab, tab, TABS, useServers } from './live.mjs';
import { MadeUpRun } from './mock/run.mjs';
import { until, untilEqual } from './waiting.mjs';

const LIMIT_BYTES = 150_000; // of the page, compressed
const PICTURE_MS = 150; // for what a picture should have and no claim is about: charts that are drawn

const { open, test } = usePages();
const { serve, running } = useServers();

const percentileMenu = (page) => page.locator('summary:visible', { hasText: 'Percentiles' });
const sideways = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

test('the page is small', () => {
    const size = gzipSync(readFileSync(join(ROOT, 'webui', 'dist', 'index.html')), { level: 9 }).length;
    console.log(`# measured: the live page has ${size} bytes compressed`);
    assert.ok(size < LIMIT_BYTES, `${size} bytes, at most ${LIMIT_BYTES}`);
});

for (const [kind, options] of [
    ['light', {}],
    ['dark', { colorScheme: 'dark' }],
    ['phone', { viewport: PHONE }],
])
    test(`each tab opens without an error or a fault of accessibility: ${kind}`, async () => {
        const server = await running();
        const page = await open(server.url, options);
        await connected(server, page);
        for (const name of TABS) {
            await tab(page, name);
            await page.waitForTimeout(PICTURE_MS);
            assert.deepEqual(await accessibilityFaults(page), [], `${name}, ${kind}`);
            await untilEqual(() => sideways(page), 0, `how far ${name} scrolls sideways`);
            await screenshot(page, `live-${name.toLowerCase().replace(' ', '-')}-${kind}`);
        }
    });

test('the start form draws the curve, names the field and the place of a mistake, and sends what was chosen', async () => {
    const server = await serve();
    const page = await open(server.url);
    await page.getByText('At most 50 users; 5 min in all.').waitFor();
    await page.getByRole('radio', { name: 'Stages' }).check();
    const stages = page.getByRole('textbox', { name: 'Stages' });
    await stages.fill('100');
    await page.locator('.problem', { hasText: 'the rate is missing' }).first().waitFor();
    await untilEqual(() => page.locator('.caret').first().innerText(), '100\n   ^', 'the caret');
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
});

test('what is entered wrongly while it runs is said in the dialog, which keeps the focus and closes with Escape', async () => {
    const server = await running();
    const page = await open(server.url);
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
    await edit.click();
    await dialog.getByLabel('Run time').fill('20m');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    assert.equal(server.posts.at(-1).body.run_time, '20m');
});

test('arrows, Home and End move among the tabs, of which one takes part in the order of the Tab key', async () => {
    const server = await running();
    const page = await open(server.url);
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
});

test('a tab chosen before the history is there stays chosen', async () => {
    const server = await running();
    let release;
    server.held = new Promise((done) => (release = done));
    const page = await open(server.url);
    await page.getByRole('tab', { name: 'Charts' }).waitFor();
    assert.equal(await selectedTab(page), 'Statistics');
    assert.equal(await page.getByRole('button', { name: 'Edit' }).count(), 0, 'a load that nobody knows yet cannot be edited');
    await tab(page, 'Charts');
    release();
    await page.getByText('2:00 of 5:00').waitFor();
    assert.equal(await selectedTab(page), 'Charts');
});

test('frames change the numbers, the table sorts and searches, percentiles can be chosen', async () => {
    const server = await running();
    const page = await open(server.url);
    await connected(server, page);
    const before = await note(page, 'Requests').innerText();
    server.step();
    await page.getByText('2:01 of 5:00').waitFor();
    assert.notEqual(await note(page, 'Requests').innerText(), before);
    await page
        .getByRole('region', { name: 'Requests' })
        .getByRole('columnheader', { name: 'Requests' })
        .getByRole('button')
        .click();
    assert.deepEqual((await names(page)).slice(0, 2), ['GET /items', 'GET /items/[id]']);
    assert.equal((await names(page)).at(-1), 'All requests');
    await page.getByRole('searchbox', { name: 'Search in Requests' }).fill('cart');
    assert.deepEqual((await names(page)).sort(), ['All requests', 'DELETE /cart/[id]', 'PUT /cart']);
    await percentileMenu(page).click();
    await page.getByRole('checkbox', { name: 'p99.9', exact: true }).check();
    await page.getByRole('columnheader', { name: 'p99.9' }).first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('radio', { name: 'Service times' }).check();
});

test('the chosen percentiles are those of the table and of the chart, whichever they are', async () => {
    const server = await running();
    const page = await open(`${server.url}#charts`);
    const times = () => chart(page, 'Response times').locator('.legend-entry').allInnerTexts();
    await connected(server, page);
    await untilEqual(times, ['p50', 'p95', 'p99'], 'the lines');
    await percentileMenu(page).click();
    await page.getByRole('checkbox', { name: 'p50', exact: true }).uncheck();
    await page.getByRole('checkbox', { name: 'p90', exact: true }).check();
    await page.getByRole('checkbox', { name: 'p99.9', exact: true }).check();
    await untilEqual(times, ['p90', 'p95', 'p99', 'p99.9'], 'the lines');
    assert.ok(server.asked.includes('api/course?method=&name=&percentiles=p90%2Cp95%2Cp99%2Cp99.9'), server.asked.join('\n'));
    await screenshot(page, 'live-percentiles', false);
    await page.keyboard.press('Escape');
    await tab(page, 'Statistics');
    await page.getByRole('columnheader', { name: 'p99.9' }).first().waitFor();
    assert.equal(await page.getByRole('columnheader', { name: 'p50' }).count(), 0);
    await page.reload();
    await page.getByRole('columnheader', { name: 'p99.9' }).first().waitFor();
});

test('the percentiles that can be chosen are those that the server has', async () => {
    const server = await serve({ run: new MadeUpRun({ seconds: 20 }), state: { percentiles: ['p50', 'p90', 'p97.5'] } });
    const page = await open(server.url);
    await connected(server, page);
    await page.getByRole('columnheader', { name: 'p50' }).first().waitFor();
    await percentileMenu(page).click();
    const offered = () => page.locator('.menu[open] label').allInnerTexts();
    await untilEqual(offered, ['p50', 'p90', 'p97.5'], 'the menu');
    await page.getByRole('checkbox', { name: 'p97.5', exact: true }).check();
    await page.getByRole('columnheader', { name: 'p97.5' }).first().waitFor();
    await page.keyboard.press('Escape');
    await tab(page, 'Charts');
    const lines = () => chart(page, 'Response times').locator('.legend-entry').allInnerTexts();
    await untilEqual(lines, ['p50', 'p97.5'], 'the lines');
});

test('a time without requests has a rate of nothing and no response time, of all requests and of one name', async () => {
    const server = await running(60);
    server.run.paused = true;
    for (let second = 0; second < 30; second++) server.run.step();
    const page = await open(`${server.url}#charts`);
    await connected(server, page);
    const valuesAt = async (title, share) => {
        const area = chart(page, title).locator('.u-over');
        const { width, height } = await area.boundingBox();
        await area.hover({ position: { x: width * share, y: height / 2 } });
        return chart(page, title).locator('.legend-value').allInnerTexts();
    };
    for (const name of ['All requests', 'POST /login']) {
        const course = page.waitForResponse(/api\/course/);
        await page.getByRole('combobox', { name: 'Requests' }).selectOption(name);
        await course;
        await untilEqual(() => valuesAt('Response times', 0.85), ['–', '–', '–'], `response times of ${name} in the pause`);
        await untilEqual(() => valuesAt('Requests and failures', 0.85), ['0/s', '0/s'], `rates of ${name} in the pause`);
        const isUnknown = async () => (await valuesAt('Response times', 0.5)).includes('–');
        await untilEqual(isUnknown, false, `response times of ${name} before the pause that are unknown`);
    }
});

test('the bar names the stage and then why the run ended; each check says how near its limit is, from above or below', async () => {
    const server = await running();
    const page = await open(`${server.url}#checks`);
    await connected(server, page);
    await page.getByRole('banner').getByText('stage 2 of 2: peak').waitFor();
    const near = () => page.locator('.margin').evaluateAll((lines) => lines.map((line) => line.lastElementChild.textContent));
    await untilEqual(near, ['48.5 %', '38.6 %', '22.0 %'], 'how near the limits are'); // 29.1 of 60 ms, 0.386 of 1 %, 100 of 455/s
    server.run.stop();
    server.news('');
    await page.getByRole('banner').getByText('stopped', { exact: true }).waitFor();
});

test('on a phone the names stay in sight while the table scrolls to its last column', async () => {
    const server = await running();
    const page = await open(server.url, { viewport: PHONE });
    await connected(server, page);
    const left = () => page.locator('.requests tbody th').first().evaluate((cell) => Math.round(cell.getBoundingClientRect().left));
    const before = await left();
    const scrolled = await page.locator('.requests .table-scroller').evaluate((box) => {
        box.scrollLeft = box.scrollWidth;
        return box.scrollLeft;
    });
    assert.ok(scrolled > 0, `scrolled by ${scrolled}`);
    await untilEqual(left, before, 'where the names begin');
});

test('the last percentile that is left stays', async () => {
    const server = await running();
    const page = await open(server.url);
    await percentileMenu(page).click();
    for (const name of ['p50', 'p99']) await page.getByRole('checkbox', { name, exact: true }).uncheck();
    assert.ok(await page.getByRole('checkbox', { name: 'p95', exact: true }).isDisabled());
    await page.getByRole('heading', { name: 'Cicada' }).click();
    await page.getByRole('checkbox', { name: 'p95', exact: true }).waitFor({ state: 'hidden' });
});

test('a name opens its distribution, and its charts from there; a zoom is shared by all charts', async () => {
    const server = await running();
    const page = await open(server.url);
    await page.getByRole('button', { name: 'POST /login' }).click();
    const dialog = page.getByRole('dialog', { name: 'POST /login' });
    await dialog.locator('.uplot').waitFor();
    await dialog.getByText('Wait for the first byte').waitFor();
    assert.deepEqual(await accessibilityFaults(page), []);
    await screenshot(page, 'live-name', false);
    const course = page.waitForResponse(/api\/course/);
    await dialog.getByRole('button', { name: 'Show its charts' }).click();
    await page.getByRole('tab', { name: 'Charts', selected: true }).waitFor();
    assert.equal(
        await page.getByRole('combobox', { name: 'Requests' }).evaluate((select) => select.selectedOptions[0].text),
        'POST /login',
    );
    await course;
    await page.locator('.u-over').nth(4).waitFor(); // from here on no chart takes another place
    const area = await page.locator('.u-over').first().boundingBox();
    await page.mouse.move(area.x + area.width * 0.3, area.y + 60);
    await page.mouse.down();
    await page.mouse.move(area.x + area.width * 0.6, area.y + 60, { steps: 5 });
    await page.mouse.up();
    await page.getByRole('radio', { name: 'Chosen part', checked: true }).waitFor();
    await screenshot(page, 'live-zoom');
    await page.getByRole('radio', { name: 'Whole run' }).check();
});

test('failures by class are the history of the run, for whoever comes and over a reload', async () => {
    const server = await running(70); // trouble since second 61
    const page = await open(`${server.url}#charts`);
    const labels = ['http status', 'refused', 'timeout first byte'];
    const legend = (where) => chart(where, 'Failures by class').locator('.legend-entry').allInnerTexts();
    const ofBlue = (where) => // the pixels of the first line: drawn only where there are failures
        chart(where, 'Failures by class')
            .locator('canvas')
            .evaluateAll(([canvas]) => {
                if (!canvas) return 0;
                const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
                copy.drawImage(canvas, 0, 0);
                const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
                let count = 0;
                for (let at = 0; at < data.length; at += 4) count += data[at + 2] > data[at] + 80 && data[at + 3] > 128;
                return count;
            });
    await connected(server, page);
    server.step();
    await page.getByText('1:11 of 5:00').waitFor();
    await untilEqual(() => legend(page), labels, 'the classes');
    const before = await until(() => ofBlue(page), 'pixels of the first class');
    assert.ok(before > 50, `${before} pixels of the first class`);
    await page.reload();
    const second = await open(`${server.url}#charts`);
    for (const one of [page, second]) {
        await untilEqual(() => legend(one), labels, 'the classes');
        await untilEqual(() => ofBlue(one), before, 'pixels of the first class');
    }
});

test('a lost frame or a lost connection makes the page load the history again, also after a reload', async () => {
    const server = await running();
    const page = await open(server.url, { allowed: /ERR_|Failed to load/ });
    await connected(server, page);
    server.drop();
    await page.getByText('The connection to Cicada is lost').waitFor();
    for (let second = 0; second < 20; second++) server.step();
    await page.getByText('2:20 of 5:00').waitFor();
    await page.getByText('The connection to Cicada is lost').waitFor({ state: 'hidden' });
    await connected(server, page);
    server.run.step();
    server.run.frame(0); // which nobody gets
    server.step();
    await page.getByText('2:22 of 5:00').waitFor();
    await page.goto(`${server.url}#failures`);
    await page.reload();
    await page.getByRole('tab', { name: 'Failures', selected: true }).waitFor();
    await page.getByText('2:22 of 5:00').waitFor();
    await page.getByText('503 Service Unavailable').waitFor();
});

test('the state decides which buttons there are, for all viewers', async () => {
    const server = await running();
    const pages = [await open(server.url), await open(server.url)];
    await connected(server, ...pages);
    const offered = (page, ...wanted) =>
        untilEqual(
            () =>
                page
                    .locator('.bar-buttons .button:visible')
                    .evaluateAll((all) => all.map((one) => one.textContent).filter((text) => text.length > 1)),
            wanted,
            'the buttons',
        );
    await offered(pages[0], 'Edit', 'Pause', 'Reset', 'Stop');
    await pages[0].getByRole('button', { name: 'Pause' }).click();
    await pill(pages[1], 'Paused');
    await offered(pages[1], 'Resume', 'Reset', 'Stop');
    await pages[1].getByRole('button', { name: 'Resume' }).click();
    await pill(pages[0], 'Running');
    await pages[0].getByRole('button', { name: 'Stop' }).click();
    await pill(pages[1], 'Stopped');
    await offered(pages[1], 'New run');
    await pages[1].getByRole('button', { name: 'New run' }).click();
    await pages[1].getByRole('button', { name: 'Start the run' }).click();
    await pages[0].getByRole('button', { name: 'Stop' }).waitFor();
});

test('two past runs are found, chosen and compared side by side', async () => {
    const server = await running();
    const page = await open(`${server.url}#runs`);
    await chooseRun(page, 2).check();
    await page.locator('a[href="api/runs/2/report"]', { hasText: 'Open report' }).waitFor();
    await chooseRun(page, 3).focus();
    await page.keyboard.press('Space');
    await page.getByText('Base: run 2, new: run 3').waitFor();
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.getByText('regression', { exact: true }).first().waitFor();
    await page.getByRole('heading', { name: 'Run 3 against run 2' }).waitFor();
    assert.equal(await focused(page), '← Past runs'); // also after the answer came
    assert.deepEqual(await accessibilityFaults(page), []);
    await page.waitForTimeout(PICTURE_MS);
    await screenshot(page, 'live-comparison');
    await page.getByRole('button', { name: '← Past runs' }).click();
    await untilEqual(() => focused(page), 'Compare', 'the focus');
    await page.getByRole('searchbox', { name: 'Search in past runs' }).fill('after the index');
    await chooseRun(page, 2).waitFor({ state: 'detached' });
});

test('a run that was chosen stays so while one searches for the other; a third one takes the place of the first', async () => {
    const server = await running();
    const page = await open(`${server.url}#runs`);
    const search = (text) => page.getByRole('searchbox', { name: 'Search in past runs' }).fill(text);
    await chooseRun(page, 1).check();
    await search('after the index');
    await chooseRun(page, 1).waitFor({ state: 'detached' });
    await page.getByText('Run 1', { exact: true }).waitFor();
    await chooseRun(page, 3).check();
    await page.getByText('Base: run 1, new: run 3').waitFor();
    await search('');
    await chooseRun(page, 2).check();
    await page.getByText('Base: run 2, new: run 3').waitFor();
    assert.deepEqual(await Promise.all([1, 2, 3].map((id) => chooseRun(page, id).isChecked())), [false, true, true]);
    await chooseRun(page, 3).uncheck();
    await page.getByRole('link', { name: 'Open report' }).waitFor();
});

test('of many past runs it says that there are more, and how to find them', async () => {
    const run = { title: 'shop.c', start: '2026-11-20T03:00:00.000000Z', duration_s: 60, state: 'ended' };
    const server = await serve({ runs: Array.from({ length: 130 }, (_, place) => ({ id: 130 - place, ...run })) });
    const page = await open(`${server.url}#runs`);
    await page.getByText('The newest 100 of 130: search for the others.').waitFor();
    await page.getByRole('searchbox', { name: 'Search in past runs' }).fill('"id":7,');
    await chooseRun(page, 7).waitFor();
    await page.getByText('The newest 100 of 130').waitFor({ state: 'hidden' });
});

test('the full history can be downloaded where it is written', async () => {
    const link = (page) => page.getByRole('link', { name: 'Full history as CSV' });
    const without = await open(`${(await running()).url}#downloads`);
    await without.getByRole('link', { name: 'Failures as CSV' }).waitFor();
    assert.equal(await link(without).count(), 0);
    const server = await serve({ run: new MadeUpRun({ seconds: 5 }), state: { full_history: true } });
    const page = await open(`${server.url}#downloads`);
    assert.equal(await link(page).getAttribute('href'), 'stats/requests_full_history/csv');
});

test('a server that wants a login gets one, below its path; a wrong password is said', async () => {
    const server = await serve({
        run: new MadeUpRun({ seconds: 20 }),
        login: { user: 'ada', password: 'right' },
        base: '/load/',
    });
    const page = await open(server.url, { allowed: /401/ });
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
});

test('colours follow the system until somebody chooses, and the choice is kept', async () => {
    const server = await running(10);
    const page = await open(server.url, { colorScheme: 'dark' });
    const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
    await page.getByRole('button', { name: 'Light colours' }).click();
    assert.equal(await theme(), 'light');
    await page.reload();
    await page.getByRole('button', { name: 'Dark colours' }).waitFor();
    assert.equal(await theme(), 'light');
});
