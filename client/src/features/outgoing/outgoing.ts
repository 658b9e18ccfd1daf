import { queryOptions } from "@tanstack/react-query";
import { api, type Written } from "@/api/client";

/** A name or a network that may be reached though it is not public. */
export interface Place {
  place: string;
  /** Without TLS too. */
  is_plain: boolean;
}

export interface Outgoing {
  places: Place[];
}

export const outgoingQuery = queryOptions({
  queryKey: ["outgoing"] as const,
  queryFn: ({ signal }) => api.get<Outgoing>("/outgoing", undefined, signal),
  staleTime: 0,
});

export function keepPlaces(places: readonly Place[]): Promise<Written<Outgoing>> {
  return api.write("PUT", "/outgoing", { body: { places } });
}
