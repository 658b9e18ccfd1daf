import type { Differing, EmptyCells, ImportState, Mode, OnDuplicate, RepeatedRows } from "./imports";

export const stateTexts: Record<ImportState, string> = {
  uploaded: "imports:state.uploaded",
  mapped: "imports:state.uploaded",
  previewed: "imports:state.uploaded",
  queued: "imports:state.running",
  running: "imports:state.running",
  done: "imports:state.done",
  failed: "imports:state.failed",
  cancelled: "imports:state.cancelled",
};

export const stateTones = {
  uploaded: "info", mapped: "info", previewed: "info", queued: "accent", running: "accent", done: "good", failed: "bad", cancelled: "warn",
} as const;

export const modeTexts: Record<Mode, string> = {
  create: "imports:mode.create",
  update: "imports:mode.update",
  upsert: "imports:mode.upsert",
};

export const duplicateTexts: Record<OnDuplicate, string> = {
  refuse: "imports:duplicate.refuse",
  create: "imports:duplicate.create",
  update: "imports:duplicate.update",
};

export const repeatedTexts: Record<RepeatedRows, string> = {
  keep: "imports:repeated.keep",
  skip: "imports:repeated.skip",
  refuse: "imports:repeated.refuse",
};

export const emptyTexts: Record<EmptyCells, string> = {
  keep: "imports:emptyCells.keep",
  clear: "imports:emptyCells.clear",
};

export const differingTexts: Record<Differing, string> = {
  refuse: "imports:lines.refuse",
  first: "imports:lines.first",
};

export const outcomeTexts = {
  create: "imports:outcome.create",
  update: "imports:outcome.update",
  unchanged: "imports:outcome.unchanged",
  refuse: "imports:outcome.refuse",
  skip: "imports:outcome.skip",
} as const;

export const outcomeTones = { create: "good", update: "info", unchanged: "plain", refuse: "bad", skip: "plain" } as const;

export const partTexts: Record<string, string> = {
  full: "imports:part.full",
  family: "imports:part.family",
  given: "imports:part.given",
  country: "imports:part.country",
  province: "imports:part.province",
  city: "imports:part.city",
  district: "imports:part.district",
  street: "imports:part.street",
  postcode: "imports:part.postcode",
  amount: "imports:part.amount",
  currency: "imports:part.currency",
  latitude: "imports:part.latitude",
  longitude: "imports:part.longitude",
};
