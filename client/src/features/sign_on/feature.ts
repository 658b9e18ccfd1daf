import type { Feature } from "@/ui/feature";

export const feature: Feature = {
  settings: [{ name: "sign-on", title: "sign_on:title", group: "company", administrators: true, load: () => import("./SignOnPage") }],
};
