import { useState } from "react";
import type { WireRecord } from "@/api/meta";
import { useMe } from "@/api/session";
import { draftKey, dropDraft, keepDraft, readDraft } from "@/records/form/drafts";
import { readGrants, type Grants } from "./grants";

/** The rights of a role while one shapes them; what is not saved yet stays on this device. */
export function useDraftGrants(role: WireRecord) {
  const key = draftKey(useMe().data?.user.id ?? "", "role_grants", role.id);
  const before = readGrants(role.grants);
  const [grants, setGrants] = useState<Grants>(() => {
    const draft = readDraft(key);
    return draft?.version === role.version ? readGrants(draft.values) : before;
  });
  const isSame = (made: Grants) => JSON.stringify(made) === JSON.stringify(before);
  const change = (make: (now: Grants) => Grants) => {
    const made = make(grants);
    setGrants(made);
    if (isSame(made)) dropDraft(key);
    else keepDraft(key, made, role.version);
  };
  const discard = () => change(() => before);
  return { grants, isChanged: !isSame(grants), change, discard, forget: () => dropDraft(key) };
}
