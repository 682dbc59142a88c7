// SPDX-License-Identifier: MIT
//
// Asking the server. All addresses are relative to the page, so that it works below any path; what changes something carries the token of
// the page, so that no page of others can do it.
import type { Answer } from './shapes';

export class ServerError extends Error {
    constructor(
        readonly status: number,
        message: string,
    ) {
        super(message);
    }
}

let token = '';
let onLogin: () => void = () => undefined;

export function setToken(wanted: string): void {
    token = wanted;
}

// Called whenever the server wants to know who asks.
export function onLoginNeeded(listener: () => void): void {
    onLogin = listener;
}

async function ask(path: string, options: RequestInit): Promise<Response> {
    let response: Response;
    try {
        response = await fetch(path, { credentials: 'same-origin', cache: 'no-store', ...options });
    } catch {
        throw new ServerError(0, 'Cicada does not answer. Is it still running?');
    }
    if (response.status === 401) onLogin();
    if (response.ok) return response;
    throw new ServerError(response.status, await messageOf(response));
}

async function messageOf(response: Response): Promise<string> {
    const text = await response.text().catch(() => '');
    try {
        const parsed: unknown = JSON.parse(text);
        if (parsed !== null && typeof parsed === 'object' && 'message' in parsed && typeof parsed.message === 'string')
            return parsed.message;
    } catch {
        // not JSON: said below
    }
    return response.status === 401
        ? 'Log in first.'
        : `The server answered ${response.status}${text && text.length < 200 ? `: ${text}` : ''}`;
}

export async function get<Body>(path: string, signal?: AbortSignal): Promise<Body> {
    return (await ask(path, { headers: { Accept: 'application/json' }, signal })).json() as Promise<Body>;
}

export async function post<Body = Answer>(path: string, body: unknown = {}): Promise<Body> {
    const headers = { 'Content-Type': 'application/json', Accept: 'application/json', 'X-Cicada-Token': token };
    return (await ask(path, { method: 'POST', headers, body: JSON.stringify(body) })).json() as Promise<Body>;
}

// True: logged in. False: user or password is wrong.
export async function logIn(user: string, password: string): Promise<boolean> {
    const response = await fetch('login', {
        method: 'POST',
        credentials: 'same-origin',
        redirect: 'manual',
        headers: { Accept: 'application/json' },
        body: new URLSearchParams({ username: user, password }),
    });
    if (response.status === 429) throw new ServerError(429, 'Too many attempts: wait a moment.');
    return response.ok || response.type === 'opaqueredirect';
}

// The part of an address that says which name is meant.
export function nameQuery(request: { method: string; name: string } | null, more: Record<string, string> = {}): string {
    const { method, name } = request ?? { method: '', name: '' };
    return `?${new URLSearchParams({ method, name, ...more }).toString()}`;
}

export async function logOut(): Promise<void> {
    await fetch('logout', {
        method: 'POST',
        credentials: 'same-origin',
        headers: { 'X-Cicada-Token': token },
        redirect: 'manual',
    }).catch(() => undefined);
    location.reload();
}
