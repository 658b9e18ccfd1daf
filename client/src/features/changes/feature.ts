import { HistoryOutlined } from "@ant-design/icons";
import type { Feature } from "@/ui/feature";

export const feature: Feature = {
  pages: [{ path: "/changes", load: () => import("./ChangesPage") }],
  verbs: [{ id: "changes", title: "changes:verb", icon: HistoryOutlined, to: "/changes" }],
};
