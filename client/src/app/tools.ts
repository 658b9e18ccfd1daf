import { DeleteOutlined, HistoryOutlined, ImportOutlined } from "@ant-design/icons";
import type { ComponentType } from "react";
import { featurePages } from "./features";

export interface Tool {
  to: string;
  title: string;
  icon: ComponentType;
}

const known: readonly Tool[] = [
  { to: "/import", title: "app:tools.import", icon: ImportOutlined },
  { to: "/changes", title: "app:tools.changes", icon: HistoryOutlined },
  { to: "/recycle-bin", title: "app:tools.recycleBin", icon: DeleteOutlined },
];

/** What is done with records of every kind. */
export const tools = known.filter((tool) => featurePages.some((page) => page.path === tool.to));
