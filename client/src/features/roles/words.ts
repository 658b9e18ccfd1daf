import type { Right } from "@/api/meta";
import type { Level, Scope } from "./grants";

export const rightTexts: Record<Right, string> = {
  read: "roles:right.read",
  create: "roles:right.create",
  edit: "roles:right.edit",
  delete: "roles:right.delete",
  assign: "roles:right.assign",
  bulk_edit: "roles:right.bulk_edit",
  import: "roles:right.import",
  export: "roles:right.export",
  see_deleted: "roles:right.see_deleted",
  share: "roles:right.share",
  purge: "roles:right.purge",
};

export const rightHints: Record<Right, string> = {
  read: "roles:rightHint.read",
  create: "roles:rightHint.create",
  edit: "roles:rightHint.edit",
  delete: "roles:rightHint.delete",
  assign: "roles:rightHint.assign",
  bulk_edit: "roles:rightHint.bulk_edit",
  import: "roles:rightHint.import",
  export: "roles:rightHint.export",
  see_deleted: "roles:rightHint.see_deleted",
  share: "roles:rightHint.share",
  purge: "roles:rightHint.purge",
};

export const scopeTexts: Record<Scope, string> = {
  none: "roles:scope.none",
  own: "roles:scope.own",
  team: "roles:scope.team",
  team_tree: "roles:scope.team_tree",
  territory: "roles:scope.territory",
  all: "roles:scope.all",
};

export const levelTexts: Record<Level, string> = {
  hidden: "roles:level.hidden",
  masked: "roles:level.masked",
  reveal: "roles:level.reveal",
  read: "roles:level.read",
  edit: "roles:level.edit",
};
