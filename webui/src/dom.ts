// SPDX-License-Identifier: MIT
//
// Elements from code. Data becomes text nodes and attribute values, never markup: what a server or a scenario named cannot run
// anything here. There is no other way in the pages by which elements with data come into being.

export type Child = Node | string | number | null | undefined | false;

type Listener = (event: Event) => void;
export type Attributes = Record<string, string | number | boolean | null | undefined | Listener>;

// An attribute that is a function is a listener ("onclick"); true is an attribute without a value; false, null and undefined are left out.
export function element<Tag extends keyof HTMLElementTagNameMap>(
    tag: Tag, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[Tag] {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
        if (typeof value === 'function')
            made.addEventListener(name.slice(2), value);
        else if (value === true)
            made.setAttribute(name, '');
        else if (value !== false && value !== null && value !== undefined)
            made.setAttribute(name, String(value));
    }
    append(made, ...children);
    return made;
}

export function append(parent: Node, ...children: Child[]): void {
    for (const child of children) {
        if (child === null || child === undefined || child === false)
            continue;
        parent.appendChild(child instanceof Node ? child : document.createTextNode(String(child)));
    }
}

// Removes what is in it and puts the children there.
export function fill(parent: Element, ...children: Child[]): void {
    parent.replaceChildren();
    append(parent, ...children);
}

// Sets the text only where it changed: a page that updates each second must not make the browser lay out what stayed the same.
export function setText(node: Node, text: string): void {
    if (node.textContent !== text)
        node.textContent = text;
}

let lastId = 0;

// A new id for aria-labelledby, for= and the like.
export function newId(): string {
    lastId += 1;
    return `id${lastId}`;
}
