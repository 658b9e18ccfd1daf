import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api } from "@/api/client";
import type { ObjectMeta } from "@/api/meta";
import { may } from "@/api/session";
import { isEmpty } from "@/fields/values";
import type { Duplicate } from "./saving";
import { toWire, type Values } from "./values";

const pause = 400;
/** Kinds that can tell one record from another. */
const tellingKinds = new Set(["text", "person_name", "phone", "email", "identity_number"]);

function telling(object: ObjectMeta, typed: Values): Values {
  const names = Object.keys(typed).filter((name) => tellingKinds.has(object.fields[name]?.kind ?? ""));
  const pairs = names.flatMap((name) => {
    const field = object.fields[name];
    const value = field ? toWire(field, typed[name]) : null;
    return isEmpty(value) ? [] : [[name, value] as const];
  });
  return Object.fromEntries(pairs);
}

/** Records that equal what is being typed, asked for whenever the typing rests. */
export function useLookalikes(object: ObjectMeta, typed: Values, id: string | undefined): readonly Duplicate[] {
  const written = JSON.stringify(telling(object, typed));
  const [asked, setAsked] = useState("{}");
  useEffect(() => {
    const timer = setTimeout(() => setAsked(written), pause);
    return () => clearTimeout(timer);
  }, [written]);
  const found = useQuery({
    queryKey: ["lookalikes", object.name, id ?? "", asked],
    queryFn: () => api.post<{ duplicates: Duplicate[] }>(`/records/${object.name}/duplicates`, { values: JSON.parse(asked) as Values, ...(id ? { id } : {}) }),
    enabled: asked !== "{}" && may(object, "create"),
    retry: false,
    placeholderData: (before) => before,
  });
  return asked === "{}" ? [] : (found.data?.duplicates ?? []);
}
