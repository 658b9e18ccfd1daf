import { ImportOutlined } from "@ant-design/icons";
import type { Feature } from "@/ui/feature";

export const feature: Feature = {
  pages: [
    { path: "/import", load: () => import("./ImportsPage") },
    { path: "/import/$id", load: () => import("./ImportPage") },
  ],
  verbs: [{ id: "import", title: "imports:verb", icon: ImportOutlined, to: "/import" }],
};
