// SPDX-License-Identifier: MIT
//
// Asks who it is, where the server wants to know.
import { element } from '../dom';
import { logIn } from './api';
import { Field } from './field';

export function loginForm(onDone: () => void): HTMLElement {
    const user = new Field({ label: 'User' });
    const password = new Field({ label: 'Password', type: 'password' });
    user.input.setAttribute('autocomplete', 'username');
    password.input.setAttribute('autocomplete', 'current-password');
    const problem = element('p', { class: 'problem', role: 'alert' });
    const send = async () => {
        problem.textContent = '';
        try {
            if (await logIn(user.input.value, password.input.value)) return onDone();
            problem.textContent = 'User or password is wrong.';
        } catch (error) {
            problem.textContent = error instanceof Error ? error.message : String(error);
        }
        password.value = '';
        password.input.focus();
    };
    return element(
        'main',
        { class: 'login' },
        element(
            'form',
            {
                class: 'panel',
                novalidate: true,
                onsubmit: (event) => {
                    event.preventDefault();
                    void send();
                },
            },
            element('h1', {}, 'Cicada'),
            user.root,
            password.root,
            problem,
            element('button', { type: 'submit', class: 'button primary large' }, 'Log in'),
        ),
    );
}
