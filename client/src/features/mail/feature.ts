import type { Feature } from "@/ui/feature";

export const feature: Feature = {
  settings: [{ name: "mail", title: "mail:title", group: "company", administrators: true, load: () => import("./MailPage") }],
};
