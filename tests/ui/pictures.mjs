// SPDX-License-Identifier: MIT
//
// Takes the pictures of docs/images: a run of a suite against the target server, watched in the live page, and its report.
//
//     node tests/ui/pictures.mjs
//
// Take them on a quiet machine: when the load generator was not at its best (the verdict is not VALID) nothing is written.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { BUILD, launch, open, ROOT } from './browser.mjs';
import { pill } from './live.mjs';
import { startTarget, startWeb, temporaryFolder } from './program.mjs';

const IMAGES = join(ROOT, 'docs', 'images');
const SIZE = { width: 1280, height: 800 };
const WATCHED_S = 70;
const DRAWN_MS = 1000; // until the charts have what is asked for later

const RUN = [
    ...['-f', join(ROOT, 'suites', 'platform', 'platform.c'), '--seed', '7', '--autostart'],
    ...['--stages', 'morning=60:12:20s,noon=180:24:25s,evening=90:18:40s', '--profile', 'before the release'],
    ...['--check', 'p95 < 200ms', '--check', 'fail_ratio < 1%', '--check', 'p95 < 150ms for "POST /api/v1/auth/login"'],
];

// A service that takes its time, as one with a database behind it does.
const SERVICE = ['/api/v1/auth/* latency_ms=70 jitter_ms=40', '/api/v1/payments* latency_ms=45 jitter_ms=25', '/api/* latency_ms=25 jitter_ms=15'].flatMap(
    (rule) => ['--fault', rule],
);

async function take(page, name) {
    mkdirSync(IMAGES, { recursive: true });
    await page.screenshot({ path: join(IMAGES, `${name}.png`) });
}

async function takeAll(browser, url) {
    await new Promise((resolve) => void setTimeout(resolve, WATCHED_S * 1000)); // nobody looks meanwhile: that would cost the run
    const { verdict } = await (await fetch(`${url}api/run`)).json();
    if (verdict.level !== 'VALID') throw new Error(`${verdict.level}: ${verdict.reasons.map((reason) => reason.text).join(', ')}`);
    const page = await open(browser, `${url}#charts`, { viewport: SIZE });
    await page.locator('.u-over').nth(4).waitFor();
    await pill(page, 'Running');
    await page.waitForTimeout(DRAWN_MS);
    await take(page, 'live');
    await page.getByRole('button', { name: 'Stop' }).click();
    await pill(page, 'Stopped');
    const report = await open(browser, `${url}stats/report`, { viewport: SIZE });
    await report.getByRole('heading', { name: 'Statistics' }).waitFor();
    await take(report, 'report');
}

const folder = temporaryFolder();
const target = await startTarget(folder.path, '--no-rate-limits', ...SERVICE);
const browser = await launch();
const web = await startWeb(folder.path, [...RUN, '-H', target.url]);
try {
    await takeAll(browser, web.url);
    console.log(`docs/images has the pictures of a run of ${BUILD}`);
} finally {
    await web.stop();
    await browser.close();
    target.stop();
    folder.remove();
}
