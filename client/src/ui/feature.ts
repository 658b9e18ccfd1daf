import type { ComponentType } from "react";
import type { RecordPanel } from "./panels";

type PageModule = Promise<{ default: ComponentType }>;

/** A page of the product under its own address. */
export interface FeaturePage {
  /** Such as "/o/$object/$id"; the page reads parameters with useParams({ strict: false }). */
  path: string;
  load: () => PageModule;
}

/** A page in the settings, listed in their menu. */
export interface SettingsPage {
  /** The last part of the address: "fields" stands at /settings/fields. */
  name: string;
  /** A translation key with its namespace, such as "settings:fields.title". */
  title: string;
  group: "personal" | "company" | "structure";
  /** The object that the page is the place for, which then needs no other entry. */
  object?: string;
  load: () => PageModule;
  /** Only for those who administer the company. */
  administrators?: boolean;
  /** Only for who has one of these roles. */
  roles?: readonly string[];
}

/** What the command palette can do. */
export interface Verb {
  id: string;
  /** A translation key with its namespace. */
  title: string;
  icon?: ComponentType;
  /** The key beside it, if it has one. */
  keys?: string;
  /** Goes to this address ... */
  to?: string;
  /** ... or does this. */
  run?: () => void;
}

/** What a folder of the client adds: exported as `feature` from records/feature.ts and features/<name>/feature.ts. */
export interface Feature {
  pages?: readonly FeaturePage[];
  settings?: readonly SettingsPage[];
  verbs?: readonly Verb[];
  panels?: readonly RecordPanel[];
}
