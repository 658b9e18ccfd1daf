import type { ComponentType } from "react";

export interface PanelProps {
  object: string;
  id: string;
  title: string;
  canEdit: boolean;
}

/** What a feature adds to the record pages of some objects. */
export interface RecordPanel {
  name: string;
  /** A banner stands across the page below its head, at whichever tab; else it is a card. */
  isBanner?: boolean;
  /** Whether it stands on the pages of this object. */
  stands: (object: string) => boolean;
  component: ComponentType<PanelProps>;
}

const panels: RecordPanel[] = [];

/** Called once by the app, which alone knows all features. */
export function addPanels(more: readonly RecordPanel[]): void {
  panels.push(...more);
}

export function panelsOf(object: string): readonly RecordPanel[] {
  return panels.filter((panel) => !panel.isBanner && panel.stands(object));
}

export function bannersOf(object: string): readonly RecordPanel[] {
  return panels.filter((panel) => panel.isBanner && panel.stands(object));
}
