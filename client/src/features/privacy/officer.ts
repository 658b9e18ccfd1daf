import { may, useObject } from "@/api/session";

/** Whether whoever sits here answers requests of data subjects. */
export function useIsOfficer(): boolean {
  const requests = useObject("subject_request");
  return requests !== undefined && may(requests, "edit");
}
