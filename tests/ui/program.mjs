// SPDX-License-Identifier: MIT
//
// The programs under test: a target server on a free port, and runs of cicada against it. Everything is killed by the test that began it.
import { spawn } from 'node:child_process';
import { mkdtempSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CICADA, TARGET } from './browser.mjs';

const LIMIT_MS = 60_000;

export function temporaryFolder() {
    const path = mkdtempSync(join(tmpdir(), 'cicada-ui-'));
    return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export async function until(condition, what, limit = 20_000) {
    const end = Date.now() + limit;
    for (;;) {
        const value = await condition();
        if (value)
            return value;
        if (Date.now() > end)
            throw new Error(`waited ${limit} ms for ${what}`);
        await new Promise((resolve) => { setTimeout(resolve, 50); });
    }
}

let targets = 0;

// The server of the suites: { url, stop }.
export async function startTarget(folder, ...words) {
    const portFile = join(folder, `port-${targets += 1}`);
    const child = spawn(TARGET, ['--port', '0', '--port-file', portFile, '--exit-with-parent', ...words], { stdio: 'ignore' });
    const port = await until(() => existsSync(portFile) && readFileSync(portFile, 'utf8').trim(), 'the target server');
    return { url: `http://127.0.0.1:${port}`, stop: () => child.kill('SIGKILL') };
}

// What the environment of the caller must not decide.
export function environment(folder, more = {}) {
    return { PATH: process.env.PATH, HOME: folder, XDG_STATE_HOME: folder, XDG_CACHE_HOME: join(folder, 'cache'), XDG_CONFIG_HOME: folder, ...more };
}

// Runs cicada to its end: { code, output }.
export function cicada(folder, ...words) {
    return new Promise((resolve, reject) => {
        const child = spawn(CICADA, words, { cwd: folder, env: environment(folder) });
        let output = '';
        const late = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
        child.stdout.on('data', (data) => { output += data; });
        child.stderr.on('data', (data) => { output += data; });
        child.on('error', reject);
        child.on('close', (code) => {
            clearTimeout(late);
            resolve({ code, output });
        });
    });
}
