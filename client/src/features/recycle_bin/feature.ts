import { DeleteOutlined } from "@ant-design/icons";
import type { Feature } from "@/ui/feature";

export const feature: Feature = {
  pages: [{ path: "/recycle-bin", load: () => import("./RecycleBinPage") }],
  verbs: [{ id: "recycle-bin", title: "recycle_bin:verb", icon: DeleteOutlined, to: "/recycle-bin" }],
};
