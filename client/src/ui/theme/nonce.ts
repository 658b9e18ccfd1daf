/**
 * Lets styles that our scripts make pass the content security policy, by the nonce of this answer; styles that stand in
 * HTML from elsewhere still do not. Ant Design gives its nonce to most of its styles, but not to those that lock scrolling.
 */
export function allowOwnStyles(): void {
  const nonce = document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce;
  if (!nonce) return;
  const create = document.createElement.bind(document) as (name: string, options?: ElementCreationOptions) => HTMLElement;
  const createWithNonce = (name: string, options?: ElementCreationOptions) => {
    const made = create(name, options);
    if (made instanceof HTMLStyleElement) made.nonce = nonce;
    return made;
  };
  document.createElement = createWithNonce as typeof document.createElement;
}
