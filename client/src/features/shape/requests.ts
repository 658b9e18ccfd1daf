import { queryOptions } from "@tanstack/react-query";
import { api, type Written } from "@/api/client";
import { layoutBody, type Arrangement, type Layouts } from "./layout";
import { bodyOf, objectBody, type FieldFacts, type ObjectFacts, type ObjectTexts } from "./shape";

type Made = Promise<Written<{ name: string }>>;

/** An object's words in every language, so that an edit loses none. */
export function textsQuery(object: string) {
  return queryOptions({
    queryKey: ["shape", object] as const,
    queryFn: ({ signal }) => api.get<ObjectTexts>(`/shape/objects/${object}`, undefined, signal),
    staleTime: 0,
  });
}

export function addObject(facts: ObjectFacts): Made {
  return api.write("POST", "/shape/objects", { body: objectBody(facts) });
}

export function changeObject(name: string, change: Partial<ObjectFacts>): Made {
  return api.write("PATCH", `/shape/objects/${name}`, { body: change });
}

export function dropObject(name: string): Made {
  return api.write("DELETE", `/shape/objects/${name}`);
}

export function addField(object: string, facts: FieldFacts): Made {
  return api.write("POST", `/shape/objects/${object}/fields`, { body: bodyOf(facts) });
}

export function changeField(object: string, name: string, change: Record<string, unknown>): Made {
  return api.write("PATCH", `/shape/objects/${object}/fields/${name}`, { body: change });
}

export function dropField(object: string, name: string): Made {
  return api.write("DELETE", `/shape/objects/${object}/fields/${name}`);
}

/** How an object is laid out for everyone and for roles. */
export function layoutsQuery(object: string) {
  return queryOptions({
    queryKey: ["shape", object, "layouts"] as const,
    queryFn: ({ signal }) => api.get<Layouts>(`/shape/objects/${object}/layouts`, undefined, signal),
    staleTime: 0,
  });
}

export function setLayout(object: string, role: string, arrangement: Arrangement): Made {
  return api.write("PUT", `/shape/objects/${object}/layouts/${role}`, { body: layoutBody(arrangement) });
}

export function dropLayout(object: string, role: string): Made {
  return api.write("DELETE", `/shape/objects/${object}/layouts/${role}`);
}

export function orderLayouts(object: string, order: readonly string[]): Made {
  return api.write("PATCH", `/shape/objects/${object}/layouts`, { body: { order } });
}
