/** Where things stand: targets for Link and navigate, so that no folder spells another's addresses. */
export const listAddress = (object: string) => ({ to: "/o/$object", params: { object } }) as const;

export const recordAddress = (object: string, id: string) => ({ to: "/o/$object/$id", params: { object, id } }) as const;

/** The list with the form for a new record open. */
export const createAddress = (object: string) => ({ to: "/o/$object", params: { object }, search: { create: true } }) as const;

export const searchAddress = (q: string) => ({ to: "/search", search: { q } }) as const;
